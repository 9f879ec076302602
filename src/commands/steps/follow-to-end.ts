import type { Context } from '../../context.ts';
import { type FollowOptions, followJob } from '../../follow/follow-job.ts';
import type { JobDetail, JobInvocation } from '../../jobs/job-invocation.ts';
import type { JobResult } from '../../jobs/outcome.ts';
import type { LineFilter } from '../../ui/live/line-filter.ts';
import { followPrinter } from '../../ui/live/printer.ts';

/** What commands that wait or follow choose; the rest is the same for all of them. */
export interface FollowChoice {
  readonly output: FollowOptions['output'];
  /** Only these hosts count for the end and the result. */
  readonly hosts?: readonly number[];
  readonly hostCount: number | null;
  /** How to come back after leaving, e.g. `rexctl output 215 --follow`. */
  readonly comeBack?: string;
  readonly filter?: LineFilter;
  /** The command says the last words itself. */
  readonly silentEnd?: boolean;
}

const giveUpAfterMs = 10 * 60_000;
const stallWarningMs = 10 * 60_000;
/** Enough failed hosts to name with exit code and last line; more are only counted. */
const failuresExplained = 20;

/** Shows a job until its end, in the way that fits the streams and the format, and returns its result. */
export async function followToEnd(
  context: Context,
  job: JobInvocation | JobDetail,
  choice: FollowChoice,
): Promise<JobResult> {
  const printer = followPrinter(
    {
      what: choice.output === 'none' ? 'progress' : 'output',
      format: context.globals.format,
      quiet: context.globals.quiet,
      hostCount: choice.hostCount,
      ...given({ comeBack: choice.comeBack, filter: choice.filter, silentEnd: choice.silentEnd }),
    },
    context.io,
    context.clock,
  );
  const isSaidLater = choice.silentEnd === true && context.globals.format === 'ndjson';
  try {
    const result = await followJob(
      {
        connection: await context.connection(),
        clock: context.clock,
        signal: context.signal,
        random: context.runtime.random,
      },
      job,
      {
        output: choice.output,
        ...given({ hosts: choice.hosts }),
        explainFailures: failuresExplained,
        giveUpAfterMs,
        stallWarningMs,
        settle: false,
      },
      (event) => {
        if (!isSaidLater || event.type !== 'summary') printer.accept(event);
      },
    );
    await printer.end();
    return result;
  } catch (error) {
    printer.abort();
    throw error;
  }
}

/** Only what was given, because an absent option is not the same as `undefined` to the compiler. */
function given<T extends object>(options: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}
