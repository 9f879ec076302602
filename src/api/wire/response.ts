import * as v from 'valibot';
import { Failure } from '../../errors.ts';
import type { ApiResponse } from '../connection.ts';

/**
 * The body of a response by `schema`. Throws a `Failure` that names the field which does not fit.
 */
export function parseResponse<Schema extends v.GenericSchema>(
  schema: Schema,
  response: ApiResponse,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, response.body, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const wrong = whatIsWrong(issue);
  throw new Failure(
    'bad_answer',
    `unexpected response from the server: ${response.mask?.(wrong) ?? wrong}`,
    {
      hint: 'is this a Foreman server with Remote Execution?',
      httpStatus: response.status,
    },
  );
}

function whatIsWrong(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  if (issue.received === 'undefined')
    return path === null ? 'it is empty' : `\`${path}\` is missing`;
  const where = path === null ? 'it' : `\`${path}\``;
  return `${where} should be ${typeText(issue.expected ?? 'valid')}, not ${typeText(issue.received)}`;
}

const types: Readonly<Record<string, string>> = {
  Object: 'an object',
  Array: 'a list',
  number: 'a number',
  string: 'a string',
  boolean: 'a boolean',
};

/** A type of the validator in words; a value stays as it is. */
function typeText(name: string): string {
  return types[name] ?? name;
}

/** One page of an index. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Rows visible to this user; some endpoints count after the search. */
  readonly total: number;
  /** Rows that the search matches. */
  readonly subtotal: number;
  readonly page: number;
  readonly per_page: number;
}

const wholeNumber = v.fallback(v.number(), -1);

const envelope = v.object({
  results: v.array(v.unknown()),
  total: wholeNumber,
  subtotal: wholeNumber,
  page: wholeNumber,
  per_page: wholeNumber,
});

/** The rows of an index by the schema of one row. */
export function parsePage<Row extends v.GenericSchema>(
  row: Row,
  response: ApiResponse,
): Page<v.InferOutput<Row>> {
  const { results, total, subtotal, page, per_page } = parseResponse(envelope, response);
  const items = parseResponse(v.object({ results: v.array(row) }), {
    ...response,
    body: { results },
  }).results;
  const count = Math.max(total, items.length);
  return {
    items,
    total: count,
    subtotal: subtotal < 0 ? count : subtotal,
    page: Math.max(1, page),
    per_page,
  };
}
