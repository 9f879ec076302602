import type { Connection } from '../../api/connection.ts';
import type { Context } from '../../cli/context.ts';
import { Failure } from '../../errors.ts';
import { type HostEnd, neverStarted } from '../../jobs/hosts/host-failure.ts';
import type { HostRun } from '../../jobs/hosts/host-run.ts';
import { scriptNeverRan } from '../../jobs/hosts/never-started.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import { exitCodeOf, isByFailures, isStopped } from '../../jobs/job-result.ts';
import type { Outcome } from '../../jobs/outcome.ts';
import { hostCount } from '../../text/counts.ts';
import { hostPages } from '../host-pages.ts';

interface Ended {
  readonly outcome: Outcome;
  /** The hosts whose outcome it is. */
  readonly hosts: readonly HostRun[];
  /** The exit code is about these hosts only, not about the whole job. */
  readonly isPart?: boolean;
}

type EndedHost = HostRun & Pick<HostEnd, 'cause'>;

/**
 * The exit code of a job, or of some of its hosts, without following it. Reads output only if a
 * reason decides the code, and stops when it is known that a script ran.
 */
export async function exitStatusOf(
  context: Context,
  job: JobInvocation,
  { outcome, hosts, isPart = false }: Ended,
): Promise<number> {
  if (!isByFailures(outcome) || !scriptNeverRan(job, hosts.map(withoutCause), isPart))
    return exitCodeOf(outcome);
  return exitCodeOf(outcome, await noScriptRan(context, job, hosts));
}

/** The host, assuming that its script did not run. */
function withoutCause(host: HostRun): EndedHost {
  return { ...host, cause: { kind: 'unknown', message: null, may_have_run: false } };
}

/** Whether it is certain that no script ran; false if output cannot be read. */
async function noScriptRan(
  context: Context,
  job: JobInvocation,
  hosts: readonly HostRun[],
): Promise<boolean> {
  const failed = hosts.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return true;
  const connection = await lastingConnection(context);
  const read = async () => {
    for await (const page of hostPages(context, job, failed, connection))
      if (!neverStarted(page)) return false;
    return true;
  };
  try {
    return await context.during(`reading why ${hostCount(failed.length)} failed`, read);
  } catch (error) {
    if (error instanceof Failure && !isStopped(error.kind)) return false;
    throw error;
  }
}

/** A connection that still works after standard output was closed, which changes no result. */
async function lastingConnection(context: Context): Promise<Connection> {
  const connection = await context.connection();
  return context.signal.aborted ? connection.uninterrupted() : connection;
}
