import { isMachine } from '../../cli/command-output.ts';
import type { Context } from '../../cli/context.ts';
import { hiddenHosts } from '../../jobs/hosts/host-counts.ts';
import { type HostRun, isFinal } from '../../jobs/hosts/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { outcomeOf } from '../../jobs/outcome.ts';
import { noMatchText } from '../../lookup/host-search/no-match.ts';
import { hostCount, numberText } from '../../text/counts.ts';

/** The hosts of the job, the named ones, and those of them that also match the search. */
export interface Chosen {
  readonly all: readonly HostRun[];
  readonly named: readonly HostRun[];
  readonly matching: readonly HostRun[];
}

/** The reason why there is no output; `search`: the search as typed, if any. */
export function nothingToShow(job: JobDetail, chosen: Chosen, search?: string): string {
  if (job.task === null)
    return `Job ${job.id} never started (orphan record): no host printed anything.`;
  const { all, named, matching } = chosen;
  if (matching.length > 0) return noneFailed(job, { all, named: matching });
  if (named.length > 0) return noMatchText(job, chosen, search ?? '');
  if ((job.counts.total ?? 0) > 0) return `No host of job ${job.id} is visible to you.`;
  const outcome = outcomeOf(job);
  if (outcome === 'cancelled') return `Job ${job.id} was cancelled before it ran on any host.`;
  return outcome === 'scheduled'
    ? `Job ${job.id} has not started yet.`
    : `Job ${job.id} has no hosts.`;
}

/** The sentence that no host failed; it differs if some have not finished yet. */
function noneFailed(job: JobDetail, { all, named }: Pick<Chosen, 'all' | 'named'>): string {
  const isOpen = named.some(({ status }) => !isFinal(status));
  const failed = isOpen ? 'has failed so far' : 'failed';
  const [only] = named;
  if (named.length === all.length)
    return `No ${hiddenHosts(job, all).count > 0 ? 'visible host' : 'host'} of job ${job.id} ${failed}.`;
  if (only === undefined || named.length > 1)
    return `None of these ${named.length} hosts ${failed} in job ${job.id}.`;
  return `${only.name} ${isOpen ? 'has not failed so far' : 'did not fail'} in job ${job.id}.`;
}

/** The line break and indent before the next command, which is below the warning. */
const hintBreak = `\n${' '.repeat('rexctl: '.length)}`;

/**
 * Warns after a snapshot that hosts have not finished. Machine formats need no warning if they list
 * these hosts, because each row has that fact.
 */
export async function printUnfinished(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
  { listed }: { readonly listed: boolean },
): Promise<void> {
  const open = hosts.filter(({ status }) => !isFinal(status));
  if (open.length === 0 || (listed && isMachine(context.globals.format))) return;
  const gap = isMachine(context.globals.format) ? '; ' : hintBreak;
  if (outcomeOf(job) === 'scheduled')
    return context.warn(
      `job ${job.id} has not started yet: no host has printed anything${gap}see when it starts: rexctl show ${job.id}`,
    );
  await context.warn(
    `the output is incomplete: ${openText(open, hosts.length)}${gap}follow it: rexctl output ${job.id} --follow`,
  );
}

function openText(open: readonly HostRun[], total: number): string {
  const waiting = open.filter(({ status }) => status === 'waiting').length;
  const [only] = open;
  if (only !== undefined && total === 1)
    return `${only.name} has not ${waiting === 1 ? 'started' : 'finished'}`;
  const text = `${numberText(open.length)} of ${hostCount(total)} ${open.length === 1 ? 'has' : 'have'} not finished`;
  if (waiting === 0) return text;
  return `${text} (${numberText(waiting)} not started)`;
}
