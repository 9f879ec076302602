import * as v from 'valibot';
import type { Connection, RequestOptions } from '../connection.ts';
import { LostAnswer } from '../http/lost-answer.ts';
import { id } from '../wire/fields.ts';
import { parseAnswer } from '../wire/parse-answer.ts';
import { jobPath } from './ids.ts';

/** The server answers with its bare record, of which only the id is of use. */
export const rerunAnswer = v.object({ id });

/**
 * Runs a job again on all hosts of its last run. There is no way to restrict it here: the server
 * runs a restricted rerun of a static job on all hosts. One POST, never repeated.
 */
export async function rerunJobInvocation(
  connection: Connection,
  jobId: number,
  options: RequestOptions = {},
): Promise<{ readonly id: number }> {
  const answer = await connection.request({
    ...options,
    method: 'POST',
    path: `${jobPath(jobId)}/rerun`,
    patience: 'long',
  });
  try {
    return parseAnswer(rerunAnswer, answer);
  } catch (cause) {
    throw new LostAnswer('the server accepted the rerun with an answer that makes no sense', {
      cause,
    });
  }
}
