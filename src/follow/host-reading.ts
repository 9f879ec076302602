import type { HostOutputReader } from './host-output.ts';
import type { QueuedRead, ReadClass } from './read-queue.ts';

export interface ReadHost {
  readonly id: number;
  readonly name: string;
}

/** Why output is read: to emit its lines, or only to know why the host failed. */
export type Purpose = 'show' | 'explain';

/** A time in milliseconds: of the clock, and without the time in which reading was held back. */
export interface Moment {
  readonly now: number;
  readonly readingTime: number;
}

interface ReadingOptions {
  readonly host: ReadHost;
  /** The host's smart proxy; `null` if it has none. */
  readonly proxy: string | null;
  readonly output: HostOutputReader;
  readonly purpose: Purpose;
  readonly urgency: ReadClass;
  readonly giveUpAfterMs: number;
}

/** A smart proxy may not know a task that has just started. */
const briefSilenceMs = 5000;
/** The longest time to wait for the reason of a failure. */
const explainWithinMs = 10_000;

/** Hosts with more characters are read alone. */
const longOutput = 400_000;

/** A host whose output is being read: its place in the queue, and how its reads went. */
export class HostReading implements QueuedRead {
  readonly host: ReadHost;
  readonly proxy: string | null;
  readonly output: HostOutputReader;
  readonly purpose: Purpose;
  /** The host is given up if it cannot be read for this long. */
  readonly giveUpAfterMs: number;
  due: number;
  urgency: ReadClass;
  state: QueuedRead['state'] = 'waiting';
  order = 0;
  private alone = false;
  private hasEnded = false;
  private failures = 0;
  private printedAt: number;
  private respondedAt: number;
  /** When the host was first seen ended with incomplete output; `null` = not yet. */
  private overdueSince: number | null = null;
  private silentSince: number | null = null;
  private warnedOfSilence = false;

  constructor(options: ReadingOptions, { now, readingTime }: Moment) {
    const { purpose, giveUpAfterMs } = options;
    this.host = options.host;
    this.proxy = options.proxy;
    this.output = options.output;
    this.purpose = purpose;
    this.giveUpAfterMs =
      purpose === 'explain' ? Math.min(explainWithinMs, giveUpAfterMs) : giveUpAfterMs;
    this.due = now;
    this.urgency = options.urgency;
    this.printedAt = now;
    this.respondedAt = readingTime;
    this.noteState(options.urgency);
  }

  /** Notes the state that the job's rows report. */
  noteState(urgency: ReadClass): void {
    this.hasEnded ||= urgency === 'ended';
  }

  /** Whether it may be read together with other ended hosts: it is short, and that did not fail. */
  get isSociable(): boolean {
    return !this.alone && this.output.delivered < longOutput;
  }

  /** Notes that a request for many did not return this host. The lost time does not count. */
  noteChunkFailure({ readingTime }: Moment): void {
    this.alone = true;
    this.respondedAt = readingTime;
  }

  noteResponse(fresh: boolean, { now, readingTime }: Moment): void {
    this.failures = 0;
    this.respondedAt = readingTime;
    if (fresh) this.printedAt = now;
  }

  /** Counts a failed read; returns how many have failed in a row. */
  noteFailure(): number {
    return ++this.failures;
  }

  /** How long the host has printed nothing. */
  quietMs({ now }: Moment): number {
    return now - this.printedAt;
  }

  /** How long no read has succeeded. */
  failingMs({ readingTime }: Moment): number {
    return readingTime - this.respondedAt;
  }

  /**
   * Whether to give up a host that has ended but is not complete: normally both happen at once.
   * New output extends the wait. `jobEnded`: the job has ended, so this host has, too.
   */
  isOverdue(moment: Moment, jobEnded: boolean): boolean {
    if (!this.hasEnded && !jobEnded) return false;
    this.overdueSince ??= moment.readingTime;
    const overdueMs = moment.readingTime - this.overdueSince;
    return Math.min(overdueMs, this.quietMs(moment)) >= this.giveUpAfterMs;
  }

  /**
   * The news about the smart proxy after a read: `unreachable` when it has been silent for a while,
   * `reachable` when it answers again, or `null`.
   */
  noteSilence(isSilent: boolean, { now }: Moment): 'unreachable' | 'reachable' | null {
    if (isSilent) {
      this.silentSince ??= now;
      if (this.warnedOfSilence || now - this.silentSince < briefSilenceMs) return null;
      this.warnedOfSilence = true;
      return 'unreachable';
    }
    const respondsAgain = this.warnedOfSilence;
    this.silentSince = null;
    this.warnedOfSilence = false;
    return respondsAgain ? 'reachable' : null;
  }
}
