import { requestedDelayMs, retryDelayMs } from '../api/http/retry.ts';
import { type Clock, unlessAborted } from '../clock.ts';
import { Failure } from '../errors.ts';
import type { HostOutput, OutputLine } from '../jobs/output.ts';
import { durationInWords } from '../text/counts.ts';
import type { Checkpoint, CheckpointLog } from './checkpoint.ts';
import { ConcurrencyLimit } from './concurrency-limit.ts';
import { HostOutputReader, type ReadReport, type Tail } from './host-output.ts';
import { readDelayMs } from './intervals.ts';
import { type ReadClass, ReadQueue } from './read-queue.ts';
import { isPassing } from './retry-budget.ts';
import type { ServerPause } from './server-pause.ts';
import type { HostEnding } from './transcript.ts';
import { Waker } from './waker.ts';

interface NamedHost {
  readonly id: number;
  readonly name: string;
}

interface PumpDeps {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly random: () => number;
  readonly giveUpAfterMs: number;
  readonly rest: ServerPause;
  /** One read of one host's output, not repeated by itself. */
  readonly fetch: (hostId: number, since: number | undefined) => Promise<HostOutput>;
  readonly onLine: (host: NamedHost, line: OutputLine) => void;
  /** Of what is there when a host is first read, only so much is told. */
  readonly tail?: Tail;
  /** Remembers what was told, where the program may die and another go on. */
  readonly checkpoints?: CheckpointLog;
  /** There is more to read than requests may be under way: lines come late. */
  readonly onQueue: (hosts: number, atOnce: number) => void;
  /** All output of a host has been delivered. */
  readonly onEnding: (host: NamedHost, ending: HostEnding) => void;
  /** Output of a host is missing for ever. */
  readonly onGap: (host: NamedHost, reason: string) => void;
  /**
   * Resolves when what was told has been taken; `undefined` where it is taken as fast as it comes.
   */
  readonly room?: () => Promise<void> | undefined;
  /** A host's smart proxy fell silent; told once until it answers again. */
  readonly onSilence: (host: NamedHost, reason: string) => void;
  /** It answers again, after that was told. */
  readonly onSpeech: (host: NamedHost) => void;
}

interface Followed {
  readonly host: NamedHost;
  /** Its smart proxy. */
  readonly group: string | null;
  readonly reader: HostOutputReader;
  /** Nobody sees its lines: they only tell how it ended. */
  readonly mute: boolean;
  /** The job's rows call it ended. */
  ended: boolean;
  /**
   * Since when its output is said to go on although it has ended; `null` while that is no
   * contradiction.
   */
  overdueSince: number | null;
  printedAt: number;
  answeredAt: number;
  failures: number;
  /** Since when its smart proxy has not answered; `null` while it does. */
  silentSince: number | null;
  silenceTold: boolean;
}

/** A smart proxy that was only just asked to start may not know the task yet. */
const briefSilenceMs = 5000;
/** A result is not kept back for longer to tell why a host failed. */
const mutePatienceMs = 10_000;

/** A read that waits so long for its turn is worth a word. */
const queueToldAfterMs = 5000;

/**
 * Reads the output of many hosts, a few at a time, until each has been read to its end. Hosts that
 * failed to be read for the whole time budget are given up alone, as a gap.
 */
export class OutputReader {
  private readonly deps: PumpDeps;
  private readonly alarm: Waker;
  private readonly schedule = new ReadQueue();
  private readonly limit = new ConcurrencyLimit();
  private readonly followed = new Map<number, Followed>();
  private readonly done = new Set<number>();
  private closed = false;
  private queueTold = false;
  /** When nobody kept us from reading any more. */
  private takenAt = Number.NEGATIVE_INFINITY;
  private broken: unknown;

  constructor(deps: PumpDeps) {
    this.deps = deps;
    this.alarm = new Waker(deps.clock, deps.signal);
  }

  /** Hosts whose output has not been read to its end. */
  get size(): number {
    return this.followed.size;
  }

  /** Follows a host from now on; `mute` reads it only for how it ended. A host is followed once. */
  follow(host: NamedHost, group: string | null, urgency: ReadClass, mute = false): void {
    if (this.done.has(host.id)) return;
    const now = this.deps.clock.now();
    const ended = urgency === 'ended';
    const known = this.followed.get(host.id);
    if (known !== undefined) {
      known.ended ||= ended;
      this.schedule.hurry(host.id, now, urgency);
    } else {
      const reader = mute ? new HostOutputReader(() => undefined) : this.openReader(host);
      const times = { printedAt: now, answeredAt: now, overdueSince: null };
      const trouble = { failures: 0, silentSince: null, silenceTold: false };
      this.followed.set(host.id, { host, group, reader, mute, ended, ...times, ...trouble });
      this.schedule.add(host.id, group, now, urgency);
    }
    this.alarm.ring();
  }

  private openReader(host: NamedHost): HostOutputReader {
    const { checkpoints, tail, onLine } = this.deps;
    const memory =
      checkpoints === undefined
        ? {}
        : {
            memory: {
              changes: checkpoints.of(host.id),
              onChange: (change: Checkpoint) => checkpoints.record(host.id, change),
            },
          };
    return new HostOutputReader((line) => onLine(host, line), { ...(tail && { tail }), ...memory });
  }

  /** No host will be added: `run` ends when all that are followed have been read. */
  close(): void {
    this.closed = true;
    this.alarm.ring();
  }

  /** Nobody reads on: what hosts have begun to print is delivered as far as it came. */
  leave(): void {
    for (const { reader } of this.followed.values()) reader.leave();
  }

  /** Reads until `close` was called and every followed host has been read to its end. */
  async run(): Promise<void> {
    for (;;) {
      await this.haveRoom();
      this.startDue();
      if (this.broken !== undefined) throw this.broken;
      if (this.closed && this.followed.size === 0) return;
      await this.alarm.wait(this.waitMs());
    }
  }

  /**
   * Nothing is asked for while nobody takes what was told: it would only pile up here. Hosts are
   * not given up for the time that passes meanwhile.
   */
  private async haveRoom(): Promise<void> {
    const { clock, signal } = this.deps;
    for (let taken = this.deps.room?.(); taken !== undefined; taken = this.deps.room?.()) {
      const since = clock.now();
      await unlessAborted(taken, signal);
      signal.throwIfAborted();
      this.takenAt = clock.now();
      for (const followed of this.followed.values()) {
        followed.answeredAt += this.takenAt - since;
        if (followed.overdueSince !== null) followed.overdueSince += this.takenAt - since;
      }
    }
  }

  private startDue(): void {
    const now = this.deps.clock.now();
    this.tellQueue(now);
    while (this.deps.rest.left(now) === 0 && this.limit.allows(now)) {
      const id = this.schedule.take(now);
      const followed = id === undefined ? undefined : this.followed.get(id);
      if (followed === undefined) return;
      void this.read(followed).finally(() => this.alarm.ring());
    }
  }

  private tellQueue(now: number): void {
    if (this.queueTold || this.limit.allows(now)) return;
    const due = this.schedule.nextDue();
    if (due === undefined || now - Math.max(due, this.takenAt) < queueToldAfterMs) return;
    this.queueTold = true;
    this.deps.onQueue(this.followed.size, this.limit.inFlight);
  }

  private waitMs(): number | undefined {
    const now = this.deps.clock.now();
    const rest = this.deps.rest.left(now);
    if (rest > 0) return rest;
    if (!this.limit.allows(now)) return this.limit.nextHungMs(now);
    const due = this.schedule.nextDue();
    return due === undefined ? undefined : Math.max(0, due - now);
  }

  private async read(followed: Followed): Promise<void> {
    const { clock, signal, fetch } = this.deps;
    const finish = this.limit.start(clock.now());
    try {
      const report = await followed.reader.read((since) => fetch(followed.host.id, since));
      finish({ now: clock.now(), overloaded: false });
      this.accept(followed, report);
    } catch (error) {
      finish({ now: clock.now(), overloaded: isOverload(error) });
      if (signal.aborted) return;
      if (!(error instanceof Failure)) this.broken = error;
      else this.acceptFailure(followed, error);
    }
  }

  private accept(followed: Followed, report: ReadReport): void {
    const { host } = followed;
    const now = this.deps.clock.now();
    followed.failures = 0;
    followed.answeredAt = now;
    if (report.fresh) followed.printedAt = now;
    this.heedSilence(followed, report.silence, now);
    if (report.ending !== null) {
      if (report.ending.loss !== null) this.deps.onGap(host, report.ending.loss);
      this.finish(followed, report.ending);
    } else if (this.isOverdue(followed, now)) {
      const span = durationInWords(this.patienceMs(followed));
      this.giveUp(
        followed,
        `it has ended, and the server has called its output unfinished for ${span}`,
      );
    } else if (report.endedButPartly) {
      this.schedule.later(host.id, now, 'ended');
    } else {
      const delay = readDelayMs(now - followed.printedAt, this.followed.size);
      this.schedule.later(host.id, now + delay, report.fresh ? 'active' : 'quiet');
    }
  }

  /**
   * An ended host is complete at once; where it is not, new output is all that may keep a follow
   * waiting.
   */
  private isOverdue(followed: Followed, now: number): boolean {
    if (!followed.ended && !this.closed) return false;
    followed.overdueSince ??= now;
    const since = Math.max(followed.overdueSince, followed.printedAt);
    return now - since >= this.patienceMs(followed);
  }

  private patienceMs({ mute }: Followed): number {
    const { giveUpAfterMs } = this.deps;
    return mute ? Math.min(mutePatienceMs, giveUpAfterMs) : giveUpAfterMs;
  }

  private giveUp(followed: Followed, reason: string): void {
    followed.reader.leave();
    if (!followed.mute) this.deps.onGap(followed.host, reason);
    this.finish(followed, { exit_code: null, last_line: null, loss: null });
  }

  private heedSilence(followed: Followed, silence: string | null, now: number): void {
    this.schedule.setSilent(followed.group, silence !== null);
    if (silence === null) {
      if (followed.silenceTold) this.deps.onSpeech(followed.host);
      followed.silentSince = null;
      followed.silenceTold = false;
      return;
    }
    followed.silentSince ??= now;
    if (followed.silenceTold || now - followed.silentSince < briefSilenceMs) return;
    followed.silenceTold = true;
    this.deps.onSilence(followed.host, silence);
  }

  private acceptFailure(followed: Followed, error: Failure): void {
    const { clock, random, rest, giveUpAfterMs } = this.deps;
    const now = clock.now();
    if (error.kind === 'not_logged_in') {
      this.broken = error;
      return;
    }
    if (!isPassing(error) || now - followed.answeredAt >= this.patienceMs(followed)) {
      this.giveUp(followed, `its output could not be read: ${error.message}`);
      return;
    }
    const left = followed.answeredAt + giveUpAfterMs - now;
    rest.take(now, Math.min(left, requestedDelayMs(error) ?? 0));
    const delay = Math.min(left, retryDelayMs(error, ++followed.failures, random));
    this.schedule.later(followed.host.id, now + delay, 'active');
  }

  private finish(followed: Followed, ending: HostEnding): void {
    const { host } = followed;
    this.followed.delete(host.id);
    this.schedule.remove(host.id);
    this.done.add(host.id);
    this.deps.onEnding(host, ending);
  }
}

/** The server asks for less: 429 and 503. */
function isOverload(error: unknown): boolean {
  return error instanceof Failure && (error.httpStatus === 429 || error.httpStatus === 503);
}
