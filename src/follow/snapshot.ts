import type { Connection } from '../api/connection.ts';
import { readHostOutput } from '../api/endpoints/host-output.ts';
import type { EndCause } from '../jobs/hosts/host-failure.ts';
import type { HostOutput, OutputLine } from '../jobs/output.ts';
import { endedOutputs, outputSize } from './chunks/ended-outputs.ts';
import { type HostToRead, readHosts } from './read-hosts.ts';
import { Transcript } from './transcript.ts';

/** The output of one host so far. */
export interface HostSnapshot {
  readonly id: number;
  readonly lines: readonly OutputLine[];
  readonly complete: boolean;
  /** The exit code of a complete host; `null` = unknown, or not a number. */
  readonly exit_code: number | null;
  /** Why a complete host failed; `null` = unknown. */
  readonly cause: EndCause | null;
  /** A sentence that says why output is missing or lost; `null` if it is not. */
  readonly notice: string | null;
  /** Whether some output could not be read. */
  readonly torn: boolean;
}

/** Reads the output of each host once, in the order of `hosts`. */
export async function* snapshotOutput(
  connection: Connection,
  jobId: number,
  hosts: readonly HostToRead[],
): AsyncGenerator<HostSnapshot> {
  const outputs = readHosts(hosts, {
    one: async (id) => ({ id, ...(await readHostOutput(connection, jobId, id)) }),
    many: (ids) => endedOutputs(connection, jobId, ids),
    size: outputSize,
  });
  for await (const { id, ...output } of outputs) yield snapshotOf(id, output);
}

/** A response as lines. The last line of a running host may be incomplete. */
function snapshotOf(
  id: number,
  { complete, elements, delayed, start_at }: HostOutput,
): HostSnapshot {
  const { lines, ending, silence } = new Transcript().acceptWhole(elements);
  const { exit_code, cause, loss } = ending;
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
    cause: complete ? cause : null,
    notice: notices.find((notice) => notice !== null) ?? null,
    torn: loss !== null || silence !== null,
  };
}
