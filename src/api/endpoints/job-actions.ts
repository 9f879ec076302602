import * as v from 'valibot';
import { type Failure, refusal } from '../../errors.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import type { NewJob } from '../../jobs/new-job.ts';
import { readSearch } from '../../jobs/search/read-search.ts';
import type { Connection } from '../connection.ts';
import { LostResponse } from '../failures.ts';
import { id } from '../wire/fields.ts';
import { jobDetail } from '../wire/job-detail.ts';
import { parseResponse } from '../wire/response.ts';
import { jobPath } from './parameters.ts';

/**
 * Starts a job with one POST, which is never repeated. Rejects with `LostResponse` if the job may
 * exist without a usable response, also after a 500 that does not report an invalid request.
 */
export async function createJobInvocation(connection: Connection, job: NewJob): Promise<JobDetail> {
  const response = await connection.request({
    method: 'POST',
    path: '/api/job_invocations',
    body: createBody(job),
    timeout: 'long',
  });
  try {
    return parseResponse(jobDetail, response);
  } catch (cause) {
    throw new LostResponse('the server accepted the start, but its response is unexpected', {
      cause,
    });
  }
}

/** The body: `include_hosts` is outside of `job_invocation`, provider inputs are inside. */
export function createBody({ provider_inputs = {}, ssh, ...job }: NewJob): Record<string, unknown> {
  const { ssh: sshInputs, ...namespaces } = provider_inputs;
  const sshOptions = { ...ssh, ...sshInputs };
  return {
    include_hosts: false,
    job_invocation: {
      ...job,
      ...(Object.keys(sshOptions).length === 0 ? {} : { ssh: sshOptions }),
      ...namespaces,
    },
  };
}

/** The server returns its database record, in which only the id is useful. */
const rerunResponse = v.object({ id });

/**
 * Reruns a job on all its hosts with one POST, which is never repeated. It cannot be restricted to
 * some hosts, because the server would run a static job on all hosts.
 */
export async function rerunJobInvocation(
  connection: Connection,
  jobId: number,
): Promise<{ readonly id: number }> {
  const response = await connection.request({
    method: 'POST',
    path: `${jobPath(jobId)}/rerun`,
    timeout: 'long',
  });
  try {
    return parseResponse(rerunResponse, response);
  } catch (cause) {
    throw new LostResponse('the server accepted the rerun, but its response is unexpected', {
      cause,
    });
  }
}

/** Options of a cancel. */
interface CancelOptions {
  /** Stop tracking the hosts at once; unread output is lost. */
  readonly force?: boolean;
}

/** `cancelled` means that at least one cancel was sent, not that the job is cancelled. */
interface CancelSent {
  readonly cancelled: boolean;
}

const wholeJob = v.object({ cancelled: v.boolean() });

/**
 * Cancels a whole job. Send it only once: after a second cancel, the server stops tracking running
 * scripts. The server answers 422 if the job has ended or was just created.
 */
export async function cancelJobInvocation(
  connection: Connection,
  id: number,
  options: CancelOptions = {},
): Promise<CancelSent> {
  return parseResponse(wholeJob, await sendCancel(connection, id, undefined, options));
}

/** The task ids of the matching hosts; `null` for a host whose task is unknown. */
interface HostsCancelSent {
  readonly total: number;
  readonly cancelled: readonly string[];
  /** The hosts that had already ended. */
  readonly skipped: readonly (string | null)[];
}

const someHosts = v.object({
  total: v.number(),
  cancelled: v.array(v.string()),
  skipped: v.array(v.nullable(v.string())),
});

/**
 * Cancels the hosts of a job that match a search. Refused before REX 16.1, which ignores the search
 * and cancels the whole job, and for an empty search, with which every version does that.
 */
export async function cancelJobHosts(
  connection: Connection,
  id: number,
  search: string,
  options: CancelOptions = {},
): Promise<HostsCancelSent> {
  if (search.trim() === '')
    throw refusal('a blank host filter would cancel the whole job. Nothing was sent');
  const { text } = readSearch(search, { where: 'the host filter', of: 'hosts' });
  const { cancelSearch, rexVersion } = await connection.capabilities();
  if (!cancelSearch) throw filterIgnored(rexVersion);
  return parseResponse(someHosts, await sendCancel(connection, id, text, options));
}

/** Sends a cancel. Any value of `force`, even `false`, means true, so it is sent only if set. */
function sendCancel(
  connection: Connection,
  id: number,
  search: string | undefined,
  { force }: CancelOptions,
): ReturnType<Connection['request']> {
  return connection.request({
    method: 'POST',
    path: `${jobPath(id)}/cancel`,
    body: { force: force === true ? true : undefined, search },
  });
}

function filterIgnored(rexVersion: string | null): Failure {
  const known =
    rexVersion === null ? 'of unknown Remote Execution version' : `Remote Execution ${rexVersion}`;
  return refusal(
    rexVersion === null
      ? `this server (${known}) might ignore the host filter and cancel the whole job. Nothing was sent`
      : `this server (${known}) would ignore the host filter and cancel the whole job. Nothing was sent`,
  );
}
