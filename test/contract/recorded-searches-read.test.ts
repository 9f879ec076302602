import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { readSearch } from '../../src/jobs/search/read-search.ts';

interface Recorded {
  readonly query: string;
  readonly status: number;
  readonly subtotal?: number;
}

const recorded: { readonly hosts: readonly Recorded[]; readonly jobs: readonly Recorded[] } =
  JSON.parse(await readFile(new URL('./searches.json', import.meta.url), 'utf8'));

/**
 * These constrain something, or explicitly mean everything; in the recorded world everything fits.
 */
const fitsAll = [
  ...[
    'has hostgroup',
    'set? hostgroup',
    'has name',
    'name ~ .',
    'name ~ lab.test',
    'build = false',
  ],
  ...[
    'created_at > "1 day ago"',
    'created_at > yesterday',
    'created_at = 2026-11-28',
    'has description',
  ],
];

/** The live server answered these after dropping a part of them, or filling a hole. */
const readInPart = [
  ...[
    '(id = 2',
    'id = 2)',
    '((id = 2)',
    '(id = 2))',
    'name ~ h(0',
    'name ^ (h02.lab.test',
    '"h02',
    'id = 2 "',
  ],
  ...[
    'id = 2 and',
    'id = 2 or',
    'id = 2 not',
    'id = 2 ()',
    'id = 2 and ()',
    'id = 2 or ()',
    'id = 23 or',
  ],
  ...[
    'name ^ (h02.lab.test,)',
    'name ^ (,h02.lab.test)',
    'name ^ (h02.lab.test,,h03.lab.test)',
    'id ^ (2,)',
  ],
  ...[
    'id ^ (,2)',
    'id = 2 or name =',
    'id = 2 or name ~',
    'id = 2 or name ^ ()',
    'id = 2 or name !=',
  ],
  ...['id = 2 or (name =)', 'status ='],
];

/** Only the server has its fields and which of them are true or false. */
const unknownField = /not recognized for searching|should be one of 'true, false'/;

describe.each([
  ['hosts', recorded.hosts, 1012],
  ['jobs', recorded.jobs, 109],
] as const)('what a live server answered to searches for %s', (of, all, everything) => {
  const refused = ({ query }: Recorded) => {
    try {
      readSearch(query, { where: '--search', of });
      return false;
    } catch (error) {
      if (error instanceof Failure && error.exitCode === 2) return true;
      throw error;
    }
  };
  const queries = (some: readonly Recorded[]) => some.map(({ query }) => query);
  const ok = all.filter(({ status }) => status === 200);

  test('every search that silently found everything is refused', () => {
    const found = ok.filter(({ subtotal }) => subtotal === everything);
    const passed = queries(found.filter((one) => !refused(one)));
    expect(found.length).toBeGreaterThan(passed.length);
    expect(passed.filter((query) => !fitsAll.includes(query))).toEqual([]);
  });

  test('every search that was answered properly is let through', () => {
    const proper = ok.filter(({ subtotal = 0 }) => subtotal > 0 && subtotal < everything);
    const kept = proper.filter(({ query }) => !readInPart.includes(query));
    expect(kept.length).toBeGreaterThan(30);
    expect(queries(kept.filter(refused))).toEqual([]);
    expect(
      queries(proper.filter((one) => readInPart.includes(one.query) && !refused(one))),
    ).toEqual([]);
  });

  test('what the server refuses is refused here before anything is sent, unknown fields apart', async () => {
    const errors: readonly (Recorded & { error?: string })[] = all.filter(
      ({ status }) => status !== 200,
    );
    const passed = errors.filter((one) => !refused(one));
    expect(passed.filter(({ error = '' }) => !unknownField.test(error))).toEqual([]);
    expect(errors.length).toBeGreaterThan(passed.length);
  });
});
