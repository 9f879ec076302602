import * as v from 'valibot';
import { Failure } from '../../errors.ts';
import type { ApiResponse } from '../connection.ts';

/**
 * What the answer says by `schema`; an answer that makes no sense names the field that does not.
 */
export function parseResponse<Schema extends v.GenericSchema>(
  schema: Schema,
  answer: ApiResponse,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, answer.body, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const wrong = whatIsWrong(issue);
  throw new Failure(
    'bad_answer',
    `the server's answer makes no sense: ${answer.mask?.(wrong) ?? wrong}`,
    {
      hint: 'is this a Foreman server with Remote Execution?',
      httpStatus: answer.status,
    },
  );
}

function whatIsWrong(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  if (issue.received === 'undefined')
    return path === null ? 'it is empty' : `\`${path}\` is missing`;
  const where = path === null ? 'it' : `\`${path}\``;
  return `${where} should be ${issue.expected ?? 'valid'}, not ${issue.received}`;
}
