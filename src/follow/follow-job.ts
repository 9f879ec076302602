import { setMaxListeners } from 'node:events';
import type { Connection } from '../api/connection.ts';
import { readHostOutput } from '../api/endpoints/host-output.ts';
import { nextOccurrence } from '../api/endpoints/job-invocations.ts';
import { taskErrors } from '../api/endpoints/tasks.ts';
import type { Clock } from '../clock.ts';
import type { EventSink } from '../jobs/event.ts';
import { isFinal } from '../jobs/hosts/host-run.ts';
import type { HostState } from '../jobs/hosts/host-state.ts';
import type { WaitProgress } from '../jobs/job-condition.ts';
import type { JobDetail, JobInvocation } from '../jobs/job-invocation.ts';
import type { JobResult } from '../jobs/job-result.ts';
import type { CheckpointLog } from './checkpoint.ts';
import { endedOutputs } from './chunks/ended-outputs.ts';
import {
  type Emit,
  type EventOfJob,
  isProgress,
  stampedEvents,
  timeOfTurn,
  timestampOf,
} from './events.ts';
import type { Tail } from './host-output.ts';
import type { Purpose, ReadHost } from './host-reading.ts';
import { type HostRecord, HostStates } from './host-states.ts';
import { JobPoller } from './job-poller.ts';
import { OutputReader } from './output-reader.ts';
import { endByAbort, endByError, type FollowEnd, type Observed, resultOf } from './result.ts';
import { RetryBudget, ServerPause } from './retry-budget.ts';
import type { HostEnding } from './transcript.ts';

/** How to follow a job. Times are in milliseconds. */
export interface FollowOptions {
  /** The hosts whose output is emitted: none, all, or these host ids. */
  readonly output: 'none' | 'all' | readonly number[];
  /** Read the output of ended hosts only, which needs no smart proxy. */
  readonly endedOnly?: boolean;
  /** Follow only these hosts: the follow ends when they have ended, and its result is theirs. */
  readonly hosts?: readonly number[];
  /**
   * How many failed hosts are read for exit code and last line while the job runs, even if their
   * output is not emitted. After the job has ended, nearly all of them are read.
   */
  readonly explainFailures: number;
  /** The follow ends when the server is silent, or the job paused, for this long. */
  readonly giveUpAfterMs: number;
  readonly stallWarningMs: number;
  /** Also wait for the server's own status, which lags up to 15 s behind the hosts. */
  readonly settle: boolean;
  /** The user wants the output: the follow does not succeed if some of it is missing. */
  readonly wholeOutput?: boolean;
  /** Of output that is older than the follow, emit only the last lines. */
  readonly tail?: Tail;
  /** Continue after what this or an earlier process delivered (`--resume`). */
  readonly checkpoints?: CheckpointLog;
  /**
   * Backpressure: resolves when the receiver has processed all events so far; `undefined` if it
   * has. No output is read meanwhile.
   */
  readonly drained?: () => Promise<void> | undefined;
  /** Hosts whose output is already known and not emitted again. */
  readonly knownOutput?: ReadonlySet<number>;
  /** Called when all output of a host was emitted, or the host was given up. */
  readonly onOutputEnd?: (host: ReadHost, ending: HostEnding) => void;
  /** Called at every poll. A returned sentence ends the follow with that reason. */
  readonly endWhen?: (progress: WaitProgress) => string | null;
}

/** The surroundings of a follow. */
interface FollowDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  /** Abort it with a `Failure` to end the follow; the result then has the exit code of that. */
  readonly signal: AbortSignal;
  /** A random number, 0 ≤ n < 1, for the jitter of retries. */
  readonly random: () => number;
}

/**
 * Follows a job until it ends and emits events. The caller emits the summary, because it may add to
 * the result. Rejects only with errors that a retry cannot cure: the job was deleted, or the user
 * lost a permission or the login.
 */
export function followJob(
  deps: FollowDeps,
  job: JobInvocation | JobDetail,
  options: FollowOptions,
  sink: EventSink,
): Promise<JobResult> {
  return new JobFollow(deps, job, options, sink).run();
}

/** What the two loops of a follow share. */
interface Shared extends FollowDeps {
  /** A pause that the server requests applies to both loops. */
  readonly pause: ServerPause;
  readonly giveUpAfterMs: number;
  readonly emit: Emit;
}

/** The most failed hosts that are read after the end to explain them, 100 in a request. */
const mostExplained = 10_000;

/** A running follow: one loop polls the states of job and hosts, another reads output. */
class JobFollow {
  private readonly deps: FollowDeps;
  private readonly job: JobInvocation | JobDetail;
  private readonly options: FollowOptions;
  private readonly sink: Emit;
  private readonly timeNow: () => number;
  private readonly shown: ReadonlySet<number> | 'all' | 'none';
  /** Aborted when the follow ends: ends all requests in progress. */
  private readonly over = new AbortController();
  private readonly hosts: HostStates;
  private readonly poller: JobPoller;
  private readonly reader: OutputReader;
  private end: FollowEnd | null = null;
  private explained = 0;
  private hasEnded = false;
  /** The number of failed hosts whose reason is unknown because their output was not read. */
  private unexplained = 0;
  /** The names of hosts that lost output. */
  private readonly gaps: string[] = [];
  private errors: readonly string[] = [];

  constructor(
    deps: FollowDeps,
    job: JobInvocation | JobDetail,
    options: FollowOptions,
    sink: EventSink,
  ) {
    this.deps = deps;
    this.job = job;
    this.options = options;
    this.timeNow = timeOfTurn(deps.clock);
    this.sink = stampedEvents(this.timeNow, job.id, sink);
    const { output, hosts } = options;
    this.shown = typeof output === 'string' ? output : new Set(output);
    const only = hosts === undefined ? null : new Set(hosts);
    this.hosts = new HostStates(
      only,
      (host) => this.hostChanged(host),
      () => timestampOf(this.timeNow()),
    );
    const { signal } = this.over;
    setMaxListeners(0, signal);
    const shared: Shared = {
      clock: deps.clock,
      random: deps.random,
      signal,
      connection: deps.connection.with({ signal, retry: false }),
      pause: new ServerPause(),
      giveUpAfterMs: options.giveUpAfterMs,
      emit: (event) => this.emit(event),
    };
    this.poller = this.openPoller(shared);
    this.reader = this.openReader(shared);
  }

  private openPoller(shared: Shared): JobPoller {
    const budget = new RetryBudget({
      ...shared,
      host: new URL(shared.connection.server).host,
      onChange: (since, reason) => {
        const staleSince = since === null ? null : timestampOf(since);
        this.emit({ type: 'contact', stale_since: staleSince, reason });
      },
    });
    return new JobPoller({ ...shared, budget, hosts: this.hosts }, this.job, this.options);
  }

  private openReader(shared: Shared): OutputReader {
    const { tail, checkpoints, drained } = this.options;
    return new OutputReader({
      ...shared,
      tail,
      checkpoints,
      drained,
      fetch: (id, since) => readHostOutput(shared.connection, this.job.id, id, { since }),
      fetchEnded: (ids) => endedOutputs(shared.connection, this.job.id, ids),
      onEnding: (host, ending, isRead) => this.outputEnded(host, ending, isRead),
    });
  }

  async run(): Promise<JobResult> {
    const { signal } = this.deps;
    const leave = () => this.stop(endByAbort(signal.reason));
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    try {
      const end = await this.untilEnd();
      if (end.kind === 'broken') throw end.error;
      return resultOf(this.observed(), end);
    } finally {
      signal.removeEventListener('abort', leave);
      this.reader.abandon();
    }
  }

  /** Runs both loops. An error ends the follow, unless it is only the result of `stop`. */
  private async untilEnd(): Promise<FollowEnd> {
    try {
      await Promise.all([this.pollStates(), this.reader.run()]);
      this.leaveUnread();
      await this.readWhatIsLeft();
      return this.end ?? { kind: 'finished' };
    } catch (error) {
      if (this.end !== null && error === this.over.signal.reason) return this.end;
      const end = endByError(error);
      this.stop(end);
      return end;
    }
  }

  private async pollStates(): Promise<void> {
    const end = await this.poller.run();
    if (end.kind !== 'finished') return this.stop(end);
    if (this.options.endedOnly === true) this.readLaggingHosts();
    this.hasEnded = true;
    for (const host of this.hosts.unread()) if (host.state.status === 'failed') this.readHost(host);
    this.reader.close();
  }

  /** Reads hosts that have ended because the job has, although their rows do not show it yet. */
  private readLaggingHosts(): void {
    for (const host of this.hosts.unread()) if (!isFinal(host.state.status)) this.readHost(host);
  }

  /** Marks failed hosts beyond the limit: their reasons stay unknown. */
  private leaveUnread(): void {
    const cause = { exit_code: null, last_line: null, cause: null };
    for (const { state } of this.hosts.unread()) {
      if (state.status !== 'failed') continue;
      this.unexplained++;
      this.hosts.outputEnded(state.id, cause);
    }
  }

  private async readWhatIsLeft(): Promise<void> {
    const connection = this.deps.connection.with({ signal: this.over.signal });
    const next = await nextOccurrence(connection, this.job);
    if (next !== null) {
      const message = `job ${this.job.id} belongs to a series; the next run is job ${next}`;
      this.emit({ type: 'warning', code: 'recurring_next', message });
    }
    this.errors = await taskErrors(connection, this.poller.job);
  }

  /** Ends the follow; only the first reason counts. */
  private stop(end: FollowEnd): void {
    if (this.end !== null) return;
    this.end = end;
    this.over.abort(new Error('the follow has ended'));
  }

  private observed(): Observed {
    return {
      job: this.poller.job,
      hosts: this.hosts.all(),
      partial: this.hosts.partial,
      gaps: this.options.wholeOutput === true ? this.gaps : undefined,
      errors: this.errors,
      unexplained: this.unexplained,
    };
  }

  private hostChanged(host: HostRecord): void {
    const { status } = host.state;
    this.emit({ type: 'host', host: host.state });
    if (host.ending !== null || (this.options.endedOnly === true && !isFinal(status))) return;
    if (host.reading === null) this.readHost(host);
    else this.reader.readNow(host.reading, isFinal(status) ? 'ended' : 'active');
  }

  private readHost(host: HostRecord): void {
    const { id, name, status } = host.state;
    if (status === 'waiting' || status === 'never_ran') return;
    const purpose = this.purposeFor(host.state);
    if (purpose === null) return;
    const urgency = isFinal(status) ? 'ended' : 'active';
    host.reading = this.reader.add({ id, name }, host.proxy, urgency, purpose);
  }

  /** Why the output of a host is read; `null` = it is not read. */
  private purposeFor({ id, status }: HostState): Purpose | null {
    if (this.isShown(id)) return 'show';
    const most = this.hasEnded ? mostExplained : this.options.explainFailures;
    if (status !== 'failed' || this.explained >= most) return null;
    this.explained++;
    return 'explain';
  }

  private isShown(id: number): boolean {
    if (this.shown === 'none' || this.options.knownOutput?.has(id) === true) return false;
    return this.shown === 'all' || this.shown.has(id);
  }

  private outputEnded(host: ReadHost, ending: HostEnding, isRead: boolean): void {
    this.options.onOutputEnd?.(host, ending);
    if (ending.loss !== null) {
      this.gaps.push(host.name);
      this.emit({ type: 'gap', host, reason: ending.loss });
    } else if (!isRead) this.unexplained++;
    this.hosts.outputEnded(host.id, ending);
    if (!this.hosts.hasEnded(host.id)) this.poller.refreshNow();
  }

  private emit(event: EventOfJob): void {
    if (isProgress(event)) this.poller.noteProgress(this.timeNow());
    this.sink(event);
  }
}
