import * as v from 'valibot';
import { type Failure, refusal } from '../../errors.ts';
import { readSearch } from '../../jobs/search/read-search.ts';
import type { Connection } from '../connection.ts';
import { parseResponse } from '../wire/parse-response.ts';
import { jobPath } from './ids.ts';

/** How a cancel is meant. */
export interface CancelOptions {
  /** Give hosts up at once; output that nobody has read is lost. */
  readonly force?: boolean | undefined;
}

/** "At least one cancel was sent", not "is cancelled". */
export interface CancelSent {
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
export interface HostsCancelSent {
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
    throw refusal('a blank host filter would cancel the whole job. Refused; nothing was sent');
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
    body: {
      ...(force === true ? { force: true } : {}),
      ...(search === undefined ? {} : { search }),
    },
  });
}

function filterIgnored(rexVersion: string | null): Failure {
  const known = rexVersion === null ? 'of unknown REX version' : `REX ${rexVersion}`;
  return refusal(
    rexVersion === null
      ? `this server (${known}) might ignore the host filter and cancel the whole job. Refused; nothing was sent`
      : `this server (${known}) would ignore the host filter and cancel the whole job. Refused; nothing was sent`,
  );
}
