import type { AfterStartOptions } from '../../attach/after-start.ts';
import { followGuarded } from '../../attach/attach.ts';
import type { InterruptHandler } from '../../attach/on-interrupt.ts';
import { type Context, isMachine } from '../../cli/context.ts';
import type { CanaryGroups, CanarySize } from '../../jobs/canary.ts';
import type { SummaryEvent } from '../../jobs/event.ts';
import type { JobDetail, TargetHost } from '../../jobs/job-invocation.ts';
import { exitCodeOf, type JobResult } from '../../jobs/job-result.ts';
import type { NewJob } from '../../jobs/new-job.ts';
import type { InputSheet } from '../../jobs/template-inputs.ts';
import type { Competitors } from '../../start/concurrent-start.ts';
import { creating, type Started, startJob } from '../../start/start-job.ts';
import type { CanaryPrinter } from '../../ui/follow/jobs/canary-printer.ts';
import { listed } from '../../ui/terminal/names.ts';

/** A run that tries a few hosts first. */
export interface CanaryRun {
  readonly size: CanarySize;
  readonly template: string;
  /** What runs, as a sentence names it. */
  readonly title: string;
  readonly sheet: InputSheet;
  /** All that are meant, in the order in which they are shown. */
  readonly hosts: readonly TargetHost[];
  /** The canary is any of the hosts, not the first. */
  readonly randomOrder: boolean;
  readonly jobFor: (hosts: readonly TargetHost[]) => NewJob;
  readonly choice: AfterStartOptions;
  readonly tooFew: 'cancel' | 'name';
  /** Jobs of the same name that may have been started elsewhere. */
  readonly competitors: Competitors | undefined;
  readonly dryRun: boolean;
}

export type Groups = CanaryGroups<TargetHost>;

export interface Turns {
  readonly context: Context;
  readonly run: CanaryRun;
  readonly groups: Groups;
  readonly printer: CanaryPrinter;
  readonly interrupt: InterruptHandler;
}

/** The end of one of the two jobs. */
export interface Turn {
  readonly job: JobDetail;
  readonly last: SummaryEvent;
}

/** Starts the job for one of the two groups. */
export async function startTurn(
  { context, run }: Turns,
  hosts: readonly TargetHost[],
  name: 'canary' | 'rest',
): Promise<Started> {
  const started = await startJob(context, {
    action: 'run',
    ...creating(context, run.jobFor(hosts), run.sheet),
    hosts,
    tooFew: run.tooFew,
    competitors: name === 'canary' ? run.competitors : undefined,
  });
  const { job, missing } = started;
  if (missing.length > 0) {
    const names = listed(missing.map((host) => host.name));
    await context.warn(`job ${job.id} does not run on ${names}: the server left them out`);
  }
  if (!isMachine(context.globals.format)) await context.note(startedText(job, name, run.choice));
  return started;
}

/** Follows it to its end; too many failures, of all that are meant, cancel it. */
export async function followTurn(turns: Turns, { job, missing }: Started): Promise<Turn> {
  const { context, run, groups, printer, interrupt } = turns;
  const { afterStart, policy, cancelWhen } = run.choice;
  const total = groups.canary.length + groups.rest.length;
  printer.open(job, total);
  const last = await followGuarded(
    context,
    job,
    {
      output: afterStart === 'follow' ? 'all' : 'none',
      room: printer.room,
      policy,
      cancelWhen: cancelWhen === null ? undefined : { bound: cancelWhen, total },
    },
    interrupt,
    printer.accept,
  );
  return { job, last: { ...last, result: short(last.result, missing) } };
}

function startedText(
  { id }: JobDetail,
  name: 'canary' | 'rest',
  { afterStart }: AfterStartOptions,
): string {
  return name === 'canary'
    ? `Job ${id}, the canary, started.  Ctrl-C leaves it, and then the others are not run; come back with: ${comeBackTo(id, afterStart)}`
    : `Job ${id} started.  Leave with Ctrl-C; come back with: ${comeBackTo(id, afterStart)}`;
}

export function comeBackTo(id: number, afterStart: AfterStartOptions['afterStart']): string {
  return afterStart === 'follow' ? `rexctl output ${id} --follow` : `rexctl watch ${id}`;
}

/** No success without the hosts that the server left out. */
function short(result: JobResult, missing: readonly TargetHost[]): JobResult {
  if (missing.length === 0 || (result.exit_code !== 0 && result.exit_code !== 6)) return result;
  const reason = `the server left out ${listed(missing.map((host) => host.name))}`;
  const reasons = [result.reason, reason].filter((one) => one !== null);
  return { ...result, exit_code: exitCodeOf('incomplete'), reason: reasons.join('; ') };
}
