import { printNothingToDo } from '../../attach/unfollowed.ts';
import type { Context } from '../../cli/context.ts';
import { Failure } from '../../errors.ts';
import { failedStates } from '../../jobs/hosts/failed-kinds.ts';
import { hiddenHostsText } from '../../jobs/hosts/host-counts.ts';
import { type AnsweredStart, answered } from '../../jobs/new-job.ts';
import { countMismatch } from '../../jobs/observed-outcome.ts';
import { chooseHosts, type RerunChoice } from '../../jobs/rerun-plan.ts';
import type { Chain } from '../../lookup/rerun-chain.ts';
import { hostCount, numberText } from '../../text/counts.ts';

/**
 * No chosen host is left: success without a request. Throws a `Failure` if hosts that this user
 * cannot see may be among them, or if the job's counts contradict its hosts.
 */
export async function nothingToRerun(
  context: Context,
  chain: Chain,
  choice: RerunChoice,
): Promise<AnsweredStart> {
  const hidden = hiddenHostsSentence(chain, choice);
  if (hidden !== null) throw new Failure('hosts_failed', `${hidden}. Nothing was sent`);
  refuseContradiction(chain);
  const sentence = `${noHostSentence(chain, choice)}. Nothing to do.`;
  return answered(await printNothingToDo(context, chain.job, sentence));
}

/** It has no full stop. */
function noHostSentence(chain: Chain, choice: RerunChoice): string {
  const { job, root, attempts, histories } = chain;
  if (histories.length === 0) return `Job ${job.id} has no hosts`;
  if (choice.kind === 'succeeded') return `No host of job ${root} succeeded`;
  const otherwise = otherwiseFailed(chain, choice);
  if (otherwise !== null) return otherwise;
  return attempts.length > 1
    ? `No host of job ${root} is left to rerun: all have succeeded since`
    : `No host of job ${root} failed (${job.counts.succeeded ?? histories.length} succeeded)`;
}

/** If the job's own counts differ from its hosts, it is not certain that no host failed. */
function refuseContradiction({ job, attempts }: Chain): void {
  const hosts = attempts.find(({ job_id }) => job_id === job.id)?.hosts ?? [];
  if (hosts.length === 0 || hosts.some(({ status }) => status !== 'succeeded')) return;
  const against = countMismatch(job.counts, hosts.length);
  if (against === null) return;
  throw new Failure('unknown_result', `job ${job.id}: ${against}. Nothing was sent`, {
    hint: `see its hosts: rexctl show ${job.id} --hosts`,
  });
}

/** `--only error` where hosts were cancelled: they did not recover. */
function otherwiseFailed({ histories, root }: Chain, choice: RerunChoice): string | null {
  const open = chooseHosts(histories, { kind: 'failed', only: failedStates }).length;
  if (choice.kind !== 'failed' || open === 0) return null;
  const unknown = histories.filter(({ failure }) => failure === 'unknown').length;
  const known = open - unknown;
  const inOtherWays =
    known === 1 ? '1 host failed in another way' : `${numberText(known)} failed in other ways`;
  const others = [
    ...(known > 0 ? [inOtherWays] : []),
    ...(unknown > 0 ? [`why ${hostCount(unknown)} failed is unknown`] : []),
  ].join(', and ');
  return `No host of job ${root} matches --only ${choice.only.join(',')}; ${others}`;
}

/** Hosts that, by the counts, were chosen too, but that this user cannot rerun. */
export function hiddenHostsSentence({ root, hidden }: Chain, { kind }: RerunChoice): string | null {
  if (kind === 'hosts') return null;
  const count = kind === 'failed' ? hidden.count - hidden.succeeded : hidden.succeeded;
  if (count === 0) return null;
  const did = kind === 'failed' ? 'did not succeed' : 'succeeded';
  return `job ${root} ${did} on ${hiddenHostsText(count, hidden)}`;
}
