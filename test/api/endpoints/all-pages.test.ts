import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allPages, overlappingPage, readPages } from '../../../src/api/endpoints/all-pages.ts';
import type { Page } from '../../../src/api/wire/response.ts';

interface Row {
  readonly id: number;
}

const row = (id: number): Row => ({ id });

function rowsTo(count: number): Row[] {
  return Array.from({ length: count }, (_, at) => row(at + 1));
}

/** A list on a server: `before` happens to it as each request arrives. */
function listOf(rows: Row[], before: (rows: Row[], request: number) => void = () => undefined) {
  let requests = 0;
  return {
    asked: () => requests,
    fetchPage: async (page: number, perPage: number): Promise<Page<Row>> => {
      before(rows, ++requests);
      const items = rows.slice((page - 1) * perPage, page * perPage);
      return { items, total: rows.length, subtotal: rows.length, page, per_page: perPage };
    },
  };
}

describe('reading all pages of a list that does not change', () => {
  it('brings every row once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(90), fc.integer({ min: 1, max: 30 }), async (count, perPage) => {
        const list = listOf(rowsTo(count));
        expect(await allPages(list.fetchPage, { perPage })).toEqual(rowsTo(count));
      }),
    );
  });

  it.each([
    [0, 1],
    [1000, 1],
    [1001, 2],
    [5000, 6],
    [10_000, 11],
  ])('of %i rows takes %i requests', async (count, requests) => {
    const list = listOf(rowsTo(count));
    expect(await allPages(list.fetchPage, { perPage: 1000 })).toHaveLength(count);
    expect(list.asked()).toBe(requests);
  });

  it('of 5,000 rows in small pages takes hardly more requests than it has pages', async () => {
    const list = listOf(rowsTo(5000));
    expect(await allPages(list.fetchPage, { perPage: 100 })).toHaveLength(5000);
    expect(list.asked()).toBe(57);
  });

  it('ends at its limit, of rows that are wanted', async () => {
    const list = listOf(rowsTo(100));
    const even = { perPage: 10, limit: 7, only: ({ id }: Row) => id % 2 === 0 };
    const { rows, subtotal, more } = await readPages(list.fetchPage, even);
    expect(rows.map(({ id }) => id)).toEqual([2, 4, 6, 8, 10, 12, 14]);
    expect({ subtotal, more, asked: list.asked() }).toEqual({
      subtotal: 100,
      more: true,
      asked: 2,
    });
    const whole = await readPages(list.fetchPage, { perPage: 50, limit: 100 });
    expect(whole).toMatchObject({ more: false });
  });

  it('takes smaller pages than it asked for, where the server gives no larger ones', async () => {
    const { fetchPage } = listOf(rowsTo(70));
    const small = (page: number, perPage: number) => fetchPage(page, Math.min(perPage, 20));
    expect(await allPages(small, { perPage: 1000 })).toEqual(rowsTo(70));
  });

  it('takes the rows there are, where the server counts more than it shows', async () => {
    const { fetchPage } = listOf(rowsTo(25));
    const boastful = async (page: number, perPage: number) => ({
      ...(await fetchPage(page, perPage)),
      subtotal: 31,
    });
    expect(await allPages(boastful, { perPage: 10 })).toEqual(rowsTo(25));
    const nothing = async (page: number, per_page: number) => ({
      ...{ items: [], total: 9, subtotal: 9, page, per_page },
    });
    expect(await allPages(nothing, { perPage: 10 })).toEqual([]);
  });

  it('ends where every page is the first one again, whatever number of rows is reported', async () => {
    let asked = 0;
    const same = async (page: number, per_page: number) => {
      asked++;
      return { items: rowsTo(10), total: 1e9, subtotal: 1e9, page, per_page };
    };
    expect(await allPages(same, { perPage: 10 })).toEqual(rowsTo(10));
    expect(asked).toBe(8);
  });
});

describe('reading all pages of a list that changes meanwhile', () => {
  it('loses no row when one vanishes between two pages', async () => {
    const list = listOf(rowsTo(30), (rows, request) => {
      if (request === 2) rows.splice(3, 1);
    });
    const found = await allPages(list.fetchPage, { perPage: 20 });
    expect(found.map(({ id }) => id)).toEqual(
      rowsTo(30).flatMap(({ id }) => (id === 4 ? [] : [id])),
    );
  });

  it('loses none although another comes at the same moment, so that their number stays', async () => {
    const list = listOf(rowsTo(30), (rows, request) => {
      if (request !== 2) return;
      rows.splice(3, 1);
      rows.push(row(31));
    });
    const found = await allPages(list.fetchPage, { perPage: 20 });
    expect(found).toHaveLength(30);
    expect(found).toContainEqual(row(20));
    expect(found).toContainEqual(row(21));
  });

  it('needs no second reading when rows come in front, as new jobs do', async () => {
    const list = listOf(rowsTo(50), (rows, request) => {
      if (request > 1) rows.unshift(row(100 + request));
    });
    const found = await allPages(list.fetchPage, { perPage: 20 });
    for (const { id } of rowsTo(50)) expect(found).toContainEqual(row(id));
    expect(list.asked()).toBeLessThanOrEqual(4);
  });

  it('refuses where it never holds still, and says that another try may do', async () => {
    const list = listOf(rowsTo(100), (rows, request) => {
      rows.push(...rows.splice(0, 25).map(({ id }) => row(id + 1000 * request)));
    });
    await expect(allPages(list.fetchPage, { perPage: 20 })).rejects.toMatchObject({
      exitCode: 1,
      retryable: true,
      message: 'the list changed during each of 6 reads',
    });
  });

  it('brings every row that was there all the time, or refuses, whatever happens', async () => {
    const change = fc.record({ remove: fc.array(fc.nat(60), { maxLength: 3 }), add: fc.nat(2) });
    const changes = fc.array(change, { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 60 }), changes, async (count, plan) => {
        const gone = new Set<number>();
        const list = listOf(rowsTo(count), (rows, request) => {
          const { remove = [], add = 0 } = request === 1 ? {} : (plan[request - 2] ?? {});
          for (const at of remove) for (const { id } of rows.splice(at, 1)) gone.add(id);
          for (let n = 0; n < add; n++) rows.unshift(row(1000 * request + n));
        });
        const found = await allPages(list.fetchPage, { perPage: 12 }).catch(() => null);
        const stayed = rowsTo(count).filter(({ id }) => !gone.has(id));
        if (found !== null) expect(found).toEqual(expect.arrayContaining(stayed));
      }),
      { numRuns: 400 },
    );
  });
});

describe('the page that overlaps with what was read', () => {
  it('begins before its end, reaches further, and is no larger than allowed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 1000 }), fc.nat(200), (most, pages) => {
        const read = most + pages * Math.ceil(most / 3);
        const { page, perPage } = overlappingPage(read, most);
        expect((page - 1) * perPage).toBeLessThan(read);
        expect(page * perPage).toBeGreaterThanOrEqual(read + most / 4);
        expect(perPage).toBeLessThanOrEqual(most);
      }),
    );
  });
});
