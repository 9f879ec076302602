import { setMaxListeners } from 'node:events';
import type { Connection } from '../api/connection.ts';
import { readHostOutput } from '../api/endpoints/host-output.ts';
import { taskErrors } from '../api/endpoints/tasks.ts';
import { LostContact } from '../api/failures.ts';
import type { Clock } from '../clock.ts';
import { Failure } from '../errors.ts';
import type { EventSink, FollowEvent } from '../jobs/event.ts';
import { type HostRun, type HostState, isFinal } from '../jobs/host-run.ts';
import type { JobCounts, JobDetail, JobInvocation } from '../jobs/job-invocation.ts';
import type { JobResult } from '../jobs/job-result.ts';
import type { CheckpointLog } from './checkpoint.ts';
import type { Tail } from './host-output.ts';
import { HostStates } from './host-states.ts';
import { JobPoller } from './job-poller.ts';
import { nextOccurrence } from './next-occurrence.ts';
import { OutputReader } from './output-reader.ts';
import { type FollowEnd, type Observed, type ResultEnd, resultOf } from './result.ts';
import { RetryBudget } from './retry-budget.ts';
import { ServerPause } from './server-pause.ts';

/** How a job is followed. Times in milliseconds. */
export interface FollowOptions {
  /** Whose output is told line by line: nobody's, everybody's, or that of these host ids. */
  readonly output: 'none' | 'all' | readonly number[];
  /** Only these hosts count: the follow ends with them, and the result is theirs. */
  readonly hosts?: readonly number[];
  /**
   * Of so many failed hosts the output is read to tell exit code and last line, although nobody
   * asked for it.
   */
  readonly explainFailures: number;
  /** Without an answer for so long, the result is `unknown`; likewise for a paused job. */
  readonly giveUpAfterMs: number;
  readonly stallWarningMs: number;
  /** Wait for the server's own status too, which lags up to 15 s behind the hosts. */
  readonly settle: boolean;
  /**
   * The output itself was asked for: where some of it is missing for ever, the follow is no
   * success.
   */
  readonly wholeOutput?: boolean;
  /** Of what a host has printed before, only so much is told. */
  readonly tail?: Tail;
  /** What was told before is not told again, by whichever process (`--resume`). */
  readonly checkpoints?: CheckpointLog;
  /**
   * Resolves when what was told has been taken, `undefined` where it has: output is read no faster
   * than that.
   */
  readonly room?: () => Promise<void> | undefined;
  /** Asked after every change; a sentence ends the follow with exit code 3 and that reason. */
  readonly endWhen?: (progress: Progress) => string | null;
}

/** How far a job is, as far as an early end may depend on it. */
export interface Progress {
  /** Hosts that failed or never ran. */
  readonly failures: number;
  /** `null` = not known yet. */
  readonly total: number | null;
}

/** What a follow needs from outside. */
export interface FollowDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  /** Aborted with a `Failure` to leave the job: the result then has that failure's exit code. */
  readonly signal: AbortSignal;
  /** 0 ≤ n < 1, for the jitter of retries. */
  readonly random: () => number;
}

/**
 * Follows a job to its end and emits what happens; the summary is left to the caller, who may have
 * something to add to the result. Rejects only with what no repetition would cure: the job was
 * deleted, a right or the login was lost.
 */
export function followJob(
  deps: FollowDeps,
  job: JobInvocation | JobDetail,
  options: FollowOptions,
  sink: EventSink,
): Promise<Followed> {
  return new JobFollow(deps, job, options, sink).run();
}

type Untimed<Event> = Event extends unknown ? Omit<Event, 'time' | 'job_id'> : never;

/** How a follow ended, and the result that is. */
export interface Followed {
  readonly end: ResultEnd;
  readonly result: JobResult;
}

class JobFollow {
  private readonly deps: FollowDeps;
  private readonly connection: Connection;
  private readonly options: FollowOptions;
  private readonly sink: EventSink;
  private readonly first: JobInvocation | JobDetail;
  /** Ends everything that is under way: the caller left, or one half of the work failed. */
  private readonly over = new AbortController();
  private readonly shown: ReadonlySet<number> | 'all' | 'none';
  private readonly contact: RetryBudget;
  private readonly board: HostStates;
  private readonly pump: OutputReader;
  private readonly watch: JobPoller;
  private readonly rest = new ServerPause();
  private readonly torn = new Set<string>();
  private end: FollowEnd | null = null;
  private errors: readonly string[] = [];
  private explained = 0;
  private toldAt = Number.NaN;
  private toldTime = '';

  constructor(
    deps: FollowDeps,
    job: JobInvocation | JobDetail,
    options: FollowOptions,
    sink: EventSink,
  ) {
    this.deps = deps;
    this.connection = deps.connection.with({ signal: this.over.signal });
    this.options = options;
    this.sink = sink;
    this.first = job;
    this.shown = typeof options.output === 'string' ? options.output : new Set(options.output);
    const { clock, random } = deps;
    const { giveUpAfterMs, stallWarningMs, settle } = options;
    const { signal } = this.over;
    setMaxListeners(0, signal);
    const onChange = (since: number | null, reason: string | null) =>
      this.tell({ type: 'contact', stale_since: since === null ? null : isoTime(since), reason });
    const { host } = new URL(deps.connection.server);
    this.contact = new RetryBudget({
      clock,
      signal,
      random,
      host,
      giveUpAfterMs,
      rest: this.rest,
      onChange,
    });
    const only = options.hosts === undefined ? null : new Set(options.hosts);
    this.board = new HostStates(only, (host, run) => this.tellHost(host, run));
    this.pump = this.openPump(signal);
    this.watch = new JobPoller(job, {
      ...{ connection: deps.connection, clock, signal, contact: this.contact, board: this.board },
      ...{ giveUpAfterMs, stallWarningMs, settle, partial: only !== null },
      onJob: (next) => {
        this.tell({ type: 'job', job: { ...this.first, ...next } });
        if (this.enoughIn(next.counts) !== null) this.watch.lookAnew();
      },
      onHosts: () => this.endWhenEnough(),
      onStall: (code, message) => this.tell({ type: 'warning', code, message }),
    });
  }

  async run(): Promise<Followed> {
    const { signal } = this.deps;
    const leave = () => this.leave(signal.reason);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    try {
      const end = await this.untilEnd();
      if (end.kind === 'broken') throw end.error;
      return { end, result: resultOf(this.observed(), end) };
    } finally {
      signal.removeEventListener('abort', leave);
      this.pump.leave();
    }
  }

  private leave(reason: unknown): void {
    this.stop(
      reason instanceof Failure
        ? { kind: 'left', failure: reason }
        : { kind: 'broken', error: reason },
    );
  }

  /** Ends everything that is under way. What comes first is why the follow ends. */
  private stop(end: FollowEnd): void {
    if (this.end !== null) return;
    this.end = end;
    this.over.abort(new Error('the follow has ended'));
  }

  /** An error is why the follow ends, unless the end itself is what it tells of. */
  private async untilEnd(): Promise<FollowEnd> {
    try {
      await Promise.all([this.followStates(), this.pump.run()]);
      await this.readWhatIsLeft();
      return this.end ?? { kind: 'finished' };
    } catch (error) {
      if (this.end !== null && error === this.over.signal.reason) return this.end;
      const end = endBy(error);
      this.stop(end);
      return end;
    }
  }

  private async followStates(): Promise<void> {
    const end = await this.watch.untilEnd();
    if (end === 'paused') this.stop({ kind: 'paused' });
    this.pump.close();
  }

  private async readWhatIsLeft(): Promise<void> {
    await this.tellNextOccurrence();
    this.errors = await taskErrors(this.connection, this.watch.job);
  }

  private observed(): Observed {
    const { hosts, wholeOutput } = this.options;
    return {
      job: this.watch.job,
      hosts: this.board.all(),
      partial: hosts !== undefined,
      gaps: wholeOutput === true ? [...this.torn] : undefined,
      errors: this.errors,
    };
  }

  private openPump(signal: AbortSignal): OutputReader {
    const { clock, random, connection } = this.deps;
    const { tail, checkpoints, room } = this.options;
    return new OutputReader({
      ...{ clock, signal, random, giveUpAfterMs: this.options.giveUpAfterMs, rest: this.rest },
      fetch: (id, since) => readHostOutput(connection, this.first.id, id, { since }),
      onLine: (host, line) => this.tell({ type: 'output', host, line }),
      ...(tail && { tail }),
      ...(checkpoints && { checkpoints }),
      ...(room && { room }),
      onQueue: (hosts, atOnce) =>
        this.tell({
          type: 'warning',
          code: 'output_queued',
          message: `output of ${hosts} hosts is read ${atOnce} at a time: lines may come late, none is lost`,
        }),
      onGap: (host, reason) => {
        this.torn.add(host.name);
        this.tell({ type: 'gap', host, reason });
      },
      onSilence: (host, reason) =>
        this.tell({
          type: 'warning',
          code: 'proxy_unreachable',
          message: `${host.name}: its smart proxy does not answer: ${reason}`,
          host,
        }),
      onSpeech: (host) =>
        this.tell({
          type: 'warning',
          code: 'proxy_reachable',
          message: `${host.name}: its smart proxy answers again`,
          host,
        }),
      onEnding: ({ id }, ending) => {
        this.board.end(id, ending);
        if (!this.board.hasEnded(id)) this.watch.hurry();
      },
    });
  }

  private tellHost(host: HostState, run: HostRun | null): void {
    this.tell({ type: 'host', host });
    if (run === null || host.status === 'waiting' || host.status === 'never_ran') return;
    const { id, name, status } = host;
    const urgency = isFinal(status) ? 'ended' : 'active';
    const proxy = run.smart_proxy_name;
    if (this.shown === 'all' || (this.shown !== 'none' && this.shown.has(id))) {
      this.pump.follow({ id, name }, proxy, urgency);
    } else if (status === 'failed' && this.explained < this.options.explainFailures) {
      this.explained++;
      this.pump.follow({ id, name }, proxy, urgency, true);
    }
  }

  /** Only after a look at the hosts, so that the result can name those that failed. */
  private endWhenEnough(): void {
    const reason = this.enoughIn(this.watch.job.counts);
    if (reason !== null) this.stop({ kind: 'condition_met', reason });
  }

  private enoughIn({ failed, total }: JobCounts): string | null {
    const { endWhen } = this.options;
    if (endWhen === undefined) return null;
    const bad = this.board
      .all()
      .filter(({ status }) => status === 'failed' || status === 'never_ran');
    return endWhen({ failures: Math.max(bad.length, failed ?? 0), total });
  }

  private async tellNextOccurrence(): Promise<void> {
    const next = await nextOccurrence(this.connection, this.first);
    if (next === null) return;
    const message = `job ${this.first.id} is one of a series; the next is job ${next}`;
    this.tell({ type: 'warning', code: 'recurring_next', message });
  }

  private tell(event: Untimed<FollowEvent>): void {
    const now = this.deps.clock.now();
    // Many lines come in one answer, and a date made to text costs more than a line.
    if (now !== this.toldAt) {
      this.toldAt = now;
      this.toldTime = isoTime(now);
    }
    if (isProgress(event)) this.watch.moved(now);
    const time = this.toldTime;
    this.sink({ time, job_id: this.first.id, ...event } as FollowEvent);
  }
}

function endBy(error: unknown): FollowEnd {
  return error instanceof LostContact
    ? { kind: 'lost', failure: error }
    : { kind: 'broken', error };
}

/** Warnings and the state of the contact are about the follow, not about the job. */
function isProgress({ type }: Pick<FollowEvent, 'type'>): boolean {
  return type === 'output' || type === 'host' || type === 'job';
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
