import type { Capabilities } from '../api/capabilities.ts';
import type { JobInvocation } from '../jobs/job-invocation.ts';

/** What the next look at a job depends on. Times in milliseconds. */
export interface Pace {
  readonly now: number;
  /** When the job began, as far as it is known; else when the follow began. */
  readonly startedAt: number;
}

const firstMinuteMs = 60_000;
/** More hosts hardly ever end at the same moment. */
const manyHosts = 200;

/**
 * How long until the job is asked for again: 1 s in its first minute and 2 s later on, so that the end is told at once;
 * while very many hosts have not finished the end is not near, and it is asked for half as often (DESIGN §6, §11).
 */
export function pollDelayMs(job: JobInvocation, { now, startedAt }: Pace): number {
  if (job.task?.state === 'scheduled') return scheduledDelayMs(job, now);
  if (now - startedAt < firstMinuteMs) return 1000;
  const unfinished = job.counts.pending ?? job.counts.total ?? 0;
  return unfinished <= manyHosts ? 2000 : 4000;
}

function scheduledDelayMs({ start_at }: JobInvocation, now: number): number {
  const left = start_at === null ? Number.POSITIVE_INFINITY : Date.parse(start_at) - now;
  return Math.min(30_000, Math.max(1000, left / 2));
}

/**
 * How long a look at all hosts must lie back before the next one. Rows cost the server time, from 14.1 to 16.6 the
 * whole job for each page, and before 14.1 the heavy show (DESIGN §8).
 */
export function hostsDelayMs(hosts: number, { cheapHostPages, hostsEndpoint }: Capabilities): number {
  if (cheapHostPages) return Math.min(30_000, Math.max(1000, hosts * 10));
  return Math.min(60_000, Math.max(hostsEndpoint ? 10_000 : 5000, hosts * 20));
}

const fastestReadMs = 500;
const slowestReadMs = 10_000;
/** Every read of a running host costs a call to its smart proxy, so many hosts share what one would get. */
const readGapMs = 20;

/** How long until a running host's output is read again; `quietMs`: how long it has printed nothing. */
export function readDelayMs(quietMs: number, hostsRead: number): number {
  const delay = Math.max(fastestReadMs, quietMs / 4, hostsRead * readGapMs);
  return Math.round(Math.min(slowestReadMs, delay));
}
