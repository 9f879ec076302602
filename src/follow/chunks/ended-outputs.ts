import type { Connection } from '../../api/connection.ts';
import { readOutputs } from '../../api/endpoints/host-output.ts';
import type { HostOutput, OutputElement } from '../../jobs/output.ts';
import { idIn } from '../../jobs/search/search-query.ts';

/** The whole output of a host, with the host's id. */
export type OutputOfOne = HostOutput & { readonly id: number };

/**
 * The output of ended hosts, read in one request. Hosts that are not complete are omitted: the
 * response for a single host has more facts.
 */
export async function endedOutputs(
  connection: Connection,
  jobId: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, OutputOfOne>> {
  const found = await readOutputs(connection, jobId, { method: 'POST', searchQuery: idIn(ids) });
  return new Map(
    found.flatMap(({ host_id: id, complete, elements }) =>
      complete && elements !== null
        ? [[id, { id, complete, elements, delayed: false, start_at: null }] as const]
        : [],
    ),
  );
}

/** The approximate size of an element's other fields, in characters. */
const elementOverhead = 200;

/** The approximate size of an output, in characters. */
export function outputSize({ elements }: { readonly elements: readonly OutputElement[] }): number {
  return elements.reduce((sum, { output }) => sum + output.length + elementOverhead, 0);
}
