import { pageHostRuns } from '../api/endpoints/job-hosts.ts';
import { LostResponse } from '../api/failures.ts';
import { limitedAttempts, withRetries } from '../api/http/retry.ts';
import type { Context } from '../cli/context.ts';
import { cancelJobOnce } from '../guards/cancel-job.ts';
import type { EventSink, FollowEvent, WarningCode } from '../jobs/event.ts';
import { type FailureCount, failureThresholdText, isReached } from '../jobs/job-condition.ts';
import type { JobCounts } from '../jobs/job-invocation.ts';
import { isInconclusive, type JobResult } from '../jobs/job-result.ts';
import { allHostsEnded } from '../jobs/outcome.ts';
import { countedOf } from '../text/counts.ts';
import { earlyCancelText } from '../ui/nouns/cancel-prose.ts';
import { type CancelWhen, type LimitCancel, limitReason } from './cancel-when.ts';

/** How long an interrupt waits for the response to the cancel. */
const graceMs = 10_000;
/** A cancel is sent again only if the server certainly did not carry it out. */
const tries = 6;

/** Counts failed hosts while a job is followed, and cancels the others at the limit. */
export class FailureLimit {
  private readonly context: Context;
  private readonly jobId: number;
  private readonly when: CancelWhen;
  private readonly sink: EventSink;
  private readonly failed = new Set<number>();
  private readonly over = new AbortController();
  private readonly checked: Promise<void>;
  private counts: JobCounts | undefined;
  private met: { readonly text: string; readonly cancel: Promise<LimitCancel> } | undefined;
  private answered: LimitCancel | undefined;

  /** Warnings go to `sink`, like the events of the follow. */
  constructor(context: Context, jobId: number, when: CancelWhen, sink: EventSink) {
    this.context = context;
    this.jobId = jobId;
    this.when = when;
    this.sink = sink;
    this.checked = this.warnUnlessAllowed();
  }

  /** True if the cancel may have been sent: then no other cancel is allowed. */
  get hasCancelled(): boolean {
    if (this.met === undefined) return false;
    return this.answered === undefined || ['sent', 'failed', 'lost'].includes(this.answered.kind);
  }

  accept(event: FollowEvent): void {
    if (event.type === 'host' && event.host.status === 'failed') this.failed.add(event.host.id);
    else if (event.type === 'job') this.counts = event.job.counts;
    else return;
    if (this.met !== undefined || !isReached(this.when.bound, this.count())) return;
    const text = failuresText(this.count());
    this.met = { text, cancel: this.cancel(text) };
  }

  /** Stops everything except a cancel that was sent. */
  close(): void {
    this.over.abort(new Error('the follow is over'));
  }

  /** To be called after the follow: adds the result of the cancel to the job's result. */
  async conclude(result: JobResult): Promise<JobResult> {
    this.close();
    await this.checked;
    if (this.met === undefined) {
      if (isInconclusive(result)) await this.warnOfEnd();
      return result;
    }
    const cancel = await this.cancelWithin(this.met.cancel, isInconclusive(result));
    const { never_started: _, ...stopped } = result;
    return { ...stopped, reason: limitReason(result, this.met.text, cancel) };
  }

  private count(): FailureCount {
    const { failed = null, total = null } = this.counts ?? {};
    return { failures: Math.max(this.failed.size, failed ?? 0), total: this.when.total ?? total };
  }

  private async cancel(text: string): Promise<LimitCancel> {
    const met = `${text} (--cancel-when ${failureThresholdText(this.when.bound)})`;
    const ended = this.counts !== undefined && allHostsEnded(this.counts);
    this.warn(
      'cancel_when_met',
      ended
        ? `${met}, but every host of job ${this.jobId} has finished: nothing is left to cancel`
        : `${met}: cancelling the rest of job ${this.jobId}`,
    );
    this.answered = ended ? { kind: 'all_ended' } : await this.send();
    return this.answered;
  }

  private async send(): Promise<LimitCancel> {
    const { clock, runtime } = this.context;
    const { signal } = this.over;
    try {
      const cancel = await withRetries(
        { clock, random: runtime.random, signal },
        limitedAttempts(tries),
        () => cancelJobOnce(this.context, this.jobId, { signal }),
      );
      if (cancel.kind === 'had_ended') return { kind: 'had_ended' };
      const missed = cancel.kind === 'sent' ? cancel.missed : 0;
      this.warnOfMissed(missed);
      return { kind: 'sent', missed };
    } catch (error) {
      if (signal.aborted && error === signal.reason) return { kind: 'left' };
      return this.failedBy(error);
    }
  }

  private warnOfMissed(missed: number): void {
    const message = earlyCancelText(`the cancel of job ${this.jobId}`, missed);
    if (message !== null) this.warn('cancel_early', message);
  }

  private failedBy(error: unknown): LimitCancel {
    const why = error instanceof Error ? error.message : String(error);
    const isLost = error instanceof LostResponse;
    const message = isLost
      ? `it is unknown whether job ${this.jobId} is cancelled: ${why}. The cancel is not sent again`
      : `job ${this.jobId} could not be cancelled: ${why}`;
    this.warn(isLost ? 'cancel_lost' : 'cancel_failed', message);
    return { kind: isLost ? 'lost' : 'failed', why };
  }

  private async cancelWithin(cancel: Promise<LimitCancel>, isLeft: boolean): Promise<LimitCancel> {
    if (!isLeft) return cancel;
    const grace = new AbortController();
    const late = this.context.clock.sleep(graceMs, grace.signal).then<LimitCancel>(() => ({
      kind: 'lost',
      why: 'the server has not answered the cancel yet',
    }));
    late.catch(() => undefined);
    return Promise.race([cancel, late]).finally(() => grace.abort(new Error('answered')));
  }

  /** From Remote Execution 17.1 on, the hosts of a job show whether this user may cancel it. */
  private async warnUnlessAllowed(): Promise<void> {
    const { signal } = this.over;
    try {
      const connection = (await this.context.connection()).with({ signal });
      if (!(await connection.capabilities()).hostsPermissions) return;
      const query = { jobEnded: false, perPage: 1, includePermissions: true };
      const once = connection.with({ retry: false });
      const { items } = await pageHostRuns(once, this.jobId, query);
      if (items[0]?.permissions?.cancel_job_invocations !== false) return;
      this.warn(
        'cancel_not_allowed',
        `missing permission cancel_job_invocations: --cancel-when warns, but cannot cancel job ${this.jobId}`,
      );
    } catch {
      // A missing permission shows when the cancel is sent.
    }
  }

  private async warnOfEnd(): Promise<void> {
    const { quiet, format } = this.context.globals;
    const bound = failureThresholdText(this.when.bound);
    const message = `job ${this.jobId} is no longer watched: --cancel-when ${bound} will not cancel it`;
    this.warn('cancel_when_gone', message);
    if (quiet && (format === 'table' || format === 'plain')) await this.context.warn(message);
  }

  private warn(code: WarningCode, message: string): void {
    const time = new Date(this.context.clock.now()).toISOString();
    this.sink({ type: 'warning', time, job_id: this.jobId, code, message });
  }
}

function failuresText({ failures, total }: FailureCount): string {
  return `${countedOf(failures, total, 'host')} failed`;
}
