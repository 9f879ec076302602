import { describe, expect, it } from 'vitest';
import { terminalProgress } from '../../../src/ui/follow/terminal-progress.ts';
import type { FollowView } from '../../../src/ui/follow/view.ts';
import { Terminal, type TerminalSize } from '../../world/terminal.ts';
import { ExampleEvents, exampleState } from './example-events.ts';
import { playJob } from './followed-job.ts';
import { ManualClock } from './manual-clock.ts';

const view: FollowView = { what: 'progress', format: 'table', quiet: false, hostCount: 120 };
const refused = 'ssh: connect to host web44.example.com port 22: No route to host';

async function opened(
  size: TerminalSize,
  some: Partial<FollowView> = {},
  env: Record<string, string> = {},
) {
  const clock = new ManualClock();
  const terminal = new Terminal(size);
  const printer = await terminalProgress({ ...view, ...some }, terminal.io({ env }), clock);
  return { clock, terminal, printer, events: new ExampleEvents(() => clock.iso()) };
}

type Opened = Awaited<ReturnType<typeof opened>>;

function acceptEvents({ printer, events }: Opened): void {
  printer.accept(events.job({ succeeded: 82, failed: 2, pending: 36 }));
  for (let n = 1; n <= 120; n++)
    printer.accept(events.host(n, n <= 84 ? 'succeeded' : n <= 115 ? 'running' : 'waiting'));
  printer.accept(events.host(17, 'failed', { exit_code: 3, last_line: 'inactive' }));
  printer.accept(events.host(44, 'failed', { last_line: refused }));
}

const failedHosts = [
  exampleState(17, 'failed', { exit_code: 3, last_line: 'inactive' }),
  exampleState(44, 'failed', { last_line: refused }),
];

describe('the live view of a job', () => {
  it('shows failed hosts, a bar, counts and the clock at 100 columns', async () => {
    const world = await opened({ columns: 100 });
    acceptEvents(world);
    await world.clock.pass(41_000);
    expect(await world.terminal.lines()).toEqual([
      '',
      '✘ web17.example.com   exit 3      inactive',
      '✘ web44.example.com   unreachable ssh: connect to host web44.example.com port 22: No route to host',
      '',
      ' █████████████████████░░░░░░░░░░   84/120   2 failed · 82 ok · 31 running · 5 waiting         00:41',
    ]);
    world.printer.abort();
  });

  it('leaves failed hosts, outcome and next commands when the job has ended, and no bar', async () => {
    const world = await opened({ columns: 100 });
    acceptEvents(world);
    await world.clock.pass(58_000);
    world.printer.accept(
      world.events.summary('failed', { succeeded: 118, failed: 2 }, { failed_hosts: failedHosts }),
    );
    await world.printer.end();
    expect(await world.terminal.lines()).toEqual([
      '',
      '✘ web17.example.com   exit 3      inactive',
      '✘ web44.example.com   unreachable ssh: connect to host web44.example.com port 22: No route to host',
      '',
      '✘ Job 215: 2 of 120 hosts failed in 58 s.',
      '  rexctl output 215 --failed          show their output',
      '  rexctl rerun 215 --failed --follow  run again on those 2 hosts',
    ]);
    expect(await world.terminal.cursor()).toEqual({ visible: true, column: 0 });
    expect(world.clock.waiting).toBe(0);
  });

  it.each([
    [80, ' ████████████████████  12/12   2 failed · 10 ok'],
    [200, ' ███████████████████████████████  12/12   2 failed · 10 ok'],
  ])('fits into %i columns', async (columns, bar) => {
    const world = await opened({ columns }, { hostCount: 12 });
    world.printer.accept(world.events.job({ total: 12, succeeded: 10, failed: 2 }));
    world.printer.accept(
      world.events.host(7, 'failed', {
        last_line: `ssh: connect to host ${'very '.repeat(60)}long`,
      }),
    );
    await world.clock.pass(200);
    const lines = await world.terminal.lines();
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatch(
      /^✘ web07\.example\.com {3}unreachable ssh: connect to host very .*…$/,
    );
    expect(lines[3]?.startsWith(bar)).toBe(true);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(columns);
    world.printer.abort();
  });

  it.each([30, 40, 60, 80, 100, 200])(
    'never breaks its lines at %i columns with 5,000 hosts',
    async (columns) => {
      const world = await opened({ columns, rows: 24 }, { hostCount: 5_000 });
      const task = {
        id: 't',
        state: 'running',
        started_at: '2026-11-23T13:14:00Z',
        cancellable: true,
      };
      world.printer.accept(
        world.events.job(
          { total: 5_000, succeeded: 1_234, failed: 1_111, cancelled: 1_009 },
          { task },
        ),
      );
      for (let n = 1; n <= 5_000; n++)
        world.printer.accept(world.events.host(n, n % 3 === 0 ? 'running' : 'waiting'));
      for (let n = 1; n <= 1_111; n++)
        world.printer.accept(world.events.host(n, 'failed', { exit_code: n }));
      await world.clock.pass(1_000);
      const lines = await world.terminal.lines();
      expect(lines).toHaveLength(15);
      expect(lines[11]).toBe(
        columns === 30 ? '  and 1,101 more groups of 1…' : '  and 1,101 more groups of 1,101 hosts',
      );
      expect(lines[12]).toBe(
        columns === 30 ? '  (host names without .examp…' : '  (host names without .example.com)',
      );
      expect(lines[14]).toMatch(/^ .*3,354\/5,000 .*1:02:03$/);
      world.printer.abort();
    },
  );

  it('stays within the height of a low terminal', async () => {
    const world = await opened({ columns: 80, rows: 10 });
    for (let n = 1; n <= 50; n++)
      world.printer.accept(world.events.host(n, 'failed', { exit_code: n }));
    await world.clock.pass(5_000);
    expect(await world.terminal.lines()).toHaveLength(8);
    expect((await world.terminal.visible()).at(-1)).toMatch(/50\/120 {3}50 failed · 70 waiting/);
    world.printer.abort();
  });

  it('says on one line of 80 columns why the server cannot be reached', async () => {
    const world = await opened({ columns: 80 });
    world.printer.accept(world.events.job({ pending: 120 }));
    const reason = 'cannot reach foreman.example.com:8443: connection refused';
    world.printer.accept(world.events.contact(world.clock.iso(), reason));
    await world.clock.pass(725_000);
    expect((await world.terminal.lines()).slice(2)).toEqual([
      ' ⚠ no response from the server for 12 min 5 s, still trying: connection refused',
    ]);
    world.printer.abort();
  });

  it('reports since when the server, or a smart proxy, does not answer, and takes it back', async () => {
    const world = await opened({ columns: 80 });
    const { printer, events, clock, terminal } = world;
    printer.accept(events.job({ pending: 120 }));
    printer.accept(events.contact(clock.iso(), '502 Bad Gateway'));
    printer.accept(events.warning('proxy_unreachable', 'no answer', 17));
    printer.accept(events.warning('proxy_unreachable', 'no answer', 18));
    await clock.pass(25_000);
    expect((await terminal.lines()).slice(2)).toEqual([
      ' ⚠ no response from the server for 25 s, still trying: 502 Bad Gateway',
      ' ⚠ no response from the smart proxy of web17.example.com and 1 more for 25 s',
    ]);
    printer.accept(events.contact(null));
    printer.accept(events.host(17, 'running'));
    printer.accept(events.warning('proxy_reachable', 'answers again', 18));
    await clock.pass(1_000);
    expect(await terminal.lines()).toHaveLength(2);
    printer.abort();
  });

  it('keeps warnings above the block', async () => {
    const world = await opened({ columns: 80 });
    world.printer.accept(world.events.job({ pending: 120 }));
    world.printer.accept(
      world.events.warning('paused', 'the job is paused on the\u001b]0;x\u0007 server'),
    );
    await world.clock.pass(1_000);
    world.printer.accept(world.events.summary('succeeded', { succeeded: 120 }));
    await world.printer.end();
    expect(await world.terminal.lines()).toEqual([
      '⚠ the job is paused on the server',
      '',
      '✔ Job 215: 120 hosts succeeded in 1 s.',
      '  rexctl output 215  show their output',
    ]);
  });

  it('draws at most ten times a second however much happens, and once a second when nothing does', async () => {
    const world = await opened({ columns: 80 });
    for (let step = 0; step < 100; step++) {
      for (let n = 1; n <= 50; n++)
        world.printer.accept(world.events.host(n, step % 2 === 0 ? 'running' : 'waiting'));
      world.printer.accept(world.events.job({ succeeded: step }));
      await world.clock.pass(10);
    }
    expect(world.terminal.stderr.writes).toBeLessThanOrEqual(12);
    const before = world.terminal.stderr.writes;
    await world.clock.pass(10_000);
    expect(world.terminal.stderr.writes - before).toBeLessThanOrEqual(11);
    world.printer.abort();
  });

  it.each([
    ['narrower', 60],
    ['wider', 160],
  ])('leaves no trace of the old block when the window becomes %s', async (_, columns) => {
    const world = await opened({ columns: 100 });
    world.printer.accept(world.events.warning('output_queued', 'a line above'));
    acceptEvents(world);
    await world.clock.pass(2_000);
    await world.terminal.resize(columns, 24);
    await world.clock.pass(2_000);
    const lines = await world.terminal.lines();
    expect(lines[0]).toBe('⚠ a line above');
    expect(lines).toHaveLength(6);
    expect(lines.filter((line) => line.includes('84/120'))).toHaveLength(1);
    world.printer.abort();
    expect(await world.terminal.lines()).toEqual(['⚠ a line above']);
  });

  it('leaves a clean terminal and prints nothing when the follow fails', async () => {
    const world = await opened({ columns: 80 });
    acceptEvents(world);
    await world.clock.pass(5_000);
    world.printer.abort();
    await world.clock.pass(5_000);
    expect(await world.terminal.lines()).toEqual([]);
    expect(await world.terminal.cursor()).toEqual({ visible: true, column: 0 });
    expect(world.clock.waiting).toBe(0);
  });

  it('prints only how to come back when it was left before the end', async () => {
    const world = await opened({ columns: 80 }, { reattachCommand: 'rexctl output 215 --follow' });
    acceptEvents(world);
    await world.clock.pass(5_000);
    const left = { ended: 'interrupted' as const, failed_hosts: failedHosts };
    world.printer.accept(world.events.summary('running', { succeeded: 82, failed: 2 }, left));
    await world.printer.end();
    expect(await world.terminal.lines()).toEqual([
      '',
      'Detached: job 215 is still running (84 of 120 hosts done, 2 failed)',
      '  return with: rexctl output 215 --follow',
    ]);
  });

  it('leaves the final message to the command where that was asked for', async () => {
    const world = await opened({ columns: 80 }, { silentEnd: true });
    acceptEvents(world);
    world.printer.accept(world.events.summary('cancelled', { cancelled: 120 }));
    await world.printer.end();
    expect(await world.terminal.lines()).toEqual([]);
  });

  it('uses plain signs where the terminal is not UTF-8', async () => {
    const world = await opened({ columns: 80 }, {}, { LANG: 'C' });
    acceptEvents(world);
    await world.clock.pass(1_000);
    const lines = await world.terminal.lines();
    expect(lines[1]).toBe('FAIL web17.example.com   exit 3      inactive');
    expect(lines[4]).toMatch(
      /^ #{7,}\.+ +84\/120 {3}2 failed, 82 ok, 31 running, 5 waiting +00:01$/,
    );
    expect(lines.join('')).toMatch(/^[ -~]*$/);
    world.printer.abort();
  });

  it('shows a whole job on 5,000 hosts without a trace of its frames', async () => {
    const world = await opened({ columns: 80 }, { hostCount: 5_000 });
    const failing = new Set(Array.from({ length: 40 }, (_, at) => 100 * (at + 1)));
    const plan = { hosts: 5_000, failing, linesPerHost: 0, output: false };
    await playJob(plan, world.printer, world.events, world.clock);
    await world.printer.end();
    const lines = await world.terminal.lines();
    expect(lines).toEqual([
      '',
      '✘ 40 hosts   exit 3   inactive   web[100,200,300,400,500,600,700,800,900] …',
      '  (host names without .example.com)',
      '',
      '✘ Job 215: 40 of 5,000 hosts failed in 50 s.',
      '  rexctl why 215                      show why hosts failed',
      '  rexctl output 215 --failed          show their output',
      '  rexctl rerun 215 --failed --follow  run again on those 40 hosts',
    ]);
  });
});
