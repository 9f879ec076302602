import { printNothingToDo } from '../../attach/nothing-started.ts';
import type { Context } from '../../cli/context.ts';
import { Failure } from '../../errors.ts';
import { contradiction } from '../../jobs/contradiction.ts';
import { chooseHosts, failedKinds, type RerunChoice } from '../../jobs/rerun-plan.ts';
import { unseenText } from '../../jobs/unseen-hosts.ts';
import type { Chain } from '../../lookup/rerun-chain.ts';
import { hostCount } from '../../ui/nouns/hosts-text.ts';

/**
 * Nothing failed is success and no request; failed hosts that this user cannot see are not
 * "nothing".
 */
export async function nothingToRerun(
  context: Context,
  chain: Chain,
  choice: RerunChoice,
): Promise<number> {
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
  return printNothingToDo(context, chain.job, sentence);
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
