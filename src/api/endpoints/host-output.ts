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

/** How one host's output is read. */
interface OutputOptions {
  /** Only elements that are strictly newer; a timestamp as it came, in seconds. */
  readonly since?: number;
}

/**
 * What one host has printed, in order. While the host has not ended, every read asks its smart
 * proxy and may take two minutes if that hangs.
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

/** The same as one text. The server ignores `since` here. */
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

/** Which hosts' outputs are read at once, and in which form. */
interface OutputsQuery {
  /** Host search; without it all hosts. */
  readonly searchQuery?: string;
  readonly since?: number;
  /** Texts instead of elements. */
  readonly raw?: boolean;
  /** A POST takes searches of any length. */
  readonly method?: 'GET' | 'POST';
}

/**
 * Output of many hosts at once: one smart-proxy call for each host that has not ended, one after
 * the other.
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

/**
 * The shortest form of the number is exact; rounding to milliseconds would repeat or lose elements.
 */
function sinceText(since: number | undefined): string | undefined {
  return since === undefined ? undefined : String(since);
}
