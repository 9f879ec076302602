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

/**
 * What a screen shows of one job, kept up to date by its events; knows nothing of how it is drawn.
 */
export interface ProgressState {
  readonly tally: Tally;
  accept(event: FollowEvent): void;
  /** In the order in which they failed. */
  failures(): readonly HostState[];
  /** What can be left out of the names of its hosts; `''` = nothing. */
  domain(): string;
  /** The server does not answer; `null` while it does. */
  stale(): ContactEvent | null;
  silentHosts(): readonly SilentHost[];
  /** Since the job started, in milliseconds. */
  elapsedMs(now: number): number;
  /** When its summary arrived, in epoch milliseconds; `undefined` until then. */
  endedAt(): number | undefined;
  /** For the final message; `undefined` as long as there is no summary. */
  ending(): Ending | undefined;
}

/** What the final message is made from. */
export interface Ending {
  readonly result: JobResult;
  /** How long the job took; `null` where its end was not seen. */
  readonly durationMs: number | null;
  /** The same until its last host ended, where the server ended the job later; else `null`. */
  readonly lastHostMs: number | null;
  /** The command line that leads back. */
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

/** Looked for again only when hosts have come. */
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

/** Milliseconds between the last host and the job from where on they are two ends. */
const apartMs = 2000;

interface Ends {
  accept(event: FollowEvent): void;
  /** When the last host was seen to end, where the job was seen to end later; else `null`. */
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
  /** Milliseconds since the start, at this time. */
  at(now: number): number;
  /** `null` for a job that was never seen running. */
  until(summary: SummaryEvent): number | null;
}

/**
 * When the job started by its task, or, where the server's clock is ahead of ours, when it was
 * first seen.
 */
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

/** A host whose smart proxy does not answer, since the time (ms) of the first warning. */
interface SilentHost {
  readonly name: string;
  readonly since: number;
}

/**
 * Which hosts are silent at the moment; a state or a line of the host ends it, or its smart proxy's
 * answer.
 */
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

/** A silent smart proxy answers again. */
export function isProxyReachable(event: FollowEvent): event is HostWarning {
  return event.type === 'warning' && event.code === 'proxy_reachable' && event.host !== undefined;
}

/** A read of this host's output found its smart proxy silent. */
export function isProxyUnreachable(event: FollowEvent): event is HostWarning {
  return event.type === 'warning' && event.code === 'proxy_unreachable' && event.host !== undefined;
}
