import type { Context } from '../../cli/context.ts';
import { Failure, type FailureKind } from '../../errors.ts';
import { type HostFailureKind, hostFailureOf } from '../../jobs/hosts/host-failure.ts';
import { type HostRun, isFinal } from '../../jobs/hosts/host-run.ts';
import type { Attempt, HostHistory } from '../../jobs/rerun-plan.ts';
import { hostPageEnd } from '../../ui/nouns/host-page.ts';
import { hostPages } from '../host-pages.ts';

/** Adds to histories why each host failed in its latest finished attempt. */
export async function withFailures(
  context: Context,
  attempts: readonly Attempt[],
  histories: readonly HostHistory[],
): Promise<readonly HostHistory[]> {
  const kinds = new Map<number, HostFailureKind>();
  for (const { job_id, hosts } of attempts) {
    const ids = new Set(histories.filter((one) => lastJobOf(one) === job_id).map(({ id }) => id));
    const ended = hosts.filter(({ id }) => ids.has(id));
    for (const [id, kind] of await kindsIn(context, job_id, ended)) kinds.set(id, kind);
  }
  return histories.map((one) => {
    const failure = kinds.get(one.id);
    return failure === undefined ? one : { ...one, failure };
  });
}

function lastJobOf({ attempts }: HostHistory): number | undefined {
  return attempts.findLast(({ status }) => isFinal(status))?.job_id;
}

/** Failures that a retry does not cure: a missing permission, or a deleted host. */
const unreadable: readonly FailureKind[] = ['not_allowed', 'not_found'];

/** The kinds of failures in a job; unknown if the user cannot read them. Throws other errors. */
async function kindsIn(
  context: Context,
  jobId: number,
  hosts: readonly HostRun[],
): Promise<ReadonlyMap<number, HostFailureKind>> {
  const kinds = new Map<number, HostFailureKind>();
  const note = (host: HostRun, kind: HostFailureKind | undefined) =>
    kind === undefined ? undefined : kinds.set(host.id, kind);
  for (const host of hosts)
    if (host.status === 'failed') note(host, 'unknown');
    else note(host, hostFailureOf({ ...host, exit_code: null, last_line: null })?.kind);
  const failed = hosts.filter(({ status }) => status === 'failed');
  try {
    for await (const page of hostPages(context, { id: jobId }, failed))
      kinds.set(page.id, hostFailureOf(hostPageEnd(page))?.kind ?? 'unknown');
  } catch (error) {
    if (!(error instanceof Failure) || !unreadable.includes(error.kind)) throw error;
  }
  return kinds;
}
