import type { HostOutputReader } from './host-output.ts';
import type { QueuedRead, ReadClass } from './read-queue.ts';

export interface ReadHost {
  readonly id: number;
  readonly name: string;
}

/** Whether lines are emitted, or only read to know how a host ended. */
export type Purpose = 'show' | 'explain';

/** Milliseconds: by the clock, and without the time in which reading was held back. */
export interface Moment {
  readonly now: number;
  readonly readingTime: number;
}

interface ReadingOptions {
  readonly host: ReadHost;
  /** Its smart proxy; `null` where it has none. */
  readonly proxy: string | null;
  readonly output: HostOutputReader;
  readonly purpose: Purpose;
  readonly urgency: ReadClass;
  readonly giveUpAfterMs: number;
}

/** A smart proxy that was only just asked to start may not know the task yet. */
const briefSilenceMs = 5000;
/** The result waits no longer for why a host failed. */
const explainWithinMs = 10_000;

/** Characters; more of it leave no room for others in a request for many. */
const longOutput = 400_000;

/** The output of one host that is being read: its place in the queue, and how its reads went. */
export class HostReading implements QueuedRead {
  readonly host: ReadHost;
  readonly proxy: string | null;
  readonly output: HostOutputReader;
  readonly purpose: Purpose;
  /** A host that could not be read for this long is given up. */
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
  /** Since when the host has ended and its output is not complete; `null` before. */
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

  /** By the job's rows, which may call the host ended. */
  noteState(urgency: ReadClass): void {
    this.hasEnded ||= urgency === 'ended';
  }

  /** May be read with others that have ended: it is short, and did not fail among them. */
  get isSociable(): boolean {
    return !this.alone && this.output.delivered < longOutput;
  }

  /** A request for many has not brought it; the time that it took is not held against it. */
  noteChunkFailure({ readingTime }: Moment): void {
    this.alone = true;
    this.respondedAt = readingTime;
  }

  noteResponse(fresh: boolean, { now, readingTime }: Moment): void {
    this.failures = 0;
    this.respondedAt = readingTime;
    if (fresh) this.printedAt = now;
  }

  /** How many reads in a row have failed, this one too. */
  noteFailure(): number {
    return ++this.failures;
  }

  /** For how long nothing was printed. */
  quietMs({ now }: Moment): number {
    return now - this.printedAt;
  }

  /** For how long no read was answered. */
  failingMs({ readingTime }: Moment): number {
    return readingTime - this.respondedAt;
  }

  /**
   * An ended host is complete at once; where it is not, new output is all that may keep a follow
   * waiting. `jobEnded`: no host of the job is running, whatever its row says.
   */
  isOverdue(moment: Moment, jobEnded: boolean): boolean {
    if (!this.hasEnded && !jobEnded) return false;
    this.overdueSince ??= moment.readingTime;
    const overdueMs = moment.readingTime - this.overdueSince;
    return Math.min(overdueMs, this.quietMs(moment)) >= this.giveUpAfterMs;
  }

  /**
   * What this read changes for the smart proxy: unreachable once it has not answered for a while,
   * reachable with its first response after that; else `null`.
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
