import type { Connection } from '../api/connection.ts';
import type { Context } from '../cli/context.ts';
import type { HostToRead } from '../follow/read-hosts.ts';
import { type HostSnapshot, snapshotOutput } from '../follow/snapshot.ts';
import { type HostRun, isFinal } from '../jobs/hosts/host-run.ts';
import type { JobInvocation } from '../jobs/job-invocation.ts';
import type { HostPage } from '../ui/nouns/host-page.ts';

/** The output of each host, in order. Hosts without a task are not read. */
export async function* hostPages(
  context: Context,
  job: Pick<JobInvocation, 'id'>,
  hosts: readonly HostRun[],
  given?: Connection,
): AsyncGenerator<HostPage> {
  const connection = given ?? (await context.connection());
  const each = [...new Map(hosts.map((host) => [host.id, host])).values()];
  const read = snapshotOutput(connection, job.id, hostsToRead(each));
  try {
    for (const host of each) {
      if (host.status === 'never_ran') {
        yield { ...pageOf(host), complete: true, notice: 'never ran' };
        continue;
      }
      const next = await read.next();
      if (next.done === true) return;
      yield readPage(host, next.value);
    }
  } finally {
    await read.return(undefined);
  }
}

function readPage(host: HostRun, { id: _, ...snapshot }: HostSnapshot): HostPage {
  const unfinished = !snapshot.complete && isFinal(host.status);
  const notice =
    snapshot.notice ?? (unfinished ? unfinishedNotice : waitingNotice(host, snapshot.complete));
  return { ...pageOf(host), ...snapshot, notice, torn: snapshot.torn || unfinished };
}

/** The hosts with a task. */
export function hostsToRead(hosts: readonly HostRun[]): readonly HostToRead[] {
  return hosts
    .filter(({ status }) => status !== 'never_ran')
    .map(({ id, status }) => ({ id, ended: isFinal(status) }));
}

function pageOf({ id, name, status }: HostRun): HostPage {
  return {
    id,
    name,
    status,
    exit_code: null,
    complete: false,
    lines: [],
    notice: null,
    torn: false,
  };
}

export const unfinishedNotice =
  'the output is incomplete: the host has finished, but the server calls it unfinished';

function waitingNotice({ status }: HostRun, complete: boolean): string | null {
  return complete || isFinal(status) || status === 'running' ? null : 'not started yet';
}
