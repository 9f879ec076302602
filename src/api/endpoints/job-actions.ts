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
 * Starts a job: one POST, never repeated. Rejects with `LostResponse` when the job may exist
 * although no usable response came, also for a 500 that does not blame the request.
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

/** `include_hosts` stands outside of the wrapper, provider inputs inside of it by namespace. */
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

/** The server answers with its bare record, of which only the id is of use. */
const rerunResponse = v.object({ id });

/**
 * Runs a job again on all hosts of its last run. There is no way to restrict it here: the server
 * runs a restricted rerun of a static job on all hosts. One POST, never repeated.
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

/** How a cancel is meant. */
interface CancelOptions {
  /** Give hosts up at once; unread output is lost. */
  readonly force?: boolean;
}

/** "At least one cancel was sent", not "is cancelled". */
interface CancelSent {
  readonly cancelled: boolean;
}

const wholeJob = v.object({ cancelled: v.boolean() });

/**
 * Cancels a whole job. To be sent once: a second cancel abandons the scripts on the hosts. A job
 * that has ended, or has only just been created, answers 422.
 */
export async function cancelJobInvocation(
  connection: Connection,
  id: number,
  options: CancelOptions = {},
): Promise<CancelSent> {
  return parseResponse(wholeJob, await sendCancel(connection, id, undefined, options));
}

/** Task ids of the hosts that the search matches; `null` for a host whose task is not known. */
interface HostsCancelSent {
  readonly total: number;
  readonly cancelled: readonly string[];
  /** Hosts that had ended. */
  readonly skipped: readonly (string | null)[];
}

const someHosts = v.object({
  total: v.number(),
  cancelled: v.array(v.string()),
  skipped: v.array(v.nullable(v.string())),
});

/**
 * Cancels the planned hosts of a job that a search matches. A server before 16.1 would ignore the
 * search and cancel everything, and so would any server for a blank one: refused before anything is
 * sent.
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

/** `force` is true for any value, also `false` in a query, so it is left out unless meant. */
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
