import type { ContactEvent, FollowEvent, JobEvent, SummaryEvent } from '../../jobs/event.ts';
import type { HostState } from '../../jobs/host-run.ts';
import { jobEnded, outcomeOf } from '../../jobs/outcome.ts';
import type { Ending } from './closing.ts';
import { isFailure } from './failed-hosts.ts';
import { openSilentHosts, type SilentHost } from './silent-hosts.ts';
import { openTally, type Tally } from './tally.ts';
import { comeBackLine, type FollowView } from './view.ts';

/**
 * What a screen shows of one job, kept up to date by its events; knows nothing of how it is drawn.
 */
export interface FollowState {
  readonly tally: Tally;
  accept(event: FollowEvent): void;
  /** In the order in which they failed. */
  failures(): readonly HostState[];
  /** The server does not answer; `null` while it does. */
  stale(): ContactEvent | null;
  silentHosts(): readonly SilentHost[];
  /** Since the job started, in milliseconds. */
  elapsedMs(now: number): number;
  /** When its summary came, in epoch milliseconds; `undefined` until then. */
  endedAt(): number | undefined;
  /** For the last words; `undefined` as long as there is no summary. */
  ending(): Ending | undefined;
}

export function openFollowState(
  view: Pick<FollowView, 'hostCount' | 'comeBack' | 'since'>,
): FollowState {
  const tally = openTally(view.hostCount);
  const failures = new Map<number, HostState>();
  const silent = openSilentHosts();
  const course = openCourse(view.since);
  let stale: ContactEvent | null = null;
  let summary: SummaryEvent | undefined;
  const acceptHost = (host: HostState) => {
    tally.acceptHost(host);
    if (isFailure(host)) failures.set(host.id, host);
  };
  return {
    tally,
    accept(event) {
      course.accept(event);
      silent.accept(event);
      switch (event.type) {
        case 'job':
          return tally.acceptCounts(event.job.counts);
        case 'host':
          return acceptHost(event.host);
        case 'contact':
          stale = event.stale_since === null ? null : event;
          return;
        case 'summary':
          summary = event;
          return;
        default:
          return;
      }
    },
    failures: () => [...failures.values()],
    stale: () => stale,
    silentHosts: () => silent.list(),
    elapsedMs: (now) => course.elapsedMs(now),
    endedAt: () => (summary === undefined ? undefined : Date.parse(summary.time)),
    ending: () =>
      summary === undefined
        ? undefined
        : {
            result: summary.result,
            durationMs: course.durationMs(summary),
            comeBack: comeBackLine(view, summary.job_id),
          },
  };
}

interface Course {
  accept(event: FollowEvent): void;
  elapsedMs(now: number): number;
  durationMs(summary: SummaryEvent): number | null;
}

/**
 * When the job started by its task, or, where the server's clock is ahead of ours, when it was
 * first seen.
 */
function openCourse(since: number | undefined): Course {
  let firstSeen = since;
  let first: JobEvent['job'] | undefined;
  let job: JobEvent['job'] | undefined;
  const start = () => {
    const started = Date.parse(job?.task?.started_at ?? '');
    if (firstSeen === undefined || Number.isNaN(started)) return firstSeen;
    return first !== undefined && outcomeOf(first) === 'scheduled'
      ? started
      : Math.min(started, firstSeen);
  };
  const elapsedMs = (now: number) => Math.max(0, now - (start() ?? now));
  return {
    accept(event) {
      firstSeen ??= Date.parse(event.time);
      if (event.type !== 'job') return;
      first ??= event.job;
      job = event.job;
    },
    elapsedMs,
    durationMs(summary) {
      const seenRunning = first !== undefined && !jobEnded(first);
      return seenRunning ? elapsedMs(Date.parse(summary.time)) : null;
    },
  };
}
