import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSort, sortedJobs } from '../../../src/commands/list/sort.ts';
import type { ListedJob } from '../../../src/ui/nouns/job.ts';

test('--sort here is a whole order: nothing is lost, unknown is last, the newest of equals first', () => {
  const value = fc.option(fc.integer({ min: 0, max: 3 }));
  const jobs = fc
    .uniqueArray(fc.record({ id: fc.nat(), total: value }), { selector: ({ id }) => id })
    .map((rows) => rows.map(({ id, total }) => ({ id, counts: { total } }) as ListedJob));
  fc.assert(
    fc.property(jobs, fc.constantFrom('asc', 'desc'), (some, direction) => {
      const sort = parseSort(`total:${direction}`);
      if (sort.kind !== 'own') throw new Error('sorted by the server');
      const found = sortedJobs(some, sort);
      expect(found.map(({ id }) => id).toSorted()).toEqual(some.map(({ id }) => id).toSorted());
      found.slice(1).forEach(({ id, counts: { total } }, at) => {
        const before = found[at];
        const least = before?.counts.total ?? null;
        if (least === null) expect(total).toBeNull();
        else if (total !== null && total === least) expect(before?.id).toBeGreaterThan(id);
        else if (total !== null) expect(total > least).toBe(direction === 'asc');
      });
    }),
  );
});
