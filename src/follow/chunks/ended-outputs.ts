import type { Connection } from '../../api/connection.ts';
import { readOutputs } from '../../api/endpoints/host-output.ts';
import type { HostOutput, OutputElement } from '../../jobs/output.ts';
import { idIn } from '../../jobs/search/search-query.ts';

/** All that a host has printed, with its id. */
export type OutputOfOne = HostOutput & { readonly id: number };

/**
 * The output of hosts that have ended, in one request. A host that is not complete there is left
 * out: its own response has more facts.
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

/** An element has a few fields besides its text. */
const elementOverhead = 200;

/** About how many characters this output takes. */
export function outputSize({ elements }: { readonly elements: readonly OutputElement[] }): number {
  return elements.reduce((sum, { output }) => sum + output.length + elementOverhead, 0);
}
