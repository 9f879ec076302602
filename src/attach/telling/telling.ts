import type { Context } from '../../cli/context.ts';
import { usageError } from '../../errors.ts';
import type { Teller } from './teller.ts';
import type { TellingOptions } from './telling-options.ts';
import { terminalOf } from './telling-terminal.ts';

const silentTeller: Teller = {
  follow: () => undefined,
  canary: () => undefined,
  tell: () => undefined,
  skip: () => undefined,
};

/** The jobs of the command. */
interface Followed {
  /** The `--name` of the job that it starts. */
  readonly name?: string;
  /** How many jobs were named. */
  readonly jobCount?: number;
}

/**
 * To be called before anything is sent: throws a usage `Failure` for a result that could not be
 * passed on at the end. Without such options it loads nothing.
 */
export async function openTeller(
  context: Context,
  options: TellingOptions,
  { name, jobCount = 1 }: Followed = {},
): Promise<Teller> {
  const { onDone, bell, notify, metrics } = options;
  if (onDone === null && !bell && !notify && metrics === null) return silentTeller;
  if (metrics !== null && jobCount > 1)
    throw usageError('--metrics takes exactly one job', 'name one job');
  if (bell && terminalOf(context) === undefined)
    throw usageError('--bell needs a terminal', 'omit --bell');
  if (notify && !(await import('./notice.ts')).canShowNotice(context))
    throw usageError('--notify needs a desktop or a terminal that shows notices', 'omit --notify');
  if (metrics !== null) {
    const { checkMetricsFile } = await import('./metrics-file.ts');
    checkMetricsFile(metrics, context.runtime.self.pid);
  }
  // Loaded now, because an update of rexctl may delete the file before the job has finished.
  if (onDone !== null || notify) await import('../../cli/child-program.ts');
  const { openedTeller } = await import('./teller.ts');
  return openedTeller(context, options, name);
}
