import { describe, expect, it } from 'vitest';
import type { FollowEvent } from '../../../src/jobs/event.ts';
import { pipeProgress } from '../../../src/ui/follow/pipe-progress.ts';
import type { FollowView } from '../../../src/ui/follow/view.ts';
import { fakeIo, frozen, pipedIo, settled } from '../terminal/fake-io.ts';
import { ExampleEvents, exampleState } from './example-events.ts';
import { ManualClock } from './manual-clock.ts';

const view: FollowView = { what: 'progress', format: 'table', quiet: false, hostCount: 3 };
const clock = { ...frozen, sleep: async () => undefined };

async function printed(
  some: Partial<FollowView>,
  tell: (
    events: ExampleEvents,
    time: ManualClock,
  ) => readonly FollowEvent[] | Promise<readonly FollowEvent[]>,
  world = pipedIo(),
) {
  const time = new ManualClock();
  const printer = pipeProgress({ ...view, ...some }, world.io, clock);
  for (const event of await tell(new ExampleEvents(() => time.iso()), time)) printer.accept(event);
  await printer.end();
  await settled();
  return { out: world.stdout.text, err: world.stderr.text };
}

const failed_hosts = [exampleState(2, 'failed', { exit_code: 3, last_line: 'inactive' })];

describe('progress in a pipe', () => {
  it('is one tab-separated line per change: the job first, its outcome last', async () => {
    const { out, err } = await printed({}, async (e, time) => {
      const events = [
        e.job({ total: 3, pending: 3 }),
        ...[1, 2, 3].map((n) => e.host(n, 'waiting')),
      ];
      events.push(e.host(1, 'running'), e.host(1, 'running'), e.job({ total: 3, pending: 3 }));
      await time.pass(1_000);
      events.push(
        e.host(1, 'succeeded'),
        e.host(2, 'failed', { exit_code: 3, last_line: 'inactive' }),
      );
      await time.pass(1_000);
      events.push(
        e.host(3, 'never_ran'),
        e.job({ total: 3, succeeded: 1, failed: 1, cancelled: 1 }, { status: 'failed' }),
      );
      events.push(
        e.summary('failed', { total: 3, succeeded: 1, failed: 1, cancelled: 1 }, { failed_hosts }),
      );
      return events;
    });
    expect(out).toBe(
      [
        '2026-11-23T14:16:02Z\tjob 215\trunning\tRun systemctl is-active nginx, 3 hosts',
        '2026-11-23T14:16:02Z\tweb01.example.com\trunning\t-',
        '2026-11-23T14:16:03Z\tweb01.example.com\tsucceeded\t-',
        '2026-11-23T14:16:03Z\tweb02.example.com\tfailed\texit 3',
        '2026-11-23T14:16:04Z\tweb03.example.com\tnever_ran\t-',
        '2026-11-23T14:16:04Z\tjob 215\tfailed\t1 failed, 1 cancelled or never ran, 1 ok',
        '',
      ].join('\n'),
    );
    expect(err).toBe('');
  });

  it('prints a failure once, with the exit code that becomes known a moment later', async () => {
    const { out } = await printed({}, async (e, time) => {
      const events = [e.job({ total: 3 }), e.host(2, 'failed')];
      await time.pass(1_000);
      events.push(e.host(2, 'failed', { exit_code: 3, last_line: 'inactive' }));
      return events;
    });
    expect(out.split('\n').slice(1, -1)).toEqual([
      '2026-11-23T14:16:03Z\tweb02.example.com\tfailed\texit 3',
    ]);
  });

  it('does not wait longer than three seconds for an exit code', async () => {
    const { out } = await printed({}, async (e, time) => {
      const events = [e.job({ total: 3 }), e.host(2, 'failed')];
      await time.pass(3_000);
      events.push(e.host(1, 'running'));
      await time.pass(1_000);
      events.push(e.host(2, 'failed', { exit_code: 3, last_line: 'inactive' }));
      return events;
    });
    expect(out.split('\n').slice(1, -1)).toEqual([
      '2026-11-23T14:16:02Z\tweb02.example.com\tfailed\t-',
      '2026-11-23T14:16:05Z\tweb01.example.com\trunning\t-',
    ]);
  });

  it('is counts only for a job on more than 200 hosts, at most one line in ten seconds', async () => {
    const { out } = await printed({ hostCount: 5_000 }, async (e, time) => {
      const events = [e.job({ total: 5_000, pending: 5_000 }), e.host(1, 'running')];
      for (let second = 1; second <= 25; second++) {
        await time.pass(1_000);
        events.push(e.job({ total: 5_000, succeeded: second, failed: 1, pending: 4_999 - second }));
        events.push(e.host(second, 'succeeded'));
      }
      events.push(e.summary('failed', { total: 5_000, succeeded: 4_999, failed: 1 }));
      return events;
    });
    expect(out.split('\n').slice(0, -1)).toEqual([
      '2026-11-23T14:16:02Z\tjob 215\trunning\tRun systemctl is-active nginx, 5,000 hosts',
      '2026-11-23T14:16:12Z\tjob 215\trunning\t11 of 5,000 done, 1 failed',
      '2026-11-23T14:16:22Z\tjob 215\trunning\t21 of 5,000 done, 1 failed',
      '2026-11-23T14:16:27Z\tjob 215\tfailed\t1 failed, 4,999 ok',
    ]);
  });

  it('keeps names and words of the server in one field', async () => {
    const { out } = await printed({}, (e) => [
      e.job({ total: 3 }, { description: 'a\tb\nc\u001b[2J' }),
      e.host(1, 'failed', { name: 'x\ty', exit_code: 1 }),
    ]);
    expect(out).toBe(
      '2026-11-23T14:16:02Z\tjob 215\trunning\ta b c, 3 hosts\n2026-11-23T14:16:02Z\tx y\tfailed\texit 1\n',
    );
  });

  it('prints warnings on standard error only', async () => {
    const { out, err } = await printed({}, (e) => [
      e.warning('paused', 'the job is paused'),
      e.contact('2026-11-23T14:16:00Z', '502 Bad Gateway'),
      e.contact(null),
    ]);
    expect(out).toBe('');
    expect(err).toBe(
      [
        'rexctl: the job is paused',
        'rexctl: no response from the server since 2026-11-23T14:16:00Z (502 Bad Gateway)',
        'rexctl: the server answers again',
        '',
      ].join('\n'),
    );
  });

  it('is silent with --quiet when all went well', async () => {
    const told = await printed({ quiet: true }, (e) => [
      e.job({ total: 3 }),
      e.host(1, 'succeeded'),
      e.warning('stalled', 'nothing changes'),
      e.summary('succeeded', { total: 3, succeeded: 3 }),
    ]);
    expect(told).toEqual({ out: '', err: '' });
  });

  it('prints only the failures with --quiet, on standard error', async () => {
    const told = await printed({ quiet: true }, (e) => [
      e.job({ total: 3 }),
      e.host(2, 'failed', { exit_code: 3, last_line: 'inactive' }),
      e.summary('failed', { total: 3, succeeded: 2, failed: 1 }, { failed_hosts }),
    ]);
    expect(told).toEqual({
      out: '',
      err: 'rexctl: job 215: 1 of 3 hosts failed.\n  web02.example.com   exit 3      inactive\n',
    });
  });

  it('reports how to come back when it was left, also in a log', async () => {
    const { out, err } = await printed({}, (e) => [
      e.job({ total: 3, pending: 3 }),
      e.summary('running', { total: 3, succeeded: 1, pending: 2 }, { ended: 'interrupted' }),
    ]);
    expect(out).toMatch(/\tjob 215\trunning\t2 unfinished, 1 ok\n$/);
    expect(err).toBe(
      'rexctl: detached: job 215 is still running (1 of 3 hosts done)\n        return with: rexctl watch 215\n',
    );
  });

  it('prints the final message on a terminal when only standard output is redirected', async () => {
    const world = fakeIo({ terminal: { stdout: false } });
    const { err } = await printed(
      {},
      (e) => [e.job({ total: 3, pending: 3 }), e.summary('succeeded', { total: 3, succeeded: 3 })],
      world,
    );
    expect(err).toBe('✔ Job 215: 3 hosts succeeded.\n');
  });
});
