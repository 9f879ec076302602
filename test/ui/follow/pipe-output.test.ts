import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FollowEvent } from '../../../src/jobs/event.ts';
import { compileLineFilter } from '../../../src/ui/follow/line-filter.ts';
import { followPrinter } from '../../../src/ui/follow/printer.ts';
import type { FollowView } from '../../../src/ui/follow/view.ts';
import { type FakeIo, fakeIo, frozen, pipedIo, settled } from '../terminal/fake-io.ts';
import { ExampleEvents, exampleState, hostName } from './example-events.ts';

const view: FollowView = { what: 'output', format: 'table', quiet: false, hostCount: 3 };
const clock = { ...frozen, sleep: async () => undefined };
const e = new ExampleEvents();

async function printed(
  some: Partial<FollowView>,
  events: readonly FollowEvent[],
  world: FakeIo = pipedIo(),
) {
  const printer = followPrinter({ ...view, ...some }, world.io, clock);
  for (const event of events) printer.accept(event);
  await printer.end();
  await settled();
  return { out: world.stdout.text, err: world.stderr.text };
}

describe('followed output in a pipe', () => {
  it('is the lines of hosts after their whole names', async () => {
    const { out, err } = await printed({}, [
      e.job({ total: 3 }),
      e.output(1, 'active\n'),
      e.output(2, 'no line end'),
      e.output(1, '\u001b[31mred\u001b[0m\rbytes\r\n', { stream: 'stderr' }),
      e.host(1, 'succeeded', { exit_code: 0, last_line: 'active' }),
      e.summary('succeeded', { total: 3, succeeded: 3 }),
    ]);
    expect(out).toBe(
      'web01.example.com: active\nweb02.example.com: no line end\nweb01.example.com: \u001b[31mred\u001b[0m\rbytes\r\n',
    );
    expect(err).toBe('');
  });

  it('is the very bytes where there is one host', async () => {
    const { out } = await printed({ hostCount: 1 }, [
      e.output(1, 'a\r\n'),
      e.output(1, '\u0007b'),
      e.output(1, '\tc', { stream: 'x' }),
    ]);
    expect(out).toBe('a\r\n\u0007b\tc');
  });

  it('prints failures, lost output and what the server says on standard error', async () => {
    const failed_hosts = [exampleState(2, 'failed', { exit_code: 3, last_line: 'inactive' })];
    const { out, err } = await printed({}, [
      e.job({ total: 3, pending: 3 }),
      e.output(2, 'inactive\n'),
      e.output(2, 'StandardError: Job execution failed', { stream: 'debug' }),
      e.output(3, 'RuntimeError: The only applicable proxy p1 is down', { stream: 'debug' }),
      e.gap(3, 'the job was aborted'),
      e.warning('proxy_unreachable', 'web01.example.com: no response from its smart proxy', 1),
      e.warning('proxy_unreachable', 'web01.example.com: no response from its smart proxy', 1),
      e.host(2, 'failed', { exit_code: 3, last_line: 'inactive' }),
      e.summary('failed', { total: 3, succeeded: 2, failed: 1 }, { failed_hosts }),
    ]);
    expect(out).toBe('web02.example.com: inactive\n');
    expect(err).toBe(
      [
        'rexctl: web03.example.com: RuntimeError: The only applicable proxy p1 is down',
        'rexctl: web03.example.com: output is lost: the job was aborted',
        'rexctl: web01.example.com: no response from its smart proxy',
        'rexctl: job 215: 1 of 3 hosts failed.',
        '  web02.example.com   exit 3      inactive',
        '',
      ].join('\n'),
    );
  });

  it('shows only the lines that the filter lets through', async () => {
    const filter = compileLineFilter({ grep: 'err', exclude: 'ignored' });
    const { out } = await printed({ filter, hostCount: 1 }, [
      e.output(1, 'an error\n'),
      e.output(1, 'fine\n'),
      e.output(1, 'err ignored\n'),
    ]);
    expect(out).toBe('an error\n');
  });

  it('never lets a host write control sequences to a terminal that asked for --format plain', async () => {
    const world = fakeIo({ noColor: false });
    const { out } = await printed(
      { format: 'plain' },
      [e.output(1, '\u001b[2J\u001b[31mred\n')],
      world,
    );
    expect(out).toBe('web01.example.com: \u001b[31mred\u001b[0m\n');
  });

  it('gives every host its bytes once and in order, whatever comes in between', async () => {
    const line = fc.record({
      host: fc.integer({ min: 1, max: 3 }),
      text: fc.stringMatching(/^[^\n]{0,12}\n$/),
      stream: fc.constantFrom('stdout', 'stderr'),
      late: fc.boolean(),
    });
    const other = fc.constantFrom(
      e.job({ succeeded: 1 }),
      e.host(1, 'running'),
      e.host(2, 'failed', { exit_code: 1 }),
      e.warning('stalled', 'x'),
      e.contact('2026-11-23T14:16:02Z'),
      e.gap(1, 'y'),
      e.output(3, 'debug', { stream: 'debug' }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 3, arbitrary: line }, other), { maxLength: 60 }),
        async (things) => {
          const events = things.map((thing) =>
            'text' in thing ? e.output(thing.host, thing.text, thing) : thing,
          );
          const { out } = await printed({}, events);
          for (const host of [1, 2, 3]) {
            const prefix = `${hostName(host)}: `;
            const got = out.split('\n').filter((text) => text.startsWith(prefix));
            const wanted = things.filter((thing) => 'text' in thing && thing.host === host);
            expect(got.map((text) => `${text.slice(prefix.length)}\n`)).toEqual(
              wanted.map((thing) => ('text' in thing ? thing.text : '')),
            );
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('gives one host exactly its bytes, with any line ends or none', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', maxLength: 8 }), { maxLength: 30 }),
        async (texts) => {
          const { out } = await printed(
            { hostCount: 1 },
            texts.map((text) => e.output(1, text)),
          );
          expect(out).toBe(texts.join(''));
        },
      ),
      { numRuns: 200 },
    );
  });
});
