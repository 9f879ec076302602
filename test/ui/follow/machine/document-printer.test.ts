import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { documents } from '../../../../src/documents/documents.ts';
import { Failure } from '../../../../src/errors.ts';
import type { FollowEvent } from '../../../../src/jobs/event.ts';
import { documentJobs } from '../../../../src/ui/follow/machine/document-printer.ts';
import { followPrinter } from '../../../../src/ui/follow/printer.ts';
import type { FollowView } from '../../../../src/ui/follow/view.ts';
import type { Spool } from '../../../../src/ui/terminal/spool.ts';
import { exampleJob } from '../../example-jobs.ts';
import { fakeIo, frozen, pipedIo, settled } from '../../terminal/fake-io.ts';
import { ExampleEvents, exampleState } from '../example-events.ts';

const view: FollowView = { what: 'output', format: 'json', quiet: false, hostCount: 2 };
const clock = { ...frozen, sleep: async () => undefined };
const e = new ExampleEvents();

async function printed(
  some: Partial<FollowView>,
  events: readonly FollowEvent[],
  world = pipedIo(),
): Promise<string> {
  const printer = followPrinter({ ...view, ...some }, world.io, clock);
  for (const event of events) printer.accept(event);
  await settled();
  expect(world.stdout.text).toBe('');
  await printer.end();
  await settled();
  expect(world.stderr.text).toBe('');
  return world.stdout.text;
}

const failed_hosts = [exampleState(2, 'failed', { exit_code: 3, last_line: 'inactive' })];
const story: readonly FollowEvent[] = [
  e.job({ total: 2, pending: 2 }),
  e.host(1, 'running'),
  e.host(2, 'running'),
  e.output(2, 'inactive\n', { timestamp: 7.25 }),
  e.output(1, 'active\n', { timestamp: 7.5, late: true }),
  e.host(1, 'succeeded', { exit_code: 0, last_line: 'active' }),
  e.host(2, 'failed', { exit_code: 3, last_line: 'inactive' }),
  e.gap(2, 'aborted'),
  e.warning('stalled', 'nothing changes'),
  e.summary('failed', { total: 2, succeeded: 1, failed: 1 }, { failed_hosts }),
];

const wanted = {
  schema: 'rexctl/1',
  job: { id: 215, outcome: 'failed' },
  hosts: [
    {
      id: 101,
      name: 'web01.example.com',
      status: 'succeeded',
      exit_code: 0,
      last_line: 'active',
      output: [{ stream: 'stdout', text: 'active\n', timestamp: 7.5, late: true }],
    },
    {
      id: 102,
      name: 'web02.example.com',
      status: 'failed',
      exit_code: 3,
      last_line: 'inactive',
      output: [{ stream: 'stdout', text: 'inactive\n', timestamp: 7.25, late: false }],
    },
  ],
  warnings: [
    { code: 'gap', message: 'output is lost', host: { id: 102 }, reason: 'aborted' },
    { code: 'stalled', message: 'nothing changes' },
  ],
  summary: { outcome: 'failed', failed_hosts: [{ id: 102, exit_code: 3 }], exit_code: 3 },
};

describe('--json of a followed job', () => {
  it('is one document at the end, in one line', async () => {
    const text = await printed({}, story);
    expect(text.split('\n')).toHaveLength(2);
    expect(Object.keys(JSON.parse(text))).toEqual([
      'schema',
      'job',
      'hosts',
      'warnings',
      'summary',
    ]);
    expect(JSON.parse(text)).toMatchObject(wanted);
  });

  it('is the same document, indented, on a terminal', async () => {
    const text = await printed({}, story, fakeIo({ noColor: false }));
    expect(text).toMatch(/^\{\n {2}"schema": "rexctl\/1",\n {2}"job": \{\n/);
    expect(JSON.parse(text)).toMatchObject(wanted);
  });

  it('has no output where states only were watched', async () => {
    const document = JSON.parse(await printed({ what: 'progress' }, story));
    expect(document.hosts[0]).toEqual({
      id: 101,
      name: 'web01.example.com',
      status: 'succeeded',
      exit_code: 0,
      reason: null,
      failure: null,
      last_line: 'active',
    });
  });

  it('says that the result is unknown where no summary came', async () => {
    expect(JSON.parse(await printed({}, [])).summary).toMatchObject({
      outcome: 'unknown',
      exit_code: 8,
    });
  });

  it('is YAML, or CSV with one record per host, where that was asked for', async () => {
    expect(await printed({ format: 'yaml' }, story)).toMatch(
      /^schema: rexctl\/1\njob:\n {2}id: 215\n/,
    );
    expect(await printed({ format: 'csv' }, story)).toBe(
      'id,name,status,exit_code,last_line\n101,web01.example.com,succeeded,0,active\n102,web02.example.com,failed,3,inactive\n',
    );
  });

  it('is left to the command where that was asked for', async () => {
    expect(await printed({ silentEnd: true }, story)).toBe('');
  });

  it('gives each host its lines in order, however much goes through the spool', async () => {
    const line = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 400_000 }));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 15 }), async (lines) => {
        const events = lines.map(([host, size], at) =>
          e.output(host, `${at}é${'x'.repeat(size)}\n`),
        );
        const spool = memorySpool();
        const { hosts } = JSON.parse(await printed({ openSpool: () => spool }, events));
        for (const { id, output } of hosts) {
          const texts = events.flatMap((event) =>
            event.type === 'output' && event.host.id === id ? [event.line.text] : [],
          );
          expect(output.map((one: { text: string }) => one.text)).toEqual(texts);
        }
        expect(spool.closed || spool.size === 0).toBe(true);
        const total = lines.reduce((sum, [, size]) => sum + size, 0);
        if (total < 1_000_000) expect(spool.size).toBe(0);
        if (total > 1_100_000) expect(spool.size).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps long output in a file that is deleted afterwards', async () => {
    const events = [1, 2, 1, 2].map((host) => e.output(host, `${host}${'y'.repeat(600_000)}\n`));
    const { hosts } = JSON.parse(await printed({}, events));
    expect(
      hosts.map(({ output }: { output: { text: string }[] }) =>
        output.map(({ text }) => text.length),
      ),
    ).toEqual([
      [600_002, 600_002],
      [600_002, 600_002],
    ]);
  });

  it('forgets the spool when the follow fails', async () => {
    const spool = memorySpool();
    const printer = followPrinter({ ...view, openSpool: () => spool }, pipedIo().io, clock);
    for (let n = 0; n < 3; n++) printer.accept(e.output(1, 'x'.repeat(500_000)));
    await expect.poll(() => spool.size).toBeGreaterThan(0);
    printer.abort();
    expect(spool.closed).toBe(true);
  });
});

describe('--json of several followed jobs', () => {
  it('keeps to its schema also where the follow of one failed', async () => {
    const world = pipedIo();
    const printer = documentJobs({ what: 'progress', format: 'json' }, world.io, clock);
    printer.open(exampleJob({ id: 215 }));
    printer.accept(e.job({ total: 2, pending: 2 }));
    printer.fail(new Failure('not_logged_in', 'the session is over'));
    const error = { code: 'not_logged_in', message: 'the session is over' };
    const failed = { reference: '215', job_id: 215, outcome: null, exit_code: 4, error };
    await printer.end({ jobs: [failed], exit_code: 4 });
    await settled();
    const { issues } = v.safeParse(documents['follow-jobs'], JSON.parse(world.stdout.text));
    expect(issues).toBeUndefined();
  });
});

function memorySpool(): Spool & { readonly size: number; readonly closed: boolean } {
  const parts: Uint8Array[] = [];
  let size = 0;
  let closed = false;
  return {
    get size() {
      return size;
    },
    get closed() {
      return closed;
    },
    append(bytes) {
      parts.push(bytes);
      size += bytes.length;
      return size - bytes.length;
    },
    read: (offset, length) =>
      new Uint8Array(Buffer.concat(parts).subarray(offset, offset + length)),
    close() {
      closed = true;
    },
  };
}
