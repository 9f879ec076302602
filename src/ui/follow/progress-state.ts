import type {
  ContactEvent,
  FollowEvent,
  JobEvent,
  SummaryEvent,
  WarningEvent,
} from '../../jobs/event.ts';
import type { HostState } from '../../jobs/hosts/host-state.ts';
import type { JobResult } from '../../jobs/job-result.ts';
import { jobEnded, outcomeOf } from '../../jobs/outcome.ts';
import { isFailure } from '../nouns/host.ts';
import { domainToLeaveOut } from '../terminal/names.ts';
import { openTally, type Tally } from './tally.ts';
import { type FollowView, returnCommand } from './view.ts';

/** What a screen shows of a job, updated by its events. It knows nothing about drawing. */
export interface ProgressState {
  readonly tally: Tally;
  accept(event: FollowEvent): void;
  /** The failed hosts in the order in which they failed. */
  failures(): readonly HostState[];
  /** The domain that can be left out of the names of its hosts, or `''`. */
  domain(): string;
  /** Since when the server does not answer; `null` = it does. */
  stale(): ContactEvent | null;
  silentHosts(): readonly SilentHost[];
  /** The time since the job started, in milliseconds. */
  elapsedMs(now: number): number;
  /** When its summary arrived, in milliseconds since 1970; `undefined` before. */
  endedAt(): number | undefined;
  /** The data of the final message; `undefined` before the summary. */
  ending(): Ending | undefined;
}

/** The data of a final message. */
export interface Ending {
  readonly result: JobResult;
  /** How long the job took; `null` if its end was not seen. */
  readonly durationMs: number | null;
  /** The time until the last host ended, if the server ended the job later; else `null`. */
  readonly lastHostMs: number | null;
  /** The command to return with. */
  readonly reattachCommand: string;
}

export function openProgressState(
  view: Pick<FollowView, 'hostCount' | 'allNames' | 'reattachCommand' | 'since'>,
): ProgressState {
  const tally = openTally(view.hostCount);
  const failures = new Map<number, HostState>();
  const silent = openSilentHosts();
  const ends = openEnds();
  const elapsed = openElapsed(view.since);
  const domain = openDomain(tally, view.allNames);
  let stale: ContactEvent | null = null;
  let summary: SummaryEvent | undefined;
  const acceptHost = (host: HostState) => {
    tally.acceptHost(host);
    if (isFailure(host)) failures.set(host.id, host);
  };
  return {
    tally,
    accept(event) {
      elapsed.accept(event);
      ends.accept(event);
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
    domain,
    stale: () => stale,
    silentHosts: silent.list,
    elapsedMs: elapsed.at,
    endedAt: () => (summary === undefined ? undefined : Date.parse(summary.time)),
    ending() {
      if (summary === undefined) return undefined;
      const durationMs = elapsed.until(summary);
      const lastHost = ends.lastHost();
      return {
        result: summary.result,
        durationMs,
        lastHostMs: durationMs === null || lastHost === null ? null : elapsed.at(lastHost),
        reattachCommand: returnCommand(view, summary.job_id),
      };
    },
  };
}

/** The domain of the hosts, computed again only after hosts were added. */
function openDomain(tally: Tally, allNames: FollowView['allNames']): () => string {
  if (allNames !== undefined) {
    const domain = domainToLeaveOut(allNames);
    return () => domain;
  }
  let known = { count: 0, domain: '' };
  return () => {
    const names = [...tally.hosts()].map(({ name }) => name);
    if (names.length !== known.count)
      known = { count: names.length, domain: domainToLeaveOut(names) };
    return known.domain;
  };
}

/** If the job ends this much later than the last host, both times are shown. */
const apartMs = 2000;

interface Ends {
  accept(event: FollowEvent): void;
  /** When the last host ended, if the job ended clearly later; else `null`. */
  lastHost(): number | null;
}

function openEnds(): Ends {
  let lastHost: number | null = null;
  let jobEnd: number | null = null;
  return {
    accept(event) {
      if (event.type === 'job' && jobEnded(event.job)) jobEnd ??= Date.parse(event.time);
      if (event.type !== 'host' || event.host.times?.ended_at == null) return;
      lastHost = Math.max(lastHost ?? 0, Date.parse(event.host.times.ended_at));
    },
    lastHost: () =>
      jobEnd !== null && lastHost !== null && jobEnd - lastHost >= apartMs ? lastHost : null,
  };
}

interface Elapsed {
  accept(event: FollowEvent): void;
  /** The milliseconds from the start to this time. */
  at(now: number): number;
  /** The milliseconds from the start to the summary; `null` if the job was never seen running. */
  until(summary: SummaryEvent): number | null;
}

/** Measures from the start of the task or, if the server's clock is ahead, from the first event. */
function openElapsed(since: number | undefined): Elapsed {
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
  const at = (now: number) => Math.max(0, now - (start() ?? now));
  return {
    accept(event) {
      firstSeen ??= Date.parse(event.time);
      if (event.type !== 'job') return;
      first ??= event.job;
      job = event.job;
    },
    at,
    until(summary) {
      const seenRunning = first !== undefined && !jobEnded(first);
      return seenRunning ? at(Date.parse(summary.time)) : null;
    },
  };
}

/** A host whose smart proxy has not answered since the first warning (milliseconds). */
interface SilentHost {
  readonly name: string;
  readonly since: number;
}

/** The silent hosts. A host is no longer silent after a state, a line or an answer of its proxy. */
interface SilentHosts {
  accept(event: FollowEvent): void;
  list(): readonly SilentHost[];
}

function openSilentHosts(): SilentHosts {
  const silent = new Map<number, SilentHost>();
  return {
    accept(event) {
      if (event.type === 'host' || event.type === 'output' || isProxyReachable(event))
        silent.delete(event.host.id);
      else if (isProxyUnreachable(event) && !silent.has(event.host.id)) {
        silent.set(event.host.id, { name: event.host.name, since: Date.parse(event.time) });
      }
    },
    list: () => [...silent.values()],
  };
}

type HostWarning = WarningEvent & Required<Pick<WarningEvent, 'host'>>;

/** Whether the event reports that a silent smart proxy answers again. */
export function isProxyReachable(event: FollowEvent): event is HostWarning {
  return event.type === 'warning' && event.code === 'proxy_reachable' && event.host !== undefined;
}

/** Whether the event reports a silent smart proxy. */
export function isProxyUnreachable(event: FollowEvent): event is HostWarning {
  return event.type === 'warning' && event.code === 'proxy_unreachable' && event.host !== undefined;
}
