import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileSearch, type SearchFields } from '../../../src/demo/search/index.ts';
import { readSearch } from '../../../src/jobs/search/read-search.ts';
import {
  allOf,
  anyOf,
  contains,
  equals,
  idIn,
  quoted,
  userQuery,
} from '../../../src/jobs/search/search-query.ts';

interface Host {
  readonly id: number;
  readonly name: string;
}

/** As the server reads host searches, free text included. */
const fields: SearchFields<Host> = {
  name: { type: 'string', get: (host) => host.name, freeText: true },
  id: { type: 'integer', get: (host) => host.id },
};

const found = (query: string, hosts: readonly Host[]) =>
  hosts.filter(compileSearch(query, fields, { now: 0 })).map(({ name }) => name);

const printable = fc
  .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 })
  .filter((text) => text.trim() !== '');
const wild = (text: string) => /[*%\\]|^[_\s]+$/.test(text);

describe('values', () => {
  test('a name finds the host of that name and no other, whatever is in it (traps 3, 61)', () => {
    fc.assert(
      fc.property(printable, fc.array(printable), (name, others) => {
        const otherNames = others.filter((other) => other.toLowerCase() !== name.toLowerCase());
        const hosts = [name, ...otherNames].map((one, id) => ({ id, name: one }));
        expect(found(equals('name', name), hosts)).toEqual([name]);
      }),
    );
  });

  test('"contains" finds what contains it, and refuses wildcards', () => {
    fc.assert(
      fc.property(printable, printable, (part, rest) => {
        fc.pre(!wild(part));
        expect(found(contains('name', part), [{ id: 1, name: `${rest}${part}` }])).toEqual([
          `${rest}${part}`,
        ]);
      }),
    );
    for (const bad of ['a*', '100%', 'a\\b', '_', '_ _'])
      expect(() => contains('name', bad)).toThrow('wildcards');
  });

  test.each(['', '  ', 'a\nb', 'a\u0000'])('%j is no value', (value) => {
    expect(() => quoted(value)).toThrow(/must not/);
  });
});

describe('sets of ids', () => {
  test('find exactly their hosts', () => {
    const hosts = Array.from({ length: 30 }, (_, at) => ({ id: at + 1, name: `h${at + 1}` }));
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (ids) => {
        expect(new Set(found(idIn(ids), hosts))).toEqual(new Set(ids.map((id) => `h${id}`)));
      }),
    );
  });

  test('an empty set cannot be built, because the server would search for the text "id" (trap 3)', () => {
    expect(() => idIn([])).toThrow('no hosts to act on');
  });

  test.each([0, -1, 1.5, Number.NaN, 2 ** 31])('%d is no id', (id) => {
    expect(() => idIn([id])).toThrow('is not a valid id');
  });
});

describe('conditions', () => {
  test('conditions are joined so that none takes over another', () => {
    const hosts = [
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
      { id: 3, name: 'c' },
    ];
    const read = readSearch('name = a or name = c', { where: '--search', of: 'hosts' });
    const query = allOf([idIn([1, 2]), userQuery(read)]);
    expect(found(query ?? '', hosts)).toEqual(['a']);
    expect(found(anyOf([equals('name', 'a'), equals('name', 'c')]), hosts)).toEqual(['a', 'c']);
    expect(allOf([])).toBeUndefined();
  });
});
