import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileSearch, SearchError } from '../../../src/demo/search/index.ts';
import { fields, found, now, type Row } from './example-rows.ts';

const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
const name = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !text.includes('\0'));

test('a quoted name finds the rows of exactly that name', () => {
  fc.assert(
    fc.property(name, fc.array(name), (wanted, others) => {
      const rows = [wanted, ...others].map((one, id): Row => ({ id, name: one }));
      const expected = rows.filter((row) => row.name === wanted).map((row) => row.id);
      expect(found(`name = ${quoted(wanted)}`, rows)).toEqual(expected);
      expect(found(`(name = ${quoted(wanted)}) and id >= 0`, rows)).toEqual(expected);
    }),
  );
});

test('a quoted text without wildcards finds the names that contain it', () => {
  const plain = fc.string({ minLength: 1 }).map((text) => text.replaceAll(/[*%_\\]/g, '-'));
  fc.assert(
    fc.property(plain, fc.array(plain), (wanted, names) => {
      const rows = [`x${wanted}y`, ...names].map((one, id): Row => ({ id, name: one }));
      const lower = wanted.toLowerCase();
      const expected = rows
        .filter((row) => row.name.toLowerCase().includes(lower))
        .map((row) => row.id);
      expect(found(`name ~ ${quoted(wanted)}`, rows)).toEqual(expected);
    }),
  );
});

test('a pattern matches what a regular expression matches', () => {
  const piece = fc.constantFrom('a', 'B', '_', '*', '%');
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 6 }),
      fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 }),
      (pieces, text) => {
        const pattern = ['*', ...pieces].join('');
        const expression = new RegExp(
          `^${pattern.replaceAll(/[*%]/g, '.*').replaceAll('_', '.')}$`,
          'i',
        );
        expect(found(`name ~ ${pattern}`, [{ id: 1, name: text }])).toEqual(
          expression.test(text) ? [1] : [],
        );
      },
    ),
  );
});

test('id ^ (set) finds the set, id !^ (set) the rest', () => {
  const rows = Array.from({ length: 40 }, (_, id): Row => ({ id, name: 'x' }));
  const set = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1 });
  fc.assert(
    fc.property(set, fc.constantFrom(',', ', ', ' '), (ids, separator) => {
      const inSet = rows.map((row) => row.id).filter((id) => ids.includes(id));
      const rest = rows.map((row) => row.id).filter((id) => !ids.includes(id));
      expect(found(`id ^ (${ids.join(separator)})`, rows)).toEqual(inSet);
      expect(found(`id !^ (${ids.join(separator)})`, rows)).toEqual(rest);
      expect(found(`not id ^ (${ids.join(separator)})`, rows)).toEqual(rest);
    }),
  );
});

test('any text is either read or refused with a SearchError', () => {
  const words = fc.constantFrom(
    ...[
      '(',
      ')',
      ',',
      '"',
      '\\',
      'and',
      'or',
      'not',
      'has',
      'null?',
      'at',
      'before',
      '-',
      '!',
      '!^',
      '^',
      '~',
    ],
    ...[
      '!~',
      '=',
      '<>',
      '>=',
      '<',
      'name',
      'id',
      'started_at',
      'snippet',
      'state',
      'host_id',
      'status',
    ],
    ...['job_invocation.id', '3', 'x', '*', '%', 'today', '"1 hour ago"', '999999999999', 'nosuch'],
  );
  const pieces = fc.array(fc.oneof({ weight: 5, arbitrary: words }, fc.string({ unit: 'binary' })));
  const row: Row = {
    id: 3,
    name: 'x',
    started: now,
    snippet: true,
    state: 'ok',
    runs: [{ job: 3, result: 'a' }],
  };
  fc.assert(
    fc.property(pieces, fc.constantFrom(' ', ''), (parts, glue) => {
      try {
        expect([true, false]).toContain(compileSearch(parts.join(glue), fields, { now })(row));
      } catch (error) {
        expect(error).toBeInstanceOf(SearchError);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('a set of 1,200 ids over 5,000 rows finds each of them once', () => {
  const rows = Array.from({ length: 5_000 }, (_, id): Row => ({ id, name: `web${id}` }));
  const ids = Array.from({ length: 1_200 }, (_, at) => at * 4);
  expect(found(`id ^ (${ids.join(',')})`, rows)).toEqual(ids);
});
