import { describe, expect, test } from 'vitest';
import { parseOrder, SearchError } from '../../../src/demo/search/index.ts';
import { fields, type Row } from './example-rows.ts';

const rows: readonly Row[] = [
  { id: 2, name: 'b', group: 'x', started: '2026-11-23T10:00:00+02:00', tags: ['m'] },
  { id: 10, name: 'a', started: Date.UTC(2026, 10, 23, 9), runs: [{ job: 1, result: 'success' }] },
  { id: 1, name: 'c', group: 'y', tags: ['k', 'z'], runs: [{ job: 7, result: 'failed' }] },
];

const ordered = (order: string) => rows.toSorted(parseOrder(order, fields)).map((row) => row.id);

describe('order', () => {
  test.each<readonly [order: string, ids: readonly number[]]>([
    ['name', [10, 2, 1]],
    ['name ASC', [10, 2, 1]],
    ['name desc', [1, 2, 10]],
    [' name   DESC ', [1, 2, 10]],
    ['name sideways', [10, 2, 1]],
    ['name DESC, id', [10, 2, 1]],
    ['id', [1, 2, 10]],
    ['id DESC', [10, 2, 1]],
    ['group', [10, 2, 1]],
    ['group DESC', [1, 2, 10]],
    ['started_at', [1, 2, 10]],
    ['started_at DESC', [10, 2, 1]],
    ['tag', [10, 1, 2]],
    ['job_invocation.id DESC', [1, 10, 2]],
  ])('%s', (order, ids) => expect(ordered(order)).toEqual(ids));

  test('equal rows stay as they are', () => {
    const same: Row[] = [3, 1, 2].map((id) => ({ id, name: 'same' }));
    expect(same.sort(parseOrder('name', fields)).map((row) => row.id)).toEqual([3, 1, 2]);
  });

  test.each(['job_status', 'toString', ''])('%j is no field to order by', (order) => {
    expect(() => ordered(order)).toThrow(SearchError);
    expect(() => ordered(order)).toThrow(`the field '${order}' in the order statement`);
  });
});
