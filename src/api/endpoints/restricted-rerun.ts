import type { Connection } from '../connection.ts';
import { parseResponse } from '../wire/parse-response.ts';
import { jobPath } from './ids.ts';
import { rerunResponse } from './rerun-job-invocation.ts';

/** What the server is asked to leave out, and leaves out only for dynamic jobs. */
export interface Restriction {
  readonly failed_only?: boolean;
  readonly succeeded_only?: boolean;
  readonly host_ids?: readonly number[];
}

/**
 * The server's own restricted rerun. **Dangerous**: a static job runs on ALL its hosts whatever is
 * asked for, and an empty set becomes a free-text search that hits strangers. It exists so that
 * tests can show this; commands may not import it.
 */
export async function rerunRestricted(
  connection: Connection,
  jobId: number,
  restriction: Restriction,
): Promise<{ readonly id: number }> {
  const answer = await connection.request({
    method: 'POST',
    path: `${jobPath(jobId)}/rerun`,
    body: { ...restriction },
    timeout: 'long',
  });
  return parseResponse(rerunResponse, answer);
}
