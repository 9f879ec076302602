import type { Context } from '../../cli/context.ts';
import { Failure } from '../../errors.ts';
import { type FailedKind, isOfKinds } from '../../jobs/hosts/failed-kinds.ts';
import { type ExplainedHost, type HostEnd, hostFailureOf } from '../../jobs/hosts/host-failure.ts';
import type { HostRun } from '../../jobs/hosts/host-run.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import { isStopped } from '../../jobs/job-result.ts';
import { counted, hostCount } from '../../text/counts.ts';
import { hostPageEnd } from '../../ui/nouns/host-page.ts';
import { namesInBrief } from '../../ui/terminal/names.ts';
import { hostPages } from '../host-pages.ts';
import { warnOfUnknown } from './unknown-reasons.ts';

/** The number of hosts in a request, except a smaller first one. */
const hostsPerRequest = 100;
/** With more hosts, the cost is announced before reading. */
const hostsUnsaid = 200;

/** Reads the output of hosts and returns those that failed in these ways, with their ends. */
export async function hostsOfKinds(
  context: Context,
  job: JobInvocation,
  hosts: readonly HostRun[],
  only: readonly FailedKind[],
): Promise<readonly ExplainedHost[]> {
  const candidates = hosts.filter(
    ({ status }) => status === 'failed' || isOfKinds(only, status, undefined),
  );
  const { explained } = await readEnds(context, job, candidates);
  const found = explained.map((host) => ({ host, ...kindOf(host) }));
  const left = found.filter(({ host, failure }) => !isOfKinds(only, host.status, failure));
  await warnOfUnknown(
    context,
    left.map(({ host: { name }, failure }) => ({ name, ...(failure ? { failure } : {}) })),
    only,
  );
  const leftOut = new Set(left.map(({ host }) => host));
  return explained.filter((host) => !leftOut.has(host));
}

function kindOf({ end }: ExplainedHost) {
  const kind = end === undefined ? undefined : hostFailureOf(end)?.kind;
  return kind === undefined ? {} : { failure: kind };
}

/** Returns all hosts, failed ones with their ends; warns if output cannot be read. */
export async function explainedHosts(
  context: Context,
  job: JobInvocation,
  hosts: readonly HostRun[],
): Promise<readonly ExplainedHost[]> {
  const { explained, unread } = await readEnds(context, job, hosts);
  if (unread.length > 0)
    await context.warn(
      `why ${hostCount(unread.length)} failed (${namesInBrief(unread, context.io.unicode)}) is unknown: not all output could be read`,
    );
  return explained;
}

interface ReadEnds {
  readonly explained: readonly ExplainedHost[];
  /** The names of failed hosts whose output could not be read completely. */
  readonly unread: readonly string[];
}

/** Reads the ends of hosts; they are unknown if output cannot be read. */
async function readEnds(
  context: Context,
  job: JobInvocation,
  hosts: readonly HostRun[],
): Promise<ReadEnds> {
  const toRead = hosts.filter(({ status }) => status === 'failed' || status === 'cancelled');
  const ends = new Map<number, HostEnd>();
  const unread = new Set(toRead.flatMap(({ id, status }) => (status === 'failed' ? [id] : [])));
  const read = async () => {
    for await (const page of hostPages(context, job, toRead)) {
      ends.set(page.id, hostPageEnd(page));
      if (!page.torn) unread.delete(page.id);
    }
  };
  if (toRead.length > hostsUnsaid) await context.note(costText(toRead.length));
  try {
    if (toRead.length > 0)
      await context.during(`reading why ${hostCount(toRead.length)} did not succeed`, read);
  } catch (error) {
    if (!(error instanceof Failure) || isStopped(error.kind)) throw error;
  }
  const explained = hosts.map((host) => ({ ...host, end: ends.get(host.id) ?? unreadEnd(host) }));
  const names = toRead.filter(({ id }) => unread.has(id)).map(({ name }) => name);
  return { explained, unread: names };
}

function costText(hosts: number): string {
  const requests = 1 + Math.ceil(hosts / hostsPerRequest);
  return `Reading why ${hostCount(hosts)} did not succeed takes about ${counted(requests, 'request')}.`;
}

function unreadEnd({ status }: HostRun): HostEnd {
  return { status, exit_code: null, last_line: null, cause: null };
}
