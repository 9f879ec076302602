import type { Capabilities } from '../api/capabilities.ts';
import type { Clock } from '../clock.ts';
import type { JobInvocation } from '../jobs/job-invocation.ts';

/** What the next poll of a job depends on. Times in milliseconds. */
export interface Pace {
  readonly now: number;
  /** When the job began, as far as it is known; else when the follow began. */
  readonly startedAt: number;
  /** When something was last seen to change in it. */
  readonly changedAt: number;
}

const firstMinuteMs = 60_000;
const firstTenMinutesMs = 600_000;
/** More hosts hardly ever end at the same moment. */
const manyHosts = 200;
/** The next poll comes after this share of the time to the end, or since the last change. */
const share = 1 / 60;
/** The longest interval for a job that stands still: its end is seen 5 s late on average. */
const stillDelayMs = 9_700;
/** The longest interval for a job whose hosts' pace puts the end far away. */
const farDelayMs = 20_000;
/** Fewer hosts may end at any moment, whatever the pace was. */
const fewHosts = 10;

/**
 * How long until the job is asked for again: 1 s in its first minute and 2 s in its first ten, so
 * that the end is seen at once; while very many hosts have not finished the end is not near, and it
 * is asked for half as often. Later the interval follows the job's own pace: a second for each
 * minute that it stands still, or that its end is away.
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

/**
 * How long the hosts that have not ended need if they end at the pace of the others; 0 = not
 * known.
 */
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
 * How long ago all hosts must have been read before they are read again. Rows cost the server time,
 * from 14.1 to 16.6 the whole job for each page, and before 14.1 the heavy show. A long job is not
 * followed by the second.
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
/** Every read of a running host costs a call to its smart proxy: hosts share what one would get. */
const readGapMs = 20;

/**
 * How long until a running host's output is read again; `quietMs`: how long it has printed nothing.
 */
export function readDelayMs(quietMs: number, hostsRead: number): number {
  const delay = Math.max(fastestReadMs, quietMs / 4, hostsRead * readGapMs);
  return Math.round(Math.min(slowestReadMs, delay));
}

/** Without a reason Node would make a costly one each time. */
const awake = new Error('awake');

/** A wait that ends early when something happens. */
export class Waker {
  private readonly clock: Clock;
  private readonly signal: AbortSignal;
  private isDue = false;
  private endWait: (() => void) | undefined;

  /** `signal`: aborting it ends every wait with its reason. */
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

  /** Until `ms` milliseconds have passed (`undefined`: without a limit) or `wake` is called. */
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
