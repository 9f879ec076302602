import { describe, expect, test } from 'vitest';
import { compileSearch, joinedFields, type SearchFields } from '../../../src/demo/search/index.ts';
import { found, type Row, refusal } from './example-rows.ts';

const rows: readonly Row[] = [
  { id: 1, name: 'failed in 5', runs: [run(5, 'failed'), run(6, 'success')] },
  { id: 2, name: 'failed in 6', runs: [run(5, 'success'), run(6, 'failed')] },
  { id: 3, name: 'only in 6', runs: [run(6, 'success')] },
  { id: 4, name: 'never ran' },
];

function run(job: number, result: string) {
  return { job, result };
}

describe('conditions on joined rows mean the same row', () => {
  test.each<readonly [query: string, ids: readonly number[]]>([
    ['job_invocation.id = 5', [1, 2]],
    ['job_invocation.result = failed', [1, 2]],
    ['job_invocation.id = 5 and job_invocation.result = failed', [1]],
    ['job_invocation.result = failed, job_invocation.id = 6', [2]],
    ['job_invocation.id = 5 and (name ~ in or job_invocation.result = failed)', [1, 2]],
    ['job_invocation.id = 5 and job_invocation.id = 6', []],
    ['job_invocation.id = 5 or job_invocation.id = 6', [1, 2, 3]],
    ['job_invocation.id != 5', [1, 2, 3]],
    ['not job_invocation.id = 6', [1, 2]],
    ['job_invocation.id > 5 and job_invocation.result = success', [1, 3]],
    ['job_invocation.result = nosuch', []],
    ['has job_invocation.id', [1, 2, 3]],
    ['null? job_invocation.id', [4]],
    ['name ~ never or job_invocation.id = 5', [1, 2]],
    ['name ~ never', [4]],
    ['not name ~ failed', [3, 4]],
  ])('%s', (query, ids) => expect(found(query, rows)).toEqual(ids));

  test('a set of job ids is a database error', () => {
    expect(refusal('job_invocation.id ^ (5,6)')).toMatch(/^500 PG::SyntaxError/);
  });

  test('a date that cannot be read is no condition there either', () => {
    const fields: SearchFields<Row> = joinedFields((row: Row) => row.runs ?? [], {
      began: { type: 'datetime', get: () => 0 },
    });
    expect(rows.filter(compileSearch('began > soon', fields, { now: 0 }))).toHaveLength(
      rows.length,
    );
  });
});

test('two joins are independent of each other', () => {
  interface Host {
    readonly id: number;
    readonly runs: readonly number[];
    readonly disks: readonly string[];
  }
  const fields: SearchFields<Host> = {
    ...joinedFields((host: Host) => host.runs, { run: { type: 'integer', get: (id) => id } }),
    ...joinedFields((host: Host) => host.disks, { disk: { type: 'string', get: (name) => name } }),
  };
  const hosts: Host[] = [
    { id: 1, runs: [1, 2], disks: ['sda', 'sdb'] },
    { id: 2, runs: [2], disks: ['sdb'] },
    { id: 3, runs: [2], disks: [] },
  ];
  const search = (query: string) =>
    hosts.filter(compileSearch(query, fields, { now: 0 })).map((host) => host.id);
  expect(search('run = 1 and disk = sdb')).toEqual([1]);
  expect(search('run = 2 and disk = sdb')).toEqual([1, 2]);
  expect(search('run = 2 or disk = sda')).toEqual([1, 2]);
  expect(search('run = 2')).toEqual([1, 2, 3]);
});
