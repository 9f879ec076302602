import * as v from 'valibot';
import type { Connection } from '../../src/api/connection.ts';

/** What the server is asked to leave out, and leaves out only for dynamic jobs. */
interface Restriction {
  readonly failed_only?: boolean;
  readonly succeeded_only?: boolean;
  readonly host_ids?: readonly number[];
}

/**
 * The server's own restricted rerun. **Dangerous**: a static job runs on ALL its hosts whatever is
 * asked for, and an empty set becomes a free-text search that hits strangers. It is part of the
 * tests to show this; the program sends no restriction.
 */
export async function rerunRestricted(
  connection: Connection,
  jobId: number,
  restriction: Restriction,
): Promise<{ readonly id: number }> {
  const response = await connection.request({
    method: 'POST',
    path: `/api/job_invocations/${jobId}/rerun`,
    body: { ...restriction },
    timeout: 'long',
  });
  return v.parse(v.object({ id: v.number() }), response.body);
}
