import * as v from 'valibot';
import { Failure } from '../../errors.ts';
import type { ApiResponse } from '../connection.ts';

/** Parses the body of a response. Throws a `Failure` that names the invalid field. */
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

/** The name of a type in words. */
function typeText(name: string): string {
  return types[name] ?? name;
}

/** One page of an index. */
export interface Page<T> {
  readonly items: readonly T[];
  /** The number of rows visible to the user; some endpoints count only those of the search. */
  readonly total: number;
  /** The number of rows that the search matches. */
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

/** Parses a page of an index, given the schema of a row. */
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
