import {
  compileSearch,
  joinedFields,
  type SearchContext,
  SearchError,
  type SearchFields,
} from '../../../src/demo/search/index.ts';

export interface Run {
  readonly job: number;
  readonly result: string;
}

export interface Row {
  readonly id: number;
  readonly name: string;
  readonly group?: string;
  readonly tags?: readonly string[];
  readonly snippet?: boolean;
  readonly state?: string;
  readonly started?: number | string;
  readonly runs?: readonly Run[];
}

const text = (value: string | undefined) => value ?? null;

export const fields: SearchFields<Row> = {
  id: { type: 'integer', get: (row) => row.id },
  name: { type: 'string', get: (row) => row.name, freeText: true },
  group: { type: 'string', get: (row) => text(row.group), freeText: true },
  'os.title': { type: 'string', get: (row) => `OS of ${row.name}` },
  tag: { type: 'string', get: (row) => row.tags ?? [] },
  snippet: { type: 'boolean', get: (row) => row.snippet ?? null },
  state: { type: 'enum', get: (row) => text(row.state) },
  started_at: { type: 'datetime', get: (row) => row.started ?? null },
  host_id: { type: 'integer', get: (row) => [row.id, row.id + 100], onlyEquals: 'set' },
  status: {
    type: 'enum',
    get: (row) => text(row.state),
    match: (row, operator, value) =>
      `${operator} ${value}` === `= ${row.state}` || operator === value,
  },
  ...joinedFields((row: Row) => row.runs ?? [], {
    'job_invocation.id': { type: 'integer', get: (run) => run.job, onlyEquals: 'set' },
    'job_invocation.result': { type: 'enum', get: (run) => run.result },
  }),
};

export const now = Date.UTC(2026, 10, 23, 14, 30);

export function found(
  query: string | null | undefined,
  rows: readonly Row[],
  context: Partial<SearchContext> = {},
): number[] {
  return rows.filter(compileSearch(query, fields, { now, ...context })).map((row) => row.id);
}

/** `400 message` or `500 message`; throws for any other error, and for none. */
export function refusal(query: string): string {
  try {
    compileSearch(query, fields, { now });
  } catch (error) {
    if (error instanceof SearchError) return `${error.status} ${error.message.trim()}`;
    throw error;
  }
  throw new Error(`\`${query}\` was accepted`);
}
