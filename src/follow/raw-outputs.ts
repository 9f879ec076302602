import type { Connection } from '../api/connection.ts';
import { readOutputs, readRawOutput } from '../api/endpoints/host-output.ts';
import { idIn } from '../jobs/search/search-query.ts';
import { type HostToRead, readHosts } from './read-hosts.ts';

/** The whole output of one host as one text, unchanged. */
interface RawText {
  readonly id: number;
  readonly complete: boolean;
  /** `null` if the host has no task. */
  readonly output: string | null;
}

/** Reads the raw output of each host once, in the order of `hosts`. */
export function rawOutputs(
  connection: Connection,
  jobId: number,
  hosts: readonly HostToRead[],
): AsyncGenerator<RawText> {
  return readHosts(hosts, {
    one: async (id) => {
      const { complete, output } = await readRawOutput(connection, jobId, id);
      return { id, complete, output };
    },
    many: (ids) => endedTexts(connection, jobId, ids),
    size: ({ output }) => output?.length ?? 0,
  });
}

/**
 * The texts of ended hosts from one request, without hosts that are not complete or have no text:
 * only the response for a single host shows whether it has a task.
 */
async function endedTexts(
  connection: Connection,
  jobId: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, RawText>> {
  const query = { method: 'POST', searchQuery: idIn(ids), raw: true } as const;
  const found = await readOutputs(connection, jobId, query);
  return new Map(
    found.flatMap(({ host_id: id, complete, text: output }) =>
      complete && output !== null && output !== '' ? [[id, { id, complete, output }] as const] : [],
    ),
  );
}
