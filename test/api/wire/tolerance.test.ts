import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unknownCapabilities } from '../../../src/api/capabilities.ts';
import type { Connection } from '../../../src/api/connection.ts';
import { readHostOutput, readOutputs } from '../../../src/api/endpoints/host-output.ts';
import { createJobInvocation, rerunJobInvocation } from '../../../src/api/endpoints/job-actions.ts';
import { pageHostRuns } from '../../../src/api/endpoints/job-hosts.ts';
import {
  listJobInvocations,
  showJobInvocation,
} from '../../../src/api/endpoints/job-invocations.ts';
import { LostResponse } from '../../../src/api/failures.ts';
import type { JobInvocation } from '../../../src/jobs/job-invocation.ts';
import type { OutputElement } from '../../../src/jobs/output.ts';

function answering(body: unknown): Connection {
  const connection: Connection = {
    server: 'https://foreman.example.com',
    login: 'admin',
    signal: undefined,
    request: async () => ({ status: 200, headers: {}, body, milliseconds: 1 }),
    hide: () => undefined,
    capabilities: async () => unknownCapabilities,
    with: () => connection,
    uninterrupted: () => connection,
    close: async () => undefined,
  };
  return connection;
}

async function row(fields: Record<string, unknown>): Promise<JobInvocation> {
  const page = await listJobInvocations(
    answering({ total: 1, subtotal: 1, page: 1, per_page: 20, results: [{ id: 5, ...fields }] }),
    {},
  );
  const [job] = page.items;
  if (job === undefined) throw new Error('no row');
  return job;
}

describe('a job of another version', () => {
  it('with nothing but its id is a job of which nothing is known', async () => {
    expect(await row({})).toEqual({
      id: 5,
      description: null,
      job_category: null,
      targeting_id: null,
      status: 'unknown',
      start_at: null,
      task: { id: '', state: 'unknown', started_at: null, cancellable: null },
      template_id: null,
      template_name: null,
      effective_user: null,
      ssh_user: null,
      time_to_pickup: null,
      concurrency_level: null,
      execution_timeout_interval: null,
      counts: {
        total: null,
        succeeded: null,
        failed: null,
        cancelled: null,
        pending: null,
        missing: null,
      },
      unreadable: [
        'effective_user',
        'ssh_user',
        'time_to_pickup',
        'concurrency_level',
        'execution_timeout_interval',
      ],
    });
  });

  it.each(['N/A', 'k.A.', 'Sans objet', 'N/D', null, undefined])(
    'with %s for a count does not know it',
    async (word) => {
      const { counts } = await row({
        total: word,
        total_hosts: word,
        succeeded: word,
        failed: word,
        pending: word,
      });
      expect(counts).toEqual({
        total: null,
        succeeded: null,
        failed: null,
        cancelled: null,
        pending: null,
        missing: null,
      });
    },
  );

  it('knows its hosts while it is scheduled, where the targeting is resolved', async () => {
    expect((await row({ total: 'N/A', total_hosts: 120 })).counts.total).toBe(120);
    expect((await row({ total: 3, total_hosts: 'N/A' })).counts.total).toBe(3);
  });

  it.each([
    [0, 'x', 'succeeded'],
    [1, 'x', 'failed'],
    [2, 'x', 'queued'],
    [3, 'running', 'running'],
    [4, 'x', 'cancelled'],
    [7, 'running', 'unknown'],
    [null, 'failed', 'failed'],
    [null, 'fehlgeschlagen', 'unknown'],
    [undefined, undefined, 'unknown'],
  ])('with status %s (%s) is %s', async (status, label, expected) => {
    expect((await row({ status, status_label: label })).status).toBe(expected);
  });

  it('is an orphan only where the server says that there is no task', async () => {
    expect((await row({ dynflow_task: null })).task).toBeNull();
    expect((await row({ dynflow_task: { id: 'u', state: 'stopped' } })).task).toMatchObject({
      id: 'u',
      state: 'stopped',
    });
    expect(
      (await row({ dynflow_task: null, task: { id: 'u', state: 'running' } })).task,
    ).toMatchObject({
      id: 'u',
    });
  });

  it('without pattern inputs takes them from a host, and reports it when there is none (trap 22)', async () => {
    const invocation = {
      template_id: 3,
      template_name: 'T',
      host_id: 1,
      template_invocation_input_values: [
        { template_input_name: 'command', template_input_id: 9, value: 'id' },
        { value: 'nameless' },
      ],
    };
    const job = await showJobInvocation(
      answering({ id: 5, template_invocations: [invocation] }),
      5,
      {},
    );
    expect(job).toMatchObject({
      template_id: 3,
      template_name: 'T',
      inputs: [{ name: 'command', id: 9, value: 'id' }],
    });
    expect(job.unreadable).not.toContain('inputs');
    const without = await showJobInvocation(answering({ id: 5, template_invocations: [] }), 5, {});
    expect(without).toMatchObject({ inputs: null, unreadable: expect.arrayContaining(['inputs']) });
  });

  it.each([
    ['a title', 'Acme/Web', 'Acme/Web'],
    ['an object', { id: 3, name: 'Web', title: 'Acme/Web' }, 'Acme/Web'],
    ['an object without a title', { id: 3, name: 'Web' }, 'Web'],
    ['nothing', null, null],
    ['a number', 3, null],
  ])('reports its organization as %s', async (_, value, expected) => {
    expect(
      (await showJobInvocation(answering({ id: 5, job_organization: value }), 5, {}))
        .job_organization,
    ).toBe(expected);
  });

  it.each([[{ id: '5' }], [{ id: 0 }], [{ id: 1.5 }], [{}], [[]], ['text'], [null], [undefined]])(
    'is refused without a proper id: %j',
    async (body) => {
      await expect(showJobInvocation(answering(body), 5, {})).rejects.toMatchObject({
        kind: 'bad_answer',
        exitCode: 1,
        message: expect.stringMatching(/^unexpected response from the server: /),
      });
    },
  );

  it.each([
    [{ total: 1, results: [{ id: 5 }, { id: 'x' }] }, '`results.1.id` should be a number, not "x"'],
    [{ total: 1, results: [{}] }, '`results.0.id` is missing'],
    [undefined, 'it is empty'],
    [null, 'it should be an object, not null'],
    ['text', 'it should be an object, not "text"'],
    [{ results: {} }, '`results` should be a list, not an object'],
    [{ results: [[]] }, '`results.0.id` is missing'],
    [{ results: [{ id: '5' }] }, '`results.0.id` should be a number, not "5"'],
  ])('names what makes no sense in %j', async (body, what) => {
    await expect(listJobInvocations(answering(body), {})).rejects.toMatchObject({
      message: `unexpected response from the server: ${what}`,
    });
  });

  it('any other field may be anything', async () => {
    const names = [
      'description',
      'status',
      'status_label',
      'start_at',
      'total',
      'succeeded',
      'template_id',
      'effective_user',
      'mode',
      'scheduling_x',
      'missing',
    ];
    const fields = fc.dictionary(fc.constantFrom(...names), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(fields, async (extra) => {
        const job = await showJobInvocation(answering({ id: 5, ...extra }), 5, {});
        expect(job.id).toBe(5);
        for (const count of Object.values(job.counts))
          expect(count === null || typeof count === 'number').toBe(true);
      }),
    );
  });
});

describe('an answer to a write that makes no sense', () => {
  it('leaves open whether a job was started', async () => {
    const job = { targeting_type: 'static_query', search_query: 'id = 1' } as const;
    await expect(createJobInvocation(answering({ hello: 1 }), job)).rejects.toBeInstanceOf(
      LostResponse,
    );
    await expect(rerunJobInvocation(answering('x'), 5)).rejects.toBeInstanceOf(LostResponse);
  });
});

describe('hosts of another version', () => {
  const hosts = (words: readonly unknown[], ended: boolean) =>
    pageHostRuns(
      answering({
        results: words.map((job_status, at) => ({ id: at + 1, name: `h${at}`, job_status })),
      }),
      5,
      { jobEnded: ended },
    );

  it('without a status wait while the job runs, and never ran when it has ended', async () => {
    const words = [
      'success',
      'error',
      'cancelled',
      'running',
      'planned',
      'pending',
      'N/A',
      null,
      undefined,
      'frozen',
    ];
    const running = await hosts(words, false);
    expect(running.items.map((host) => host.status)).toEqual([
      'succeeded',
      'failed',
      'cancelled',
      'running',
      'waiting',
      'waiting',
      'waiting',
      'waiting',
      'waiting',
      'unknown',
    ]);
    const ended = await hosts(['N/A', null, undefined, 'success'], true);
    expect(ended.items.map((host) => host.status)).toEqual([
      'never_ran',
      'never_ran',
      'never_ran',
      'succeeded',
    ]);
  });

  it('on a page without numbers are counted', async () => {
    expect(await hosts(['success', 'error'], true)).toMatchObject({
      total: 2,
      subtotal: 2,
      page: 1,
    });
  });
});

describe('output elements', () => {
  const element = fc.record(
    {
      id: fc.integer({ min: 1, max: 50 }),
      timestamp: fc.constantFrom(1.5, 2, 2.000001, 3.25),
      output_type: fc.constantFrom('stdout', 'stderr', 'debug', 'foo'),
      output: fc.string({ unit: 'binary' }),
    },
    { requiredKeys: ['timestamp', 'output_type', 'output'] },
  );

  it('come in the order of time and id, those without id last of their moment, none lost or changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(element, { maxLength: 30 }), async (elements) => {
        const read = await readHostOutput(
          answering({ complete: true, refresh: false, output: elements }),
          5,
          1,
        );
        const order = (one: OutputElement) =>
          [one.timestamp, one.id ?? Number.POSITIVE_INFINITY] as const;
        read.elements.reduce(
          (before, after) => {
            const [a, b] = [order(before), order(after)];
            expect(a[0] < b[0] || (a[0] === b[0] && a[1] <= b[1])).toBe(true);
            return after;
          },
          { timestamp: 0, output_type: '', output: '' } as OutputElement,
        );
        expect(read.elements).toHaveLength(elements.length);
        expect(new Set(read.elements)).toEqual(new Set(elements));
      }),
    );
  });

  it.each([
    [{ complete: true, output: 'text' }],
    [{ complete: true, output: [{ output: 'x', output_type: 'stdout' }] }],
    [{ complete: true, output: [{ output: null, output_type: 'stdout', timestamp: 1 }] }],
    [{ complete: 'yes', output: [] }],
    [null],
  ])('that make no sense are refused: %j', async (body) => {
    await expect(readHostOutput(answering(body), 5, 1)).rejects.toMatchObject({
      kind: 'bad_answer',
    });
  });

  it('of many hosts may be missing for one', async () => {
    const read = await readOutputs(
      answering({ outputs: [{ host_id: 1, complete: false, output: null }] }),
      5,
      {},
    );
    expect(read).toEqual([{ host_id: 1, complete: false, elements: null, text: null }]);
  });
});
