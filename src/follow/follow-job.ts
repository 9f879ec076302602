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

/** How a job is followed. Times in milliseconds. */
export interface FollowOptions {
  /** Whose output is emitted line by line: no host's, every host's, or that of these host ids. */
  readonly output: 'none' | 'all' | readonly number[];
  /** Output is read of hosts that have ended only, which asks no smart proxy. */
  readonly endedOnly?: boolean;
  /** Only these hosts count: the follow ends with them, and the result is theirs. */
  readonly hosts?: readonly number[];
  /**
   * While the job runs, the output of this many failed hosts is read for exit code and last line,
   * although it was not asked for; after its end, that of all within a limit.
   */
  readonly explainFailures: number;
  /** Without a response for this long the result is `unknown`; likewise for a paused job. */
  readonly giveUpAfterMs: number;
  readonly stallWarningMs: number;
  /** Wait for the server's own status too, which lags up to 15 s behind the hosts. */
  readonly settle: boolean;
  /** The output itself was asked for: a follow in which some of it is missing is no success. */
  readonly wholeOutput?: boolean;
  /** Of what a host has printed before, only the last lines are emitted. */
  readonly tail?: Tail;
  /** What was delivered before is not delivered again, by whichever process (`--resume`). */
  readonly checkpoints?: CheckpointLog;
  /**
   * Resolves when the events so far have been taken, `undefined` where they have: output is read no
   * faster than that.
   */
  readonly drained?: () => Promise<void> | undefined;
  /** Hosts whose output is known from before, and is not emitted. */
  readonly knownOutput?: ReadonlySet<number>;
  /** All that a host printed was emitted, or it was given up. */
  readonly onOutputEnd?: (host: ReadHost, ending: HostEnding) => void;
  /** Asked at every poll; a sentence ends the follow with exit code 3 and that reason. */
  readonly endWhen?: (progress: WaitProgress) => string | null;
}

/** What a follow needs from outside. */
interface FollowDeps {
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
): Promise<JobResult> {
  return new JobFollow(deps, job, options, sink).run();
}

/** What both loops need. */
interface Shared extends FollowDeps {
  /** What the server asks of one of them holds for both. */
  readonly pause: ServerPause;
  readonly giveUpAfterMs: number;
  readonly emit: Emit;
}

/** Read 100 at a time. */
const mostExplained = 10_000;

/** Two loops side by side: one polls the states of job and hosts, one reads output. */
class JobFollow {
  private readonly deps: FollowDeps;
  private readonly job: JobInvocation | JobDetail;
  private readonly options: FollowOptions;
  private readonly sink: Emit;
  private readonly timeNow: () => number;
  private readonly shown: ReadonlySet<number> | 'all' | 'none';
  /** Ends everything that is in progress. */
  private readonly over = new AbortController();
  private readonly hosts: HostStates;
  private readonly poller: JobPoller;
  private readonly reader: OutputReader;
  private end: FollowEnd | null = null;
  private explained = 0;
  private hasEnded = false;
  /** Failed hosts whose output was not asked for, and could not be read to explain them. */
  private unexplained = 0;
  /** Names of the hosts that lost output. */
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

  /** An error is why the follow ends, unless it only reports that the follow was stopped. */
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

  /** The job has ended, so these hosts have, too, whatever their rows say. */
  private readLaggingHosts(): void {
    for (const host of this.hosts.unread()) if (!isFinal(host.state.status)) this.readHost(host);
  }

  /** Beyond the limit: that their reasons are unknown is final. */
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

  /** The first end is why the follow ends. */
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

  /** What the output of a host is read for; `null` = not at all. */
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
