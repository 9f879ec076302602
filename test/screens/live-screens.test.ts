import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { FollowEvent } from '../../src/jobs/event.ts';
import { groupPrinter } from '../../src/ui/follow/groups/group-printer.ts';
import { everyLine } from '../../src/ui/follow/line-filter.ts';
import { terminalProgress } from '../../src/ui/follow/terminal-progress.ts';
import type { FollowView } from '../../src/ui/follow/view.ts';
import { ExampleEvents, exampleState } from '../ui/follow/example-events.ts';
import { ManualClock } from '../ui/follow/manual-clock.ts';
import { Terminal } from '../world/terminal.ts';

const widths = [80, 120, 200] as const;
const golden = (name: string) => fileURLToPath(new URL(`golden/${name}.txt`, import.meta.url));
const view: FollowView = { what: 'progress', format: 'table', quiet: false, hostCount: 60 };
const refused = 'ssh: connect to host web.example.com port 22: No route to host';

/** Of sixty hosts twelve fail by their script and five are unreachable. */
const failedHosts = Array.from({ length: 17 }, (_, at) =>
  at < 12
    ? exampleState(at + 1, 'failed', { exit_code: 3, last_line: 'inactive' })
    : exampleState(at + 1, 'failed', { last_line: refused }),
);

/** Hosts begin; those that end are reported again when their output was read. */
function hostEvents(events: ExampleEvents, from: number, to: number): FollowEvent[] {
  const ending = Array.from({ length: to - from }, (_, at) => from + at + 1);
  return [
    events.job({ total: 60, succeeded: to - 17, failed: 17, pending: 60 - to }),
    ...Array.from({ length: 60 - from }, (_, at) => events.host(from + at + 1, 'running')),
    ...ending.flatMap((n) => {
      const failed = failedHosts[n - 1];
      const end = failed ?? exampleState(n, 'succeeded', { exit_code: 0, last_line: 'active' });
      const host = events.host(n, end.status, end);
      return [host, events.output(n, end.last_line ?? ''), host];
    }),
  ];
}

const printers = {
  fold: (terminal: Terminal, clock: ManualClock) =>
    terminalProgress(view, terminal.io({ noColor: true }), clock),
  groups: (terminal: Terminal, clock: ManualClock) =>
    groupPrinter(
      view,
      { masks: [], filter: everyLine, tail: undefined },
      terminal.io({ noColor: true }),
      clock,
    ),
};

describe.each(widths)('at %i columns', (columns) => {
  test.each(['fold', 'groups'] as const)('%s, while the job runs and at its end', async (name) => {
    const terminal = new Terminal({ columns, rows: 40 });
    const clock = new ManualClock();
    const events = new ExampleEvents(() => clock.iso());
    const printer = await printers[name](terminal, clock);
    for (const event of hostEvents(events, 0, 40)) printer.accept(event);
    await clock.pass(41_000);
    const running = (await terminal.lines()).join('\n');
    await expect(`${running}\n`).toMatchFileSnapshot(golden(`live-${name}-${columns}`));
    for (const event of hostEvents(events, 40, 60)) printer.accept(event);
    printer.accept(
      events.summary(
        'failed',
        { total: 60, succeeded: 43, failed: 17 },
        { failed_hosts: failedHosts },
      ),
    );
    await clock.pass(1_000);
    await printer.end();
    const ended = (await terminal.lines()).join('\n');
    await expect(`${ended}\n`).toMatchFileSnapshot(golden(`ended-${name}-${columns}`));
  });
});
