import type { Capabilities } from '../api/capabilities.ts';
import type { Connection } from '../api/connection.ts';
import { allHostRuns } from '../api/endpoints/job-hosts.ts';
import { pollJob } from '../api/endpoints/job-invocations.ts';
import type { Clock } from '../clock.ts';
import type { JobInvocation } from '../jobs/job-invocation.ts';
import { allHostsEnded, jobEnded } from '../jobs/outcome.ts';
import { durationInWords } from '../text/counts.ts';
import type { HostStates } from './host-states.ts';
import { hostsDelayMs, type Pace, pollDelayMs } from './intervals.ts';
import type { RetryBudget } from './retry-budget.ts';
import { Waker } from './waker.ts';

interface WatchDeps {
  /** Ends with `signal`, and retries nothing: that is the contact's work. */
  readonly connection: Connection;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly contact: RetryBudget;
  readonly board: HostStates;
  readonly giveUpAfterMs: number;
  readonly stallWarningMs: number;
  /** Also wait for the server's own status. */
  readonly settle: boolean;
  /** Only some hosts are followed; the end is theirs. */
  readonly partial: boolean;
  /** Counts, status or the state of the task changed; at first always. */
  readonly onJob: (job: JobInvocation) => void;
  /** The states of hosts were read anew. */
  readonly onHosts: () => void;
  readonly onStall: (code: 'paused' | 'stalled', message: string) => void;
}

/** Host rows of an ended job may be a moment behind it. */
const rowsMayLagMs = 20_000;
const shortestRestMs = 250;

/** Looks at a job and its hosts, without asking a smart proxy, until both have ended. */
export class JobPoller {
  job: JobInvocation;
  private readonly deps: WatchDeps;
  private readonly alarm: Waker;
  private readonly startedAt: number;
  private fingerprint = '';
  private changedAt: number;
  /** When the last sign of life came: a change, or a line of output. */
  private movedAt: number;
  private hostsAt = Number.NEGATIVE_INFINITY;
  private hostsStale = true;
  private endedAt: number | undefined;
  private warned: 'paused' | 'stalled' | null = null;

  constructor(job: JobInvocation, deps: WatchDeps) {
    this.job = job;
    this.deps = deps;
    this.alarm = new Waker(deps.clock, deps.signal);
    this.startedAt = deps.clock.now();
    this.changedAt = this.startedAt;
    this.movedAt = this.startedAt;
  }

  /** The job was seen to do something, whatever its record says. */
  moved(now: number): void {
    this.movedAt = now;
    if (this.warned === 'stalled') this.warned = null;
  }

  /** Something is known to have changed, e.g. a host's output has ended. */
  hurry(): void {
    this.hostsStale = true;
    this.alarm.ring();
  }

  /**
   * `paused`: the job's task stands still for longer than the budget; only an operator can make it
   * go on.
   */
  async untilEnd(): Promise<'ended' | 'paused'> {
    const { connection, contact } = this.deps;
    this.accept(this.job);
    for (;;) {
      await this.lookAtHosts();
      if (this.ended()) return 'ended';
      if (this.stalledForGood()) return 'paused';
      await this.rest();
      this.accept(await contact.read(() => pollJob(connection, this.job.id)));
    }
  }

  /** The next look reads the states of hosts, however short ago they were read. */
  lookAnew(): void {
    this.hostsAt = Number.NEGATIVE_INFINITY;
  }

  /**
   * Until it is time to look again, or something happened; never at once, because it may happen to
   * many hosts.
   */
  private async rest(): Promise<void> {
    const { clock, signal } = this.deps;
    const lookedAt = clock.now();
    await this.alarm.wait(this.delayMs());
    const left = lookedAt + shortestRestMs - clock.now();
    if (left > 0) await clock.sleep(left, signal);
  }

  private accept(job: JobInvocation): void {
    this.job = job;
    const fingerprint = JSON.stringify([job.status, job.task, job.counts]);
    if (fingerprint !== this.fingerprint) {
      this.fingerprint = fingerprint;
      this.changedAt = this.deps.clock.now();
      this.hostsStale = true;
      this.moved(this.changedAt);
      if (job.task?.state !== 'paused') this.warned = null;
      this.deps.onJob(job);
    }
    this.warnOfStall();
  }

  private warnOfStall(): void {
    const { clock, onStall, stallWarningMs } = this.deps;
    const { id, task } = this.job;
    const still = clock.now() - this.movedAt;
    if (task?.state === 'paused' && this.warned !== 'paused') {
      this.warned = 'paused';
      onStall(
        'paused',
        `job ${id} is paused on the server; an operator has to resume its task ${task.id}`,
      );
    } else if (this.warned === null && still >= stallWarningMs && task?.state !== 'scheduled') {
      this.warned = 'stalled';
      onStall('stalled', `nothing has changed in job ${id} for ${durationInWords(still)}`);
    }
  }

  private async lookAtHosts(): Promise<void> {
    const { connection, clock, signal, contact, board } = this.deps;
    if (this.job.task === null) return;
    const can = await contact.read(() => connection.capabilities());
    signal.throwIfAborted();
    if (!this.hostsDue(can)) return;
    const runs = await contact.read(() => allHostRuns(connection, this.job));
    this.hostsAt = clock.now();
    this.hostsStale = false;
    board.update(runs);
    this.deps.onHosts();
  }

  private hostsDue(can: Capabilities): boolean {
    const { board, clock } = this.deps;
    if (this.hostsAt === Number.NEGATIVE_INFINITY || this.countsEnded() || jobEnded(this.job))
      return true;
    const { now, startedAt } = this.pace();
    const rested = clock.now() - this.hostsAt >= hostsDelayMs(board.size, can, now - startedAt);
    return rested && (this.hostsStale || board.someWait || !can.liveCounts);
  }

  private countsEnded(): boolean {
    return allHostsEnded(this.job.counts) && !this.deps.board.allEnded;
  }

  private ended(): boolean {
    const { board, settle, partial, clock } = this.deps;
    const { job } = this;
    if (job.task === null) return true;
    if (partial && board.size > 0 && board.allEnded) return true;
    if (jobEnded(job)) {
      this.endedAt ??= clock.now();
      return board.allEnded || clock.now() - this.endedAt >= rowsMayLagMs;
    }
    if (partial || settle || board.size === 0 || !board.allEnded || job.counts.total === null)
      return false;
    return board.size >= job.counts.total || allHostsEnded(job.counts);
  }

  private stalledForGood(): boolean {
    const { clock, giveUpAfterMs } = this.deps;
    return this.job.task?.state === 'paused' && clock.now() - this.changedAt >= giveUpAfterMs;
  }

  private delayMs(): number {
    return pollDelayMs(this.job, this.pace());
  }

  private pace(): Pace {
    const { changedAt } = this;
    const now = this.deps.clock.now();
    const started = Date.parse(this.job.task?.started_at ?? '');
    return { now, startedAt: started <= now ? started : this.startedAt, changedAt };
  }
}
