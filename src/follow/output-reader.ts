import { requestedDelayMs, retryDelayMs } from '../api/http/retry.ts';
import { type Clock, unlessAborted } from '../clock.ts';
import { Failure } from '../errors.ts';
import type { HostOutput } from '../jobs/output.ts';
import { durationInWords } from '../text/counts.ts';
import type { CheckpointLog } from './checkpoint.ts';
import { EndedChunks, type FetchEnded } from './chunks/ended-chunks.ts';
import type { Emit } from './events.ts';
import { HostOutputReader, type ReadReport, type Tail } from './host-output.ts';
import { HostReading, type Moment, type Purpose, type ReadHost } from './host-reading.ts';
import { readDelayMs, Waker } from './intervals.ts';
import { ConcurrencyLimit, type ReadClass, ReadQueue } from './read-queue.ts';
import { isTemporary, type ServerPause } from './retry-budget.ts';
import type { HostEnding } from './transcript.ts';

interface ReaderDeps {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly random: () => number;
  readonly giveUpAfterMs: number;
  readonly pause: ServerPause;
  /** Reads one host's output in one request, without retries. */
  readonly fetch: (hostId: number, since: number | undefined) => Promise<HostOutput>;
  /** Without it, hosts are read one by one. */
  readonly fetchEnded?: FetchEnded;
  readonly emit: Emit;
  /** Called when all output of a host was delivered or, if `isRead` is false, it was given up. */
  readonly onEnding: (host: ReadHost, ending: HostEnding, isRead: boolean) => void;
  readonly tail?: Tail;
  readonly checkpoints?: CheckpointLog;
  /** Resolves when the receiver has processed all events so far; `undefined` if it has. */
  readonly drained?: () => Promise<void> | undefined;
}

/**
 * The most failed hosts that are read one by one after the job's end, on servers that cannot return
 * many at once. Others are given up.
 */
const mostExplainedAlone = 200;
/** A warning is shown when reads wait this long. */
const queueWarningMs = 5000;

/**
 * Reads the output of many hosts, a few at a time, until all of it was read. A host that cannot be
 * read for the whole time limit is given up with a gap; the others continue.
 */
export class OutputReader {
  private readonly deps: ReaderDeps;
  private readonly waker: Waker;
  private readonly queue = new ReadQueue<HostReading>();
  private readonly chunks: EndedChunks;
  private readonly limit = new ConcurrencyLimit();
  /** The hosts whose output is not completely read. */
  private readonly open = new Set<HostReading>();
  private closed = false;
  private explainedAlone = 0;
  private warnedOfQueue = false;
  /** How long a slow receiver held reading back. This time does not count against hosts. */
  private heldMs = 0;
  private heldUntil = Number.NEGATIVE_INFINITY;
  private fatal: { readonly error: unknown } | null = null;

  constructor(deps: ReaderDeps) {
    this.deps = deps;
    this.chunks = new EndedChunks(this.queue, deps.fetchEnded);
    this.waker = new Waker(deps.clock, deps.signal);
  }

  /** Begins to read the output of a host. */
  add(host: ReadHost, proxy: string | null, urgency: ReadClass, purpose: Purpose): HostReading {
    const { giveUpAfterMs } = this.deps;
    const output = this.openOutput(host, purpose);
    const reading = new HostReading(
      { host, proxy, output, purpose, urgency, giveUpAfterMs },
      this.moment(),
    );
    this.open.add(reading);
    this.queue.add(reading);
    this.waker.wake();
    return reading;
  }

  /** Reads a host soon, because it started or ended. */
  readNow(reading: HostReading, urgency: ReadClass): void {
    if (!this.open.has(reading)) return;
    reading.noteState(urgency);
    this.queue.makeDue(reading, this.deps.clock.now(), urgency);
    this.waker.wake();
  }

  /** No more hosts will be added: `run` ends when all output was read. */
  close(): void {
    this.closed = true;
    this.waker.wake();
  }

  /** Ends reading; incomplete last lines are delivered as they are. */
  abandon(): void {
    for (const { output } of this.open) output.close();
  }

  /** Reads until `close` was called and all output was read. */
  async run(): Promise<void> {
    for (;;) {
      await this.eventsTaken();
      this.startReads();
      if (this.fatal !== null) throw this.fatal.error;
      if (this.closed && this.open.size === 0) return;
      await this.waker.wait(this.waitMs());
    }
  }

  private openOutput(host: ReadHost, purpose: Purpose): HostOutputReader {
    if (purpose === 'explain') return new HostOutputReader(() => undefined);
    const { emit, tail, checkpoints } = this.deps;
    return new HostOutputReader((line) => emit({ type: 'output', host, line }), {
      tail,
      restored: checkpoints?.of(host.id),
      onCheckpoint: (checkpoint) => checkpoints?.record(host.id, checkpoint),
    });
  }

  /** Waits for a slow receiver; otherwise output would pile up in memory. */
  private async eventsTaken(): Promise<void> {
    const { clock, signal, drained } = this.deps;
    for (let taken = drained?.(); taken !== undefined; taken = drained?.()) {
      const since = clock.now();
      await unlessAborted(taken, signal);
      signal.throwIfAborted();
      this.heldUntil = clock.now();
      this.heldMs += this.heldUntil - since;
    }
  }

  private startReads(): void {
    const now = this.deps.clock.now();
    this.warnOfQueue(now);
    while (this.deps.pause.left(now) === 0 && this.limit.allows(now)) {
      const reading = this.queue.take(now, this.chunks.isAlone);
      if (reading === undefined) return;
      const others = reading.urgency === 'ended' ? this.chunks.take(now, reading) : [];
      const read = others.length === 0 ? this.read(reading) : this.readMany([reading, ...others]);
      void read.finally(() => this.waker.wake());
    }
  }

  private warnOfQueue(now: number): void {
    if (this.warnedOfQueue || this.limit.allows(now)) return;
    const due = this.queue.nextDue();
    if (due === undefined || now - Math.max(due, this.heldUntil) < queueWarningMs) return;
    this.warnedOfQueue = true;
    const message = `reading the output of ${this.open.size} hosts, ${this.limit.inFlight} at a time: lines may be late, none are lost`;
    this.deps.emit({ type: 'warning', code: 'output_queued', message });
  }

  private waitMs(): number | undefined {
    const now = this.deps.clock.now();
    const pause = this.deps.pause.left(now);
    if (pause > 0) return pause;
    if (!this.limit.allows(now)) return this.limit.nextHungMs(now);
    const due = this.queue.nextDue(this.chunks.isAlone);
    return due === undefined ? undefined : Math.max(0, due - now);
  }

  private async read(reading: HostReading): Promise<void> {
    const { clock, signal, fetch } = this.deps;
    if (this.isOneTooMany(reading)) return this.giveUp(reading, 'too many hosts');
    const release = this.limit.start(clock.now());
    try {
      const report = await reading.output.read((since) => fetch(reading.host.id, since));
      release({ now: clock.now(), overloaded: false });
      this.accept(reading, report);
    } catch (error) {
      release({ now: clock.now(), overloaded: isOverload(error) });
      // `run` rejects with the reason of the signal.
      if (signal.aborted) return;
      if (isOfRead(error)) this.acceptFailure([reading], error);
      else this.fatal = { error };
    }
  }

  private isOneTooMany({ purpose }: HostReading): boolean {
    return this.closed && purpose === 'explain' && ++this.explainedAlone > mostExplainedAlone;
  }

  /** Reads ended hosts in one request. */
  private async readMany(readings: readonly HostReading[]): Promise<void> {
    const { clock, signal } = this.deps;
    const release = this.limit.start(clock.now(), readings.length);
    try {
      await this.chunks.read(readings, (found) => {
        release({ now: clock.now(), overloaded: false });
        return this.acceptMany(readings, found);
      });
    } catch (error) {
      release({ now: clock.now(), overloaded: isOverload(error) });
      if (signal.aborted) return;
      if (isOfRead(error)) this.acceptChunkFailure(readings, error);
      else this.fatal = { error };
    }
  }

  /** Delivers the hosts one after the other, as fast as the receiver allows. */
  private async acceptMany(
    readings: readonly HostReading[],
    found: ReadonlyMap<number, HostOutput>,
  ): Promise<void> {
    for (const reading of readings) {
      if (!(await this.untilTaken())) return;
      const output = found.get(reading.host.id);
      if (output === undefined) this.readAlone(reading);
      else this.accept(reading, reading.output.acceptWhole(output.elements));
    }
  }

  /** Waits for a slow receiver; false if it has failed, which is not a failure of the read. */
  private async untilTaken(): Promise<boolean> {
    const { signal, drained } = this.deps;
    try {
      for (let taken = drained?.(); taken !== undefined; taken = drained?.())
        await unlessAborted(taken, signal);
      return true;
    } catch (error) {
      if (!signal.aborted) this.fatal = { error };
      return false;
    }
  }

  private acceptChunkFailure(readings: readonly HostReading[], error: Failure): void {
    if (!this.chunks.isTooMuch(error, readings.length)) this.acceptFailure(readings, error);
    else for (const reading of readings) this.readAlone(reading);
  }

  private readAlone(reading: HostReading): void {
    reading.noteChunkFailure(this.moment());
    this.queue.later(reading, this.deps.clock.now(), 'ended');
  }

  private accept(reading: HostReading, { fresh, silence, ending, ...report }: ReadReport): void {
    const moment = this.moment();
    const { now } = moment;
    reading.noteResponse(fresh, moment);
    this.noteSilence(reading, silence, moment);
    if (ending !== null) this.finish(reading, ending);
    else if (reading.isOverdue(moment, this.closed)) {
      const duration = durationInWords(reading.giveUpAfterMs);
      this.giveUp(
        reading,
        `the host has finished, but for ${duration} the server has reported its output as unfinished`,
      );
    } else if (report.needsFullRead) this.queue.later(reading, now, 'ended');
    else {
      const delay = readDelayMs(reading.quietMs(moment), this.open.size);
      this.queue.later(reading, now + delay, fresh ? 'active' : 'quiet');
    }
  }

  private noteSilence(reading: HostReading, silence: string | null, moment: Moment): void {
    const { host, proxy } = reading;
    this.queue.setSilent(proxy, silence !== null);
    const news = reading.noteSilence(silence !== null, moment);
    if (news === null) return;
    const what = news === 'reachable' ? 'answers again' : `does not answer: ${silence}`;
    const message = `${host.name}: its smart proxy ${what}`;
    this.deps.emit({ type: 'warning', code: `proxy_${news}`, message, host });
  }

  /** Retries hosts after one delay, so that they can be read together again, or gives them up. */
  private acceptFailure(readings: readonly HostReading[], error: Failure): void {
    const { random, pause, giveUpAfterMs } = this.deps;
    const moment = this.moment();
    const isOver = (reading: HostReading) =>
      !isTemporary(error) || reading.failingMs(moment) >= reading.giveUpAfterMs;
    for (const reading of readings.filter(isOver))
      this.giveUp(reading, `the output could not be read: ${error.message}`);
    const others = readings.filter((reading) => this.open.has(reading));
    if (others.length === 0) return;
    const left = giveUpAfterMs - Math.max(...others.map((reading) => reading.failingMs(moment)));
    pause.begin(moment.now, Math.min(left, requestedDelayMs(error) ?? 0));
    const failures = Math.max(...others.map((reading) => reading.noteFailure()));
    const delay = Math.min(left, retryDelayMs(error, failures, random));
    for (const reading of others) this.queue.later(reading, moment.now + delay, 'active');
  }

  private giveUp(reading: HostReading, reason: string): void {
    reading.output.close();
    const loss = reading.purpose === 'show' ? reason : null;
    const unread = { exit_code: null, last_line: null, cause: null, loss, whole: false };
    this.finish(reading, unread, false);
  }

  private moment(): Moment {
    const now = this.deps.clock.now();
    return { now, readingTime: now - this.heldMs };
  }

  private finish(reading: HostReading, ending: HostEnding, isRead = true): void {
    this.open.delete(reading);
    this.queue.remove(reading);
    this.deps.onEnding(reading.host, ending, isRead);
  }
}

/** Whether an error concerns only this read. A lost login ends the whole follow. */
function isOfRead(error: unknown): error is Failure {
  return error instanceof Failure && error.kind !== 'not_logged_in';
}

/** Whether the server is overloaded: 429 or 503. */
function isOverload(error: unknown): boolean {
  return error instanceof Failure && (error.httpStatus === 429 || error.httpStatus === 503);
}
