import * as v from 'valibot';
import type { Connection } from '../connection.ts';
import { LostResponse } from '../failures.ts';
import { id } from '../wire/fields.ts';
import { parseResponse } from '../wire/parse-response.ts';
import { jobPath } from './ids.ts';

/** The server answers with its bare record, of which only the id is of use. */
export const rerunResponse = v.object({ id });

/**
 * Runs a job again on all hosts of its last run. There is no way to restrict it here: the server
 * runs a restricted rerun of a static job on all hosts. One POST, never repeated.
 */
export async function rerunJobInvocation(
  connection: Connection,
  jobId: number,
): Promise<{ readonly id: number }> {
  const answer = await connection.request({
    method: 'POST',
    path: `${jobPath(jobId)}/rerun`,
    timeout: 'long',
  });
  try {
    return parseResponse(rerunResponse, answer);
  } catch (cause) {
    throw new LostResponse('the server accepted the rerun with an answer that makes no sense', {
      cause,
    });
  }
}
