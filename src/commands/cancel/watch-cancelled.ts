import { allHostRuns } from '../../api/endpoints/job-hosts.ts';
import { pollJob } from '../../api/endpoints/job-invocations.ts';
import { attach } from '../../attach/attach.ts';
import type { FollowPolicy } from '../../attach/options.ts';
import type { Context } from '../../cli/context.ts';
import { snapshotOutput } from '../../follow/snapshot.ts';
import { observedEnd } from '../../lookup/job.ts';
import type { CancelReport } from '../../ui/nouns/cancel.ts';
import { hostsListed } from '../../ui/nouns/cancel-prose.ts';

interface WatchCancelled {
  readonly policy: FollowPolicy;
  /** The ids of the hosts; absent = all hosts of the job. */
  readonly hosts?: readonly number[];
  /** The names of all hosts of the job, with `hosts`. */
  readonly allNames?: readonly string[];
}

/** Waits until every host of the job, or each of `hosts`, has stopped; reports how each ended. */
export async function watchCancelled(
  context: Context,
  sent: CancelReport,
  { policy, hosts, allNames }: WatchCancelled,
): Promise<CancelReport> {
  const { job } = sent;
  const result = await attach(context, job, {
    output: 'none',
    hostCount: null,
    hosts,
    allNames,
    reattachCommand: `rexctl show ${job.id} --hosts`,
    silentEnd: true,
    policy,
  });
  const seen = await readEnd(context, job.id);
  return { ...sent, result, ...seen, exits: await exitsOf(context, sent, seen.after) };
}

/**
 * The job is read again, because only a finished job shows which hosts never ran. `null` where the
 * server does not answer.
 */
async function readEnd(
  context: Context,
  jobId: number,
): Promise<Pick<CancelReport, 'after' | 'end'>> {
  try {
    const retry = !context.signal.aborted;
    const connection = (await context.connection()).uninterrupted().with({ retry });
    const job = await pollJob(connection, jobId);
    const after = await allHostRuns(connection, job);
    return { after, end: observedEnd(job, after) };
  } catch {
    return { after: null };
  }
}

/**
 * The server also reports a host as cancelled when the cancel came too late; its exit status shows
 * the difference. Reading finished hosts costs their smart proxy nothing.
 */
async function exitsOf(
  context: Context,
  { job, meant }: Pick<CancelReport, 'job' | 'meant'>,
  after: CancelReport['after'],
): Promise<ReadonlyMap<number, number | null>> {
  const exits = new Map<number, number | null>();
  if (meant.length > hostsListed || context.signal.aborted) return exits;
  const cancelled = new Set(
    (after ?? []).filter(({ status }) => status === 'cancelled').map(({ id }) => id),
  );
  const ended = meant.filter(({ id }) => cancelled.has(id)).map(({ id }) => ({ id, ended: true }));
  try {
    const connection = await context.connection();
    for await (const { id, exit_code } of snapshotOutput(connection, job.id, ended))
      exits.set(id, exit_code);
  } catch {
    // The states of the hosts are known without their exit statuses.
  }
  return exits;
}
