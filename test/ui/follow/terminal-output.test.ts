import { describe, expect, it } from 'vitest';
import { compileLineFilter } from '../../../src/ui/follow/line-filter.ts';
import { terminalOutput } from '../../../src/ui/follow/terminal-output.ts';
import type { FollowView } from '../../../src/ui/follow/view.ts';
import { Terminal, type TerminalSize } from '../../world/terminal.ts';
import { ExampleEvents, exampleState } from './example-events.ts';
import { type JobPlan, plannedLines, playJob } from './followed-job.ts';
import { ManualClock } from './manual-clock.ts';

const view: FollowView = { what: 'output', format: 'table', quiet: false, hostCount: 120 };

async function opened(size: TerminalSize, some: Partial<FollowView> = {}, noColor = false) {
  const clock = new ManualClock();
  const terminal = new Terminal(size);
  const printer = await terminalOutput({ ...view, ...some }, terminal.io({ noColor }), clock);
  return { clock, terminal, printer, events: new ExampleEvents(() => clock.iso()) };
}

describe('followed output on a terminal', () => {
  it('shows lines after short host names, exit lines, and counts below', async () => {
    const { clock, terminal, printer, events } = await opened({ columns: 100 });
    printer.accept(events.job({ succeeded: 82, failed: 2, pending: 36 }));
    for (let n = 1; n <= 120; n++) printer.accept(events.host(n, n <= 115 ? 'running' : 'waiting'));
    for (const n of [1, 2]) printer.accept(events.output(n, 'active\n'));
    printer.accept(events.output(17, 'inactive\n'));
    printer.accept(events.host(17, 'failed', { exit_code: 3, last_line: 'inactive' }));
    printer.accept(events.host(1, 'succeeded', { exit_code: 0, last_line: 'active' }));
    await clock.pass(41_000);
    expect(await terminal.lines()).toEqual([
      '(host names without .example.com)',
      'web01  │ active',
      'web02  │ active',
      'web17  │ inactive',
      'web17  │ exit 3',
      'web01  │ exit 0',
      ' 2 failed · 82 ok · 36 running                                                                00:41',
    ]);
    printer.abort();
  });

  it.each([80, 200])(
    'shows a whole job on 12 hosts at %i columns: every line once, nothing torn',
    async (columns) => {
      const plan: JobPlan = { hosts: 12, failing: new Set([3, 9]), linesPerHost: 5, output: true };
      const { clock, terminal, printer, events } = await opened({ columns }, { hostCount: 12 });
      await playJob(plan, printer, events, clock);
      await printer.end();
      const lines = await terminal.lines();
      const at = lines.indexOf('✘ Job 215: 2 of 12 hosts failed in 7 s.');
      expect(lines.slice(at - 1)).toEqual([
        '',
        '✘ Job 215: 2 of 12 hosts failed in 7 s.',
        '  rexctl output 215 --failed          show their output',
        '  rexctl rerun 215 --failed --follow  run again on those 2 hosts',
      ]);
      expect(lines[0]).toBe('(host names without .example.com)');
      for (let host = 1; host <= 12; host++) {
        const name = `web${String(host).padStart(2, '0')}`;
        const printed = lines
          .filter((line) => line.startsWith(`${name} │ `))
          .map((line) => line.slice(8));
        const exit = `exit ${plan.failing.has(host) ? 3 : 0}`;
        expect(printed).toEqual([...plannedLines(plan, host).map((line) => line.trimEnd()), exit]);
      }
      expect(at).toBe(1 + 12 * 6 + 1);
      expect(await terminal.cursor()).toEqual({ visible: true, column: 0 });
      expect(clock.waiting).toBe(0);
    },
  );

  it.each([80, 200])(
    'shows a whole job on 5,000 hosts at %i columns, while the window is pulled',
    async (columns) => {
      const failing = new Set([17, 44, 4_999]);
      const plan: JobPlan = { hosts: 5_000, failing, linesPerHost: 2, output: true };
      const { clock, terminal, printer, events } = await opened({ columns }, { hostCount: 5_000 });
      await playJob(plan, printer, events, clock, (round) =>
        terminal.resize(columns - (round % 7), 24 - (round % 3)),
      );
      await printer.end();
      const lines = await terminal.lines();
      expect(lines).toHaveLength(1 + 5_000 * 3 + 4);
      expect(lines.filter((line) => line.endsWith('│ inactive'))).toHaveLength(3);
      expect(lines.filter((line) => line.endsWith('│ active'))).toHaveLength(4_997);
      expect(lines.filter((line) => line.endsWith('│ exit 3'))).toEqual([
        'web17   │ exit 3',
        'web44   │ exit 3',
        'web4999 │ exit 3',
      ]);
      expect(new Set(lines).size).toBe(lines.length);
      expect(lines.filter((line) => line.includes(' ok ')).length).toBe(0);
    },
  );

  it('gives a host the same colour whatever other hosts there are', async () => {
    const colors: number[] = [];
    for (const others of [[2, 3], [40, 50, 60], [99]]) {
      const { clock, terminal, printer, events } = await opened({ columns: 80 });
      for (const n of [...others, 17]) printer.accept(events.host(n, 'running'));
      printer.accept(events.output(17, 'x\n'));
      await clock.pass(1_000);
      colors.push(await terminal.colorAt(1, 0));
      printer.abort();
    }
    expect(new Set(colors).size).toBe(1);
    expect(colors[0]).toBeGreaterThan(0);
  });

  it('makes control sequences harmless, keeps colours, and breaks lines at a lone carriage return', async () => {
    const { clock, terminal, printer, events } = await opened({ columns: 80 });
    printer.accept(events.host(1, 'running'));
    printer.accept(events.host(2, 'running'));
    printer.accept(
      events.output(
        1,
        '\u001b[2J\u001b[31mred\u001b[0m \u001b]0;title\u0007bell\u0007 \u001b[1A\u001b[?25lend\r\n',
      ),
    );
    printer.accept(events.output(2, ' 10%\r 50%\r100%\n'));
    await clock.pass(1_000);
    expect((await terminal.lines()).slice(0, 5)).toEqual([
      '(host names without .example.com)',
      'web01 │ red bell^G end',
      'web02 │  10%',
      'web02 │  50%',
      'web02 │ 100%',
    ]);
    expect(await terminal.colorAt(1, 8)).toBe(1);
    expect(await terminal.colorAt(1, 13)).toBe(-1);
    printer.abort();
  });

  it('marks late lines, reports lost output, and leaves out what only repeats the exit code', async () => {
    const { clock, terminal, printer, events } = await opened(
      { columns: 80 },
      { hostCount: 2 },
      true,
    );
    printer.accept(events.host(1, 'running'));
    printer.accept(events.host(2, 'running'));
    printer.accept(events.output(1, 'was behind\n', { late: true }));
    printer.accept(events.output(1, 'no line end'));
    printer.accept(events.output(1, 'StandardError: Job execution failed', { stream: 'debug' }));
    printer.accept(
      events.output(2, 'RuntimeError: The only applicable proxy p1 is down', { stream: 'debug' }),
    );
    printer.accept(events.gap(2, 'the job was aborted'));
    printer.accept(events.warning('stalled', 'nothing changed for 10 minutes'));
    await clock.pass(200);
    expect((await terminal.lines()).slice(1, -1)).toEqual([
      'web01 │ (late) was behind',
      'web01 │ no line end',
      'web02 │ RuntimeError: The only applicable proxy p1 is down',
      'web02 │ (output is lost: the job was aborted)',
      '⚠ nothing changed for 10 minutes',
    ]);
    printer.abort();
  });

  it('shows one host without a prefix', async () => {
    const { clock, terminal, printer, events } = await opened({ columns: 80 }, { hostCount: 1 });
    printer.accept(events.host(17, 'running'));
    printer.accept(events.output(17, 'inactive\n'));
    printer.accept(events.host(17, 'failed', { exit_code: 3, last_line: 'inactive' }));
    await clock.pass(500);
    expect((await terminal.lines()).slice(0, 2)).toEqual(['inactive', 'exit 3']);
    printer.abort();
  });

  it('reports at the end how hosts ended that printed nothing', async () => {
    const { terminal, printer, events } = await opened({ columns: 80 }, { hostCount: 3 });
    printer.accept(events.job({ total: 3, pending: 3 }));
    printer.accept(events.host(1, 'succeeded', { exit_code: 0 }));
    printer.accept(events.host(2, 'failed'));
    printer.accept(events.host(3, 'never_ran'));
    const failed_hosts = [exampleState(2, 'failed'), exampleState(3, 'never_ran')];
    printer.accept(
      events.summary(
        'failed',
        { total: 3, succeeded: 1, failed: 1, cancelled: 1 },
        { failed_hosts },
      ),
    );
    await printer.end();
    expect(await terminal.lines()).toEqual([
      '(host names without .example.com)',
      'web01 │ exit 0',
      'web02 │ failed',
      'web03 │ never ran',
      '',
      '✘ Job 215: 1 of 3 hosts failed, 1 never ran.',
      '  rexctl output 215 --failed          show their output',
      '  rexctl rerun 215 --failed --follow  run again on those 2 hosts',
    ]);
  });

  it('marks what --highlight matches', async () => {
    const filter = compileLineFilter({ highlight: 'inact' });
    const { clock, terminal, printer, events } = await opened(
      { columns: 80 },
      { hostCount: 1, filter },
    );
    printer.accept(events.output(17, 'inactive\n'));
    await clock.pass(500);
    expect(terminal.stdout.written).toBe('\u001b[7minact\u001b[27mive\n');
    printer.abort();
  });
});
