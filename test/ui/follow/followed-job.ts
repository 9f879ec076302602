import type { FollowEvent } from '../../../src/jobs/event.ts';
import type { FollowPrinter } from '../../../src/ui/follow/view.ts';
import { type ExampleEvents, exampleState } from './example-events.ts';
import type { ManualClock } from './manual-clock.ts';

export interface JobPlan {
  readonly hosts: number;
  /** Numbers of the hosts that end with exit code 3. */
  readonly failing: ReadonlySet<number>;
  readonly linesPerHost: number;
  readonly output: boolean;
}

/** What each host prints, in order. */
export function plannedLines(plan: JobPlan, host: number): string[] {
  const failing = plan.failing.has(host);
  return Array.from({ length: plan.linesPerHost }, (_, line) =>
    line === plan.linesPerHost - 1
      ? `${failing ? 'inactive' : 'active'}\n`
      : `step ${line + 1} of host ${host}\n`,
  );
}

/** The events of a whole job, 50 hosts at a time, time passing between; ends with its summary. */
export async function playJob(
  plan: JobPlan,
  printer: FollowPrinter,
  events: ExampleEvents,
  clock: Pick<ManualClock, 'pass'>,
  between: (round: number) => Promise<void> = async () => undefined,
): Promise<void> {
  const { hosts, failing } = plan;
  const tell = (event: FollowEvent) => printer.accept(event);
  tell(events.job({ total: hosts, pending: hosts }));
  for (let host = 1; host <= hosts; host++) tell(events.host(host, 'waiting'));
  const batch = Math.max(4, Math.ceil(hosts / 50));
  let failed = 0;
  for (let first = 1, round = 0; first <= hosts; first += batch, round++) {
    const some = Array.from({ length: Math.min(batch, hosts + 1 - first) }, (_, at) => first + at);
    for (const host of some) tell(events.host(host, 'running'));
    for (let line = 0; plan.output && line < plan.linesPerHost; line++) {
      for (const host of some) tell(events.output(host, plannedLines(plan, host)[line] ?? ''));
      await clock.pass(250);
    }
    for (const host of some) {
      failed += failing.has(host) ? 1 : 0;
      if (failing.has(host))
        tell(events.host(host, 'failed', { exit_code: 3, last_line: 'inactive' }));
      else
        tell(
          events.host(host, 'succeeded', plan.output ? { exit_code: 0, last_line: 'active' } : {}),
        );
    }
    const done = first + some.length - 1;
    tell(events.job({ total: hosts, succeeded: done - failed, failed, pending: hosts - done }));
    await clock.pass(1_000);
    await between(round);
  }
  const failedHosts = [...failing].map((host) =>
    exampleState(host, 'failed', { exit_code: 3, last_line: 'inactive' }),
  );
  tell(
    events.summary(
      failed > 0 ? 'failed' : 'succeeded',
      { total: hosts, succeeded: hosts - failed, failed },
      { failed_hosts: failedHosts },
    ),
  );
}
