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

/** What the command is about. */
interface Followed {
  /** `--name` of the job that it starts. */
  readonly name?: string;
  /** How many jobs were named. */
  readonly jobCount?: number;
}

/**
 * Before anything is sent: throws a usage `Failure` for what could not be told at the end. Where
 * nothing is to be told, nothing is loaded.
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
  // Loaded now: an update of the program may remove it before the job has ended.
  if (onDone !== null || notify) await import('../../cli/child-program.ts');
  const { openedTeller } = await import('./teller.ts');
  return openedTeller(context, options, name);
}
