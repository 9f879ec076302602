import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobRecord } from '../../../src/demo/jobs/job-record.ts';
import { statusOf } from '../../../src/demo/views/job-status.ts';
import { readSearch } from '../../../src/jobs/search/read-search.ts';
import { addSearchedJobs, recordedAt, searchedWorld } from '../../contract/searched-world.ts';
import { type DemoClient, demoClient } from '../../demo/demo-client.ts';

let client: DemoClient;

beforeAll(async () => {
  client = await demoClient({ world: searchedWorld() });
  client.clock.advance(recordedAt - client.clock.now());
  addSearchedJobs(client.server);
});

afterAll(() => client.close());

/** A condition as users write it, and what they mean by it. */
interface Condition {
  readonly text: string;
  readonly holds: (job: JobRecord) => boolean;
}

const statuses = ['queued', 'running', 'succeeded', 'failed', 'cancelled'];
const status = (job: JobRecord) => statusOf(job).label as string;
const recurs = (job: JobRecord) => job.recurring_logic_id !== null;

const conditions: readonly Condition[] = [
  ...statuses.flatMap((one): Condition[] => [
    { text: `status = ${one}`, holds: (job) => status(job) === one },
    { text: `status != "${one}"`, holds: (job) => status(job) !== one },
    { text: `status ^ (${one}, failed)`, holds: (job) => [one, 'failed'].includes(status(job)) },
    { text: `status !^ (${one} running)`, holds: (job) => ![one, 'running'].includes(status(job)) },
  ]),
  ...[true, false].flatMap((one): Condition[] => [
    { text: `recurring = ${one}`, holds: (job) => recurs(job) === one },
    { text: `recurring != ${one}`, holds: (job) => recurs(job) !== one },
  ]),
  { text: 'id > 60', holds: (job) => job.id > 60 },
  { text: 'description ~ rerun', holds: (job) => job.description.includes('rerun') },
  {
    text: 'started_at > "6 hours ago"',
    holds: ({ task }) => (task?.started_at ?? 0) >= recordedAt - 6 * 3_600_000,
  },
];

const { condition } = fc.letrec<{ condition: Condition; leaf: Condition; group: Condition }>(
  (tie) => ({
    leaf: fc.constantFrom(...conditions),
    group: fc
      .tuple(tie('condition'), fc.constantFrom('and', 'or', 'not'), tie('condition'))
      .map(([a, join, b]): Condition => {
        if (join === 'not') return { text: `not (${a.text})`, holds: (job) => !a.holds(job) };
        const text = `(${a.text}) ${join} (${b.text})`;
        return join === 'and'
          ? { text, holds: (job) => a.holds(job) && b.holds(job) }
          : { text, holds: (job) => a.holds(job) || b.holds(job) };
      }),
    condition: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('group')),
  }),
);

test('what is sent for a search of jobs finds what its author means', async () => {
  const jobs = [...client.server.jobs.values()].filter(({ task }) => task !== null).reverse();
  await fc.assert(
    fc.asyncProperty(condition, async ({ text, holds }) => {
      const sent = readSearch(text, { where: '--search', of: 'jobs' }).text;
      const query = new URLSearchParams({ search: sent, per_page: 'all' });
      const { status: answer, body } = await client.get(`/api/job_invocations?${query}`);
      expect(answer, sent).toBe(200);
      // Records without a task have no status that a search finds.
      const found = body.results.filter(
        (row: { dynflow_task: unknown }) => row.dynflow_task !== null,
      );
      const meant = jobs.filter(holds).map(({ id }) => id);
      expect(
        found.map(({ id }: { id: number }) => id),
        `${text} -> ${sent}`,
      ).toEqual(meant);
    }),
    { numRuns: 300 },
  );
});
