import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allPages, type Page, pageParameters } from '../../src/api/page.ts';

interface Row {
  readonly id: number;
}

const row = (id: number): Row => ({ id });

function pageOf(items: readonly Row[], page: number, perPage: number, subtotal: number): Page<Row> {
  return { items, total: subtotal, subtotal, page, per_page: perPage };
}

describe('reading all pages', () => {
  it('brings every row once, in order, with no request too many', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 9 }), async (count, perPage) => {
        const rows = Array.from({ length: count }, (_, at) => row(at + 1));
        let asked = 0;
        const found = await allPages(async (page) => {
          asked++;
          return pageOf(rows.slice((page - 1) * perPage, page * perPage), page, perPage, count);
        });
        expect(found).toEqual(rows);
        expect(asked).toBe(Math.max(1, Math.ceil(count / perPage)));
      }),
    );
  });

  it('drops rows that a page repeats because others were added meanwhile', async () => {
    const pages = [
      [row(3), row(2)],
      [row(2), row(1)],
    ];
    expect(await allPages(async (page) => pageOf(pages[page - 1] ?? [], page, 2, 4))).toEqual([
      row(3),
      row(2),
      row(1),
    ]);
  });

  it('ends at an empty page, whatever the counts claim', async () => {
    expect(await allPages(async (page) => pageOf(page === 1 ? [row(1)] : [], page, 1, 1000))).toEqual([
      row(1),
    ]);
  });

  it('ends at its limit', async () => {
    let asked = 0;
    const fetchPage = async (page: number) => {
      asked++;
      return pageOf([row(page * 2), row(page * 2 + 1)], page, 2, 100);
    };
    expect(await allPages(fetchPage, { limit: 3 })).toHaveLength(3);
    expect(asked).toBe(2);
  });
});

describe('the parameters of a page', () => {
  it.each([
    [{}, {}],
    [{ search: '' }, {}],
    [{ search: '  ' }, {}],
    [
      { search: 'a = b', order: 'id DESC', page: 2, perPage: 50 },
      { search: 'a = b', order: 'id DESC', page: 2, per_page: 50 },
    ],
    [
      { page: 0, perPage: 0 },
      { page: 1, per_page: 1 },
    ],
    [
      { page: -3, perPage: 2.9 },
      { page: 1, per_page: 2 },
    ],
  ])('of %j are %j', (query, expected) => {
    const sent = Object.entries(pageParameters(query)).filter(([, value]) => value !== undefined);
    expect(Object.fromEntries(sent)).toEqual(expected);
  });
});
