import type { Capabilities } from '../api/capabilities.ts';
import type { Connection } from '../api/connection.ts';
import { allHostRuns } from '../api/endpoints/job-hosts.ts';
import { pollJob } from '../api/endpoints/job-invocations.ts';
import type { Clock } from '../clock.ts';
import type { WaitProgress } from '../jobs/job-condition.ts';
import type { JobDetail, JobInvocation } from '../jobs/job-invocation.ts';
import { allHostsEnded, jobEnded } from '../jobs/outcome.ts';
import { durationInWords } from '../text/counts.ts';
import type { Emit } from './events.ts';
import type { HostStates } from './host-states.ts';
import { hostsDelayMs, type Pace, pollDelayMs, Waker } from './intervals.ts';
import type { FollowEnd } from './result.ts';
import type { RetryBudget } from './retry-budget.ts';

interface PollerDeps {
  /** Uses `signal` and does not retry; `budget` retries. */
  readonly connection: Connection;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly budget: RetryBudget;
  readonly hosts: HostStates;
  readonly emit: Emit;
}

interface PollerOptions {
  /** The poll ends when the job is paused for this many milliseconds. */
  readonly giveUpAfterMs: number;
  readonly stallWarningMs: number;
  /** Also wait until the server updates the job's status. */
  readonly settle: boolean;
  readonly endWhen?: (progress: WaitProgress) => string | null;
}

type PollEnd = Extract<FollowEnd, { kind: 'finished' | 'condition_met' | 'paused' }>;

/** The rows of hosts may be updated this long after the job has ended. */
const rowsMayLagMs = 20_000;
const shortestPollMs = 250;

/** Polls a job and its hosts until they have ended; it causes no calls to smart proxies. */
export class JobPoller {
  /** The job as last read. */
  job: JobInvocation;
  /** The job as given: it may have more than a poll reads, such as targeting and inputs. */
  private readonly first: JobInvocation | JobDetail;
  private readonly deps: PollerDeps;
  private readonly options: PollerOptions;
  private readonly waker: Waker;
  private readonly startedAt: number;
  private fingerprint = '';
  private changedAt: number;
  /** The time of the last change or line of output. */
  private progressAt: number;
  private hostsReadAt = Number.NEGATIVE_INFINITY;
  private hostsStale = true;
  private endedAt: number | undefined;
  private warned: 'paused' | 'stalled' | null = null;

  constructor(deps: PollerDeps, job: JobInvocation | JobDetail, options: PollerOptions) {
    this.deps = deps;
    this.job = job;
    this.first = job;
    this.options = options;
    this.waker = new Waker(deps.clock, deps.signal);
    this.startedAt = deps.clock.now();
    this.changedAt = this.startedAt;
    this.progressAt = this.startedAt;
  }

  /** Notes that the job made progress, e.g. a line of output. */
  noteProgress(now: number): void {
    this.progressAt = now;
    if (this.warned === 'stalled') this.warned = null;
  }

  /** Polls soon, because something has changed, e.g. the output of a host has ended. */
  refreshNow(): void {
    this.hostsStale = true;
    this.waker.wake();
  }

  async run(): Promise<PollEnd> {
    const { connection, budget } = this.deps;
    this.accept(this.job);
    for (;;) {
      if (await this.refreshHosts()) {
        // Checked after the hosts were read, so that the result can name the failed hosts.
        const reason = this.conditionMet();
        if (reason !== null) return { kind: 'condition_met', reason };
      }
      if (this.hasEnded()) return { kind: 'finished' };
      if (this.isPausedTooLong()) return { kind: 'paused' };
      await this.untilNextPoll();
      this.accept(await budget.read(() => pollJob(connection, this.job.id)));
    }
  }

  /** Waits for the next poll. Many hosts may wake the poller, so there is a shortest interval. */
  private async untilNextPoll(): Promise<void> {
    const { clock, signal } = this.deps;
    const polledAt = clock.now();
    await this.waker.wait(pollDelayMs(this.job, this.pace()));
    const left = polledAt + shortestPollMs - clock.now();
    if (left > 0) await clock.sleep(left, signal);
  }

  private accept(job: JobInvocation): void {
    this.job = job;
    const fingerprint = JSON.stringify([job.status, job.task, job.counts]);
    if (fingerprint !== this.fingerprint) {
      this.fingerprint = fingerprint;
      this.changedAt = this.deps.clock.now();
      this.hostsStale = true;
      this.noteProgress(this.changedAt);
      if (job.task?.state !== 'paused') this.warned = null;
      this.deps.emit({ type: 'job', job: { ...this.first, ...job } });
    }
    if (this.conditionMet() !== null) this.hostsReadAt = Number.NEGATIVE_INFINITY;
    this.warnOfStall();
  }

  private warnOfStall(): void {
    const { id, task } = this.job;
    const still = this.deps.clock.now() - this.progressAt;
    if (task?.state === 'paused' && this.warned !== 'paused') {
      this.warn(
        'paused',
        `job ${id} (task ${task.id}) is paused on the server; resume it: rexctl resume ${id}`,
      );
    } else if (
      this.warned === null &&
      still >= this.options.stallWarningMs &&
      task?.state !== 'scheduled'
    ) {
      this.warn('stalled', `nothing has changed in job ${id} for ${durationInWords(still)}`);
    }
  }

  private warn(code: 'paused' | 'stalled', message: string): void {
    this.warned = code;
    this.deps.emit({ type: 'warning', code, message });
  }

  /** Reads the states of the hosts if that is due; returns whether it did. */
  private async refreshHosts(): Promise<boolean> {
    const { connection, clock, signal, budget, hosts } = this.deps;
    if (this.job.task === null) return false;
    const can = await budget.read(() => connection.capabilities());
    signal.throwIfAborted();
    if (!this.hostsAreDue(can)) return false;
    const runs = await budget.read(() => allHostRuns(connection, this.job));
    this.hostsReadAt = clock.now();
    this.hostsStale = false;
    hosts.update(runs);
    return true;
  }

  private hostsAreDue(can: Capabilities): boolean {
    const { hosts, clock } = this.deps;
    const countsEnded = allHostsEnded(this.job.counts) && !hosts.allEnded;
    if (this.hostsReadAt === Number.NEGATIVE_INFINITY || countsEnded || jobEnded(this.job))
      return true;
    const { now, startedAt } = this.pace();
    const delayMs = hostsDelayMs(hosts.size, can, now - startedAt);
    const isTime = clock.now() - this.hostsReadAt >= delayMs;
    return isTime && (this.hostsStale || hosts.someWait || !can.liveCounts);
  }

  private conditionMet(): string | null {
    const { failed, total } = this.job.counts;
    const failures = Math.max(this.deps.hosts.failures, failed ?? 0);
    const ofKinds: WaitProgress['ofKinds'] = (kinds) => this.deps.hosts.ofKinds(kinds);
    return this.options.endWhen?.({ failures, total, ofKinds }) ?? null;
  }

  private hasEnded(): boolean {
    const { hosts, clock } = this.deps;
    const { job } = this;
    if (job.task === null) return true;
    if (hosts.partial && hosts.size > 0 && hosts.allEnded) return true;
    if (jobEnded(job)) {
      this.endedAt ??= clock.now();
      return hosts.allEnded || clock.now() - this.endedAt >= rowsMayLagMs;
    }
    if (hosts.partial || this.options.settle) return false;
    if (hosts.size === 0 || !hosts.allEnded || job.counts.total === null) return false;
    return hosts.size >= job.counts.total || allHostsEnded(job.counts);
  }

  /** A paused task continues only when someone resumes it. */
  private isPausedTooLong(): boolean {
    const stillMs = this.deps.clock.now() - this.changedAt;
    return this.job.task?.state === 'paused' && stillMs >= this.options.giveUpAfterMs;
  }

  private pace(): Pace {
    const { changedAt } = this;
    const now = this.deps.clock.now();
    const started = Date.parse(this.job.task?.started_at ?? '');
    return { now, startedAt: started <= now ? started : this.startedAt, changedAt };
  }
}
