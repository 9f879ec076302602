import { pMapIterable } from 'p-map';
import type { Connection } from '../api/connection.ts';
import { readHostOutput } from '../api/endpoints/host-output.ts';
import type { HostOutput, OutputLine } from '../jobs/output.ts';
import { Transcript } from './transcript.ts';

/** What one host has printed so far. */
interface HostSnapshot {
  readonly id: number;
  readonly lines: readonly OutputLine[];
  readonly complete: boolean;
  /** Of a complete host; `null` = unknown, or not a number. */
  readonly exit_code: number | null;
  /** Why there may be more, or why some is lost: one sentence; else `null`. */
  readonly notice: string | null;
  /** Some of its output could not be read. */
  readonly torn: boolean;
}

/** Reads in progress together; each of an unfinished host costs a call to its smart proxy. */
const atOnce = 8;
/** Answers that wait for one before them are held in memory. */
const held = 16;

/** Reads the output of hosts once each, and gives them in the order of `hostIds`. */
export function snapshotOutput(
  connection: Connection,
  jobId: number,
  hostIds: readonly number[],
): AsyncIterable<HostSnapshot> {
  const read = async (id: number) => snapshotOf(id, await readHostOutput(connection, jobId, id));
  return pMapIterable(hostIds, read, { concurrency: atOnce, backpressure: held });
}

/**
 * One response as lines; a host that is not complete may have begun a line, which is given as far
 * as it is there.
 */
function snapshotOf(
  id: number,
  { complete, elements, delayed, start_at }: HostOutput,
): HostSnapshot {
  const { lines, ending, silence } = new Transcript().acceptWhole(elements);
  const { exit_code, loss } = ending;
  const notices = [
    delayed ? `not started yet${start_at === null ? '' : `, scheduled for ${start_at}`}` : null,
    loss,
    silence === null ? null : `no response from its smart proxy: ${silence}`,
  ];
  return {
    id,
    lines,
    complete,
    exit_code: complete ? exit_code : null,
    notice: notices.find((notice) => notice !== null) ?? null,
    torn: loss !== null || silence !== null,
  };
}
