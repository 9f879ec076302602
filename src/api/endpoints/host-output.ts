import type { HostOutput } from '../../jobs/output.ts';
import type { Connection } from '../connection.ts';
import {
  hostOutput,
  type OutputOfHost,
  outputs,
  type RawOutput,
  rawOutput,
} from '../wire/output.ts';
import { parseResponse } from '../wire/response.ts';
import { jobPath, pathId } from './parameters.ts';

/** Options of a read of one host's output. */
interface OutputOptions {
  /** Only newer elements are returned; a timestamp in seconds, exactly as the server sent it. */
  readonly since?: number;
}

/**
 * Reads the output of one host, in order. While the host is running, the server calls its smart
 * proxy, which may take two minutes if that hangs.
 */
export async function readHostOutput(
  connection: Connection,
  jobId: number,
  hostId: number,
  { since }: OutputOptions = {},
): Promise<HostOutput> {
  const response = await connection.request({
    method: 'GET',
    path: `${jobPath(jobId)}/hosts/${pathId(hostId)}`,
    query: { since: sinceText(since) },
    timeout: 'long',
  });
  return parseResponse(hostOutput, response);
}

/** The same as one text; always all of it. */
export async function readRawOutput(
  connection: Connection,
  jobId: number,
  hostId: number,
): Promise<RawOutput> {
  const response = await connection.request({
    method: 'GET',
    path: `${jobPath(jobId)}/hosts/${pathId(hostId)}/raw`,
    timeout: 'long',
  });
  return parseResponse(rawOutput, response);
}

/** Options of a read of many hosts. */
interface OutputsQuery {
  /** A search for hosts; absent = all hosts. */
  readonly searchQuery?: string;
  readonly since?: number;
  /** Return texts instead of elements. */
  readonly raw?: boolean;
  /** A POST supports searches of any length. */
  readonly method?: 'GET' | 'POST';
}

/**
 * Reads the output of many hosts in one request. The server calls a smart proxy for each running
 * host, one after the other.
 */
export async function readOutputs(
  connection: Connection,
  jobId: number,
  { searchQuery, since, raw, method = 'GET' }: OutputsQuery,
): Promise<readonly OutputOfHost[]> {
  const blank = searchQuery === undefined || searchQuery.trim() === '';
  const parameters = {
    search_query: blank ? undefined : searchQuery,
    since: sinceText(since),
    raw: raw === true ? true : undefined,
  };
  const response = await connection.request({
    method,
    path: `${jobPath(jobId)}/outputs`,
    ...(method === 'GET' ? { query: parameters } : { body: parameters, bulkRead: true }),
    timeout: 'long',
  });
  return parseResponse(outputs, response).outputs;
}

/** The exact number as text: rounding to milliseconds would repeat or lose elements. */
function sinceText(since: number | undefined): string | undefined {
  return since === undefined ? undefined : String(since);
}
