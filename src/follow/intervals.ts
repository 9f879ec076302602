import type { Capabilities } from '../api/capabilities.ts';
import type { Clock } from '../clock.ts';
import type { JobInvocation } from '../jobs/job-invocation.ts';

/** The times that determine the next poll of a job, in milliseconds. */
export interface Pace {
  readonly now: number;
  /** When the job started, or, if unknown, when the follow started. */
  readonly startedAt: number;
  /** When the last change of the job was seen. */
  readonly changedAt: number;
}

const firstMinuteMs = 60_000;
const firstTenMinutesMs = 600_000;
/** With more unfinished hosts than this, the end of the job is not near. */
const manyHosts = 200;
/** The interval as a share of the expected time to the end, or of the time since a change. */
const share = 1 / 60;
/** The longest interval for a job without changes: its end is seen 5 s late on average. */
const stillDelayMs = 9_700;
/** The longest interval for a job whose end is far away. */
const farDelayMs = 20_000;
/** The last hosts may end at any moment, so no end is estimated for them. */
const fewHosts = 10;

/**
 * Milliseconds until the next poll of the job: 1 s in its first minute and 2 s in its first ten
 * minutes, or 4 s while many hosts have not finished. Later it adapts to the job: one second for
 * each minute without a change or until the expected end.
 */
export function pollDelayMs(job: JobInvocation, pace: Pace): number {
  const { now, startedAt, changedAt } = pace;
  if (job.task?.state === 'scheduled') return scheduledDelayMs(job, now);
  const age = now - startedAt;
  if (age < firstMinuteMs) return 1000;
  const often = unfinishedIn(job) <= manyHosts ? 2000 : 4000;
  if (age < firstTenMinutesMs) return often;
  const still = Math.min(stillDelayMs, (now - changedAt) * share);
  const far = Math.min(farDelayMs, leftMs(job, age) * share);
  return Math.round(Math.max(often, still, far));
}

function unfinishedIn({ counts }: JobInvocation): number {
  return counts.pending ?? counts.total ?? 0;
}

/** The expected time until all hosts have ended, at the pace so far; 0 = unknown. */
function leftMs({ counts }: JobInvocation, ageMs: number): number {
  const { total, pending } = counts;
  if (total === null || pending === null || pending <= fewHosts || total <= pending) return 0;
  return (ageMs / (total - pending)) * pending;
}

function scheduledDelayMs({ start_at }: JobInvocation, now: number): number {
  const left = start_at === null ? Number.POSITIVE_INFINITY : Date.parse(start_at) - now;
  return Math.min(30_000, Math.max(1000, left / 2));
}

/**
 * The least time between two reads of all host rows, because they cost the server time: REX 14.1 to
 * 16.6 loads the whole job for each page, and older versions need the slow request for the whole
 * job. Rows of long jobs are read less often.
 */
export function hostsDelayMs(
  hosts: number,
  { cheapHostPages, hostsEndpoint }: Capabilities,
  ageMs: number,
): number {
  if (cheapHostPages && ageMs >= firstTenMinutesMs)
    return Math.min(120_000, Math.max(1000, hosts * 30));
  if (cheapHostPages) return Math.min(30_000, Math.max(1000, hosts * 10));
  return Math.min(60_000, Math.max(hostsEndpoint ? 10_000 : 5000, hosts * 20));
}

const fastestReadMs = 500;
const slowestReadMs = 10_000;
/** The least average time between reads of running hosts: each calls a smart proxy. */
const readGapMs = 20;

/** Milliseconds until a running host is read again, if it has printed nothing for `quietMs`. */
export function readDelayMs(quietMs: number, hostsRead: number): number {
  const delay = Math.max(fastestReadMs, quietMs / 4, hostsRead * readGapMs);
  return Math.round(Math.min(slowestReadMs, delay));
}

/** A reason made once: without one, Node creates an error with a stack at each abort. */
const awake = new Error('awake');

/** A wait that ends early when something happens. */
export class Waker {
  private readonly clock: Clock;
  private readonly signal: AbortSignal;
  private isDue = false;
  private endWait: (() => void) | undefined;

  /** Aborting `signal` makes every wait reject with its reason. */
  constructor(clock: Clock, signal: AbortSignal) {
    this.clock = clock;
    this.signal = signal;
    signal.addEventListener('abort', () => this.wake(), { once: true });
  }

  /** Ends the wait in progress, or the next one. */
  wake(): void {
    this.isDue = true;
    this.endWait?.();
  }

  /** Waits until `ms` milliseconds have passed (`undefined`: no limit) or `wake` is called. */
  async wait(ms: number | undefined): Promise<void> {
    if (!this.isDue) {
      const over = new AbortController();
      const woken = new Promise<void>((resolve) => {
        this.endWait = resolve;
      });
      const slept =
        ms === undefined ? woken : this.clock.sleep(ms, over.signal).catch(() => undefined);
      await Promise.race([woken, slept]);
      this.endWait = undefined;
      over.abort(awake);
    }
    this.isDue = false;
    this.signal.throwIfAborted();
  }
}
