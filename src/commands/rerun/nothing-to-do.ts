import { resultUnwaited, sayLastEvent } from '../../attach/summary-event.ts';
import { type Context, isMachine } from '../../cli/context.ts';
import { Failure } from '../../errors.ts';
import { contradiction } from '../../jobs/contradiction.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { chooseHosts, failedKinds, type RerunChoice } from '../../jobs/rerun-plan.ts';
import { unseenText } from '../../jobs/unseen-hosts.ts';
import type { Chain } from '../../lookup/rerun-chain.ts';
import { schemaName } from '../../ui/answer.ts';
import { hostNameColumns } from '../../ui/host-columns.ts';
import { hostCount } from '../../ui/hosts-text.ts';
import { jsonLine } from '../../ui/json-text.ts';

/** Success without a request: says why there was nothing to start; with `--quiet` only to programs. Returns 0. */
export async function tellNothingToDo(
  context: Context,
  job: JobDetail | null,
  sentence: string,
): Promise<number> {
  const { format, quiet } = context.globals;
  if (format === 'ndjson' && job === null) {
    await sayNothingStarted(context, sentence);
  } else if (format === 'ndjson' && job !== null) {
    const event = { type: 'warning', code: 'nothing_to_do', message: sentence } as const;
    await sayLastEvent(context, resultUnwaited(job, 0), {}, [event]);
  } else if (isMachine(format) || !quiet) {
    await context.print({
      document: { job: null, hosts: [], message: sentence },
      ...(format === 'csv' ? { rowsKey: 'hosts', rows: [], columns: hostNameColumns } : {}),
      prose: () => `${sentence}\n`,
    });
  }
  return 0;
}

/** The last event, of no job. */
async function sayNothingStarted({ io, clock }: Context, reason: string): Promise<void> {
  const time = new Date(clock.now()).toISOString();
  await io.out.write(
    jsonLine({ schema: schemaName, type: 'summary', time, job_id: null, jobs: [], reason, exit_code: 0 }),
  );
}

/**
 * Nothing failed is success and no request; failed hosts that this user cannot see are not
 * "nothing".
 */
export async function nothingToRerun(context: Context, chain: Chain, choice: RerunChoice): Promise<number> {
  const unseen = unseenSentence(chain, choice);
  if (unseen !== null) throw new Failure('hosts_failed', `${unseen}. Nothing was sent`);
  refuseContradiction(chain);
  const { counts } = chain.job;
  const recovered =
    chain.attempts.length > 1
      ? ' or its reruns: all have recovered'
      : ` (${counts.succeeded ?? chain.histories.length} ok)`;
  const empty =
    chain.histories.length === 0
      ? `Job ${chain.job.id} has no hosts. Nothing to do.`
      : otherwiseEnded(chain, choice);
  const sentence =
    empty ??
    `Nothing ${choice.kind === 'succeeded' ? 'succeeded' : 'failed'} in job ${chain.root}${recovered}. Nothing to do.`;
  return tellNothingToDo(context, chain.job, sentence);
}

/** Nobody knows that nothing failed where a job's own counts say otherwise. */
function refuseContradiction({ job, attempts }: Chain): void {
  const hosts = attempts.find(({ job_id }) => job_id === job.id)?.hosts ?? [];
  if (hosts.length === 0 || hosts.some(({ status }) => status !== 'succeeded')) return;
  const against = contradiction(job.counts, hosts.length);
  if (against === null) return;
  throw new Failure('unknown_result', `job ${job.id}: ${against}. Nothing was sent`, {
    hint: `see its hosts: rexctl show ${job.id} --hosts`,
  });
}

/** `--only error` where hosts were cancelled: they did not recover. */
function otherwiseEnded({ histories, root }: Chain, choice: RerunChoice): string | null {
  const open = chooseHosts(histories, { kind: 'failed', only: failedKinds }).length;
  if (choice.kind !== 'failed' || open === 0) return null;
  return `No host of job ${root} ended as --only ${choice.only.join(',')} asks; ${hostCount(open)} did not succeed otherwise. Nothing to do.`;
}

/** Hosts that belong to the choice by the counts, and cannot be run again by this user. */
export function unseenSentence({ root, unseen }: Chain, { kind }: RerunChoice): string | null {
  if (kind === 'hosts') return null;
  const count = kind === 'failed' ? unseen.count - unseen.succeeded : unseen.succeeded;
  if (count === 0) return null;
  const did = kind === 'failed' ? 'did not succeed' : 'succeeded';
  return `job ${root} ${did} on ${unseenText(count, unseen)}`;
}
