import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileSearch, SearchError, type SearchFields } from '../../../src/demo/search/index.ts';
import { Failure } from '../../../src/errors.ts';
import { parseSearch } from '../../../src/jobs/search/parse.ts';
import { readSearch } from '../../../src/jobs/search/read-search.ts';
import { queryText } from '../../../src/jobs/search/syntax-tree.ts';

interface Row {
  readonly id: number;
  readonly name: string;
  readonly group: string | null;
  readonly tags: readonly string[];
  readonly made: number;
}

const now = Date.UTC(2026, 10, 28, 12);
const HOUR = 3_600_000;

const fields: SearchFields<Row> = {
  id: { type: 'integer', get: (row) => row.id },
  name: { type: 'string', get: (row) => row.name },
  group: { type: 'string', get: (row) => row.group },
  tag: { type: 'string', get: (row) => row.tags, freeText: true },
  created_at: { type: 'datetime', get: (row) => row.made },
};

/**
 * Every combination of values, so that conditions on different fields, and different words, hold
 * independently.
 */
const rows: readonly Row[] = [1, 2, 3].flatMap((id) =>
  ['web1', 'web2', 'db3'].flatMap((name) =>
    [null, 'g1', 'g2'].flatMap((group) =>
      [now - 50 * HOUR, now - 2 * HOUR, now + 30 * HOUR].flatMap((made) =>
        [[], ['red'], ['blue'], ['red', 'blue']].map((tags) => ({ id, name, group, made, tags })),
      ),
    ),
  ),
);

const found = (query: string) => rows.filter(compileSearch(query, fields, { now }));

function read(typed: string): string | null {
  try {
    return readSearch(typed, { where: '--search', of: 'hosts' }).text;
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

/**
 * Conditions by field, each true of some rows and false of others whatever the other fields are.
 */
const conditions: Readonly<Record<string, readonly string[]>> = {
  id: [
    'id = 1',
    'id != 2',
    'id > 1',
    'id <= 2',
    'id ^ (1,2)',
    'id !^ (3)',
    'id ^ 2',
    'id before 3',
    'id at "2"',
  ],
  name: [
    'name = web1',
    'name ~ web',
    'name !~ "eb"',
    'name ~ w*1',
    'name ^ (web1, "db3")',
    'name > db3',
    'name=db3',
  ],
  group: [
    'has group',
    'null? group',
    'group = g1',
    'group != g1',
    'group ~ G',
    'set? group',
    'group ^ (g1 g2)',
  ],
  red: ['red', '-red', '!"red"', 're_', 'r*d'],
  blue: ['blue', 'BLUE', '"lu"', '- blue'],
  created_at: [
    'created_at > yesterday',
    'created_at < "1 hour ago"',
    'created_at >= 2026-11-28',
    'created_at = tomorrow',
  ],
};

/** Each field at most once: then no combination of them can hold for every row. */
const someFields = fc.shuffledSubarray(Object.keys(conditions), { minLength: 1 });

/** Joins conditions as a user may, with parentheses wherever `and` meets `or`. */
function joined(parts: readonly string[], choices: readonly number[]): string {
  const [first = '', ...rest] = parts;
  return rest.reduce((query, part, at) => {
    const choice = choices[at % choices.length] ?? 0;
    const glue = [' and ', ' or ', ' ', ' && ', ' | ', ' AND '][choice % 6] ?? ' ';
    const left = choice % 5 === 0 ? `not (${query})` : `(${query})`;
    return choice % 2 === 0 ? `${left}${glue}${part}` : `${part}${glue}${left}`;
  }, first);
}

const choices = fc.array(fc.nat(60), { minLength: 1, maxLength: 6 });

const meaningful = fc
  .tuple(someFields, fc.array(fc.nat(20), { minLength: 6, maxLength: 6 }))
  .map(([names, picks]) =>
    names.map((name, at) => {
      const all = conditions[name] ?? [];
      return all[(picks[at] ?? 0) % all.length] ?? '';
    }),
  );

test('a search of conditions that mean something is let through, and never finds everything', () => {
  fc.assert(
    fc.property(meaningful, choices, (parts, how) => {
      const typed = joined(parts, how);
      const text = read(typed);
      expect(text, typed).not.toBeNull();
      expect(found(text ?? '').length, typed).toBeLessThan(rows.length);
    }),
    { numRuns: 1_000 },
  );
});

test('what was read, written out again, finds the same', () => {
  fc.assert(
    fc.property(meaningful, choices, (parts, how) => {
      const typed = joined(parts, how);
      const written = queryText(parseSearch(typed));
      expect(found(written), `${typed} -> ${written}`).toEqual(found(typed));
      expect(queryText(parseSearch(written))).toBe(written);
    }),
    { numRuns: 1_000 },
  );
});

test('a user’s search next to a condition of ours never finds what ours leaves out', () => {
  fc.assert(
    fc.property(meaningful, choices, (parts, how) => {
      const text = read(joined(parts, how)) ?? '';
      const both = found(`(${text}) and id ^ (1,3)`);
      expect(both).toEqual(found(text).filter(({ id }) => id !== 2));
    }),
    { numRuns: 500 },
  );
});

const meaningless = [
  ...[
    'name ~ ""',
    'name ~ *',
    'name !~ "%"',
    'name ~ _',
    'name != ""',
    'name > ""',
    '""',
    '*',
    '%',
    '_',
    '> 2',
    '= 2',
  ],
  ...[
    '!= x',
    '^ (a)',
    '()',
    '( )',
    'name =',
    'name ^ ()',
    'name ^ (,)',
    'id ^ (1,)',
    'has',
    'null?',
    '-',
    'not',
    'and',
  ],
  ...[
    'or',
    ',',
    '"',
    '(',
    ')',
    'created_at > now',
    'created_at < soon',
    'created_at > ""',
    'name = or',
    'id = -1',
    '~',
  ],
];

test('one condition among others that says nothing refuses the whole search', () => {
  fc.assert(
    fc.property(
      meaningful,
      choices,
      fc.constantFrom(...meaningless),
      fc.nat(6),
      (parts, how, bad, at) => {
        const typed = joined([...parts.slice(0, at), bad, ...parts.slice(at)], how);
        expect(read(typed), typed).toBeNull();
      },
    ),
    { numRuns: 1_000 },
  );
});

/** A condition holds for a row by chance, a half of them for the contrary. */
function byChance(row: number, operator: string, value: string): boolean {
  const isNot = operator.startsWith('!');
  const plain = operator.replace('!', '');
  if (value === '' && plain === '=') return isNot;
  if (/^[*%_]*$/.test(value) && (plain === '~' || value === '')) return !isNot;
  const hash = createHash('sha1').update(`${row} ${plain} ${value.toLowerCase()}`).digest();
  return ((hash[0] ?? 0) & 1) === (isNot ? 1 : 0);
}

const chance = { type: 'string', match: byChance } as const;

const chanceFields: SearchFields<number> = {
  id: { ...chance, type: 'integer', get: (row) => row },
  name: { ...chance, get: (row) => `host${row}` },
  group: { ...chance, get: (row) => (row % 2 === 0 ? null : 'g') },
  text: { ...chance, get: (row) => `text${row}`, freeText: true },
  created_at: { type: 'datetime', get: (row) => now + (row - 30) * 12 * HOUR },
};

/** Unknown fields are left to the server. */
function foundByChance(text: string): readonly number[] {
  try {
    return chanceRows.filter(compileSearch(text, chanceFields, { now }));
  } catch (error) {
    expect(error, text).toBeInstanceOf(SearchError);
    expect(String(error), text).toContain('not recognized for searching');
    return [];
  }
}

const chanceRows = Array.from({ length: 60 }, (_, row) => row);

test('whatever is typed: what is let through is read alike, and finds everything only on purpose', () => {
  const once = [
    ...[
      'id',
      'name',
      'group',
      'created_at',
      '1',
      'web1',
      'g1',
      'red',
      '"blue"',
      '*',
      '""',
      '_',
      'today',
      '-2',
      '"3"',
    ],
    ...[
      'a*',
      '"b c"',
      'd\\',
      'yesterday',
      '"2 hours ago"',
      '2026-11-28',
      '4,5',
      "'x'",
      'id = 6',
      'name = e',
      'group ~ f',
    ],
  ];
  const signs = [
    ...[
      '(',
      ')',
      ',',
      'and',
      'or',
      'not',
      'has',
      'null?',
      '-',
      '!',
      '^',
      '!^',
      '~',
      '!~',
      '=',
      '!=',
      '<>',
      '>',
      '<=',
    ],
    ...['&&', '|', 'at', 'before', '"', '\\', '^ (', ') and', '(('],
  ];
  const pieces = fc
    .tuple(fc.subarray(once), fc.array(fc.constantFrom(...signs), { maxLength: 6 }))
    .chain(([words, more]) => fc.shuffledSubarray([...words, ...more]));
  let passed = 0;
  fc.assert(
    fc.property(pieces, fc.constantFrom(' ', ' ', ''), (parts, glue) => {
      const typed = parts.join(glue);
      const text = read(typed);
      if (text === null) return;
      passed++;
      const some = foundByChance(text);
      expect(foundByChance(queryText(parseSearch(text))), typed).toEqual(some);
      if (some.length === chanceRows.length)
        expect(typed).toMatch(/(?:has|null\?) "?(?:id|name|created_at)/);
    }),
    { numRuns: 5_000 },
  );
  expect(passed).toBeGreaterThan(50);
});
