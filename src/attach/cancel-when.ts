import { pageHostRuns } from '../api/endpoints/job-hosts.ts';
import { LostResponse } from '../api/failures.ts';
import { limitedAttempts, withRetries } from '../api/http/retry.ts';
import type { Context } from '../cli/context.ts';
import { cancelJobOnce } from '../guards/cancel-job.ts';
import type { EventSink, FollowEvent } from '../jobs/event.ts';
import {
  type FailureCount,
  type FailureThreshold,
  failureThresholdText,
  isReached,
} from '../jobs/job-condition.ts';
import type { JobCounts } from '../jobs/job-invocation.ts';
import { isInconclusive, type JobResult } from '../jobs/job-result.ts';
import { allHostsEnded } from '../jobs/outcome.ts';
import { countedOf, hostCount } from '../text/counts.ts';
import { earlyCancelText, sentText } from '../ui/nouns/cancel-prose.ts';

/** `--cancel-when`: how many failures are too many for a job that is being followed. */
export interface CancelWhen {
  readonly bound: FailureThreshold;
  /** Hosts that were meant, of which a share is taken; `null` = those that the job has. */
  readonly total: number | null;
}

/** Counts failed hosts while a job is followed, and cancels the others once there are too many. */
export interface FailureLimit {
  accept(event: FollowEvent): void;
  /** After the follow: the result, which says what became of the cancel. */
  end(result: JobResult): Promise<JobResult>;
  /** True when the one cancel may have gone out, so that nobody else may send one. */
  readonly hasCancelled: boolean;
  /** Ends what is under way, but for a cancel that was sent. */
  close(): void;
}

/** An interrupt waits so long for the answer to a cancel that is on its way. */
const graceMs = 10_000;
/** Only what the server has certainly not done is sent again. */
const tries = 6;

export const noFailureLimit: FailureLimit = {
  accept: () => undefined,
  end: async (result) => result,
  hasCancelled: false,
  close: () => undefined,
};

/** `tell`: where the events of the follow go; the guard adds its own warnings. */
export function openFailureLimit(
  context: Context,
  jobId: number,
  when: CancelWhen,
  tell: EventSink,
): FailureLimit {
  return new Guard(context, jobId, when, tell);
}

type Answer =
  | { readonly kind: 'had_ended' | 'all_ended' | 'left' }
  | { readonly kind: 'sent'; readonly missed: number }
  /** `lost`: the server may have done it or not. */
  | { readonly kind: 'failed' | 'lost'; readonly why: string };

class Guard implements FailureLimit {
  private readonly context: Context;
  private readonly jobId: number;
  private readonly when: CancelWhen;
  private readonly tell: EventSink;
  private readonly failed = new Set<number>();
  private readonly over = new AbortController();
  private readonly checked: Promise<void>;
  private counts: JobCounts | undefined;
  private met: { readonly text: string; readonly answer: Promise<Answer> } | undefined;
  private answered: Answer | undefined;

  constructor(context: Context, jobId: number, when: CancelWhen, tell: EventSink) {
    this.context = context;
    this.jobId = jobId;
    this.when = when;
    this.tell = tell;
    this.checked = this.warnUnlessAllowed();
  }

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
    this.met = { text, answer: this.cancel(text) };
  }

  close(): void {
    this.over.abort(new Error('the follow is over'));
  }

  async end(result: JobResult): Promise<JobResult> {
    this.close();
    await this.checked;
    if (this.met === undefined) {
      if (isInconclusive(result)) await this.printGone();
      return result;
    }
    const answer = await this.answerWithin(this.met.answer, isInconclusive(result));
    return { ...result, reason: reasonOf(result, this.met.text, answer) };
  }

  private count(): FailureCount {
    const { failed = null, total = null } = this.counts ?? {};
    return { failures: Math.max(this.failed.size, failed ?? 0), total: this.when.total ?? total };
  }

  private async cancel(text: string): Promise<Answer> {
    const met = `${text} (--cancel-when ${failureThresholdText(this.when.bound)})`;
    const ended = this.counts !== undefined && allHostsEnded(this.counts);
    this.warn(
      'cancel_when_met',
      ended
        ? `${met}, but every host of job ${this.jobId} has ended: nothing is left to cancel`
        : `${met}: cancelling the rest of job ${this.jobId}`,
    );
    this.answered = ended ? { kind: 'all_ended' } : await this.send();
    return this.answered;
  }

  private async send(): Promise<Answer> {
    const { clock, runtime } = this.context;
    const { signal } = this.over;
    try {
      const answer = await withRetries(
        { clock, random: runtime.random, signal },
        limitedAttempts(tries),
        () => cancelJobOnce(this.context, this.jobId, { signal }),
      );
      if (answer.kind === 'had_ended') return { kind: 'had_ended' };
      const missed = answer.kind === 'sent' ? answer.missed : 0;
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

  private failedBy(error: unknown): Answer {
    const why = error instanceof Error ? error.message : String(error);
    const isLost = error instanceof LostResponse;
    const message = isLost
      ? `whether job ${this.jobId} is cancelled is not known: ${why}. The cancel is not sent again`
      : `job ${this.jobId} could NOT be cancelled: ${why}`;
    this.warn(isLost ? 'cancel_lost' : 'cancel_failed', message);
    return { kind: isLost ? 'lost' : 'failed', why };
  }

  private async answerWithin(answer: Promise<Answer>, isLeft: boolean): Promise<Answer> {
    if (!isLeft) return answer;
    const patience = new AbortController();
    const late = this.context.clock.sleep(graceMs, patience.signal).then<Answer>(() => ({
      kind: 'lost',
      why: 'the server has not answered the cancel yet',
    }));
    late.catch(() => undefined);
    return Promise.race([answer, late]).finally(() => patience.abort(new Error('answered')));
  }

  /** From 17.1 the server tells before it is needed whether this user may cancel. */
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
        `you may not cancel job ${this.jobId} (missing permission cancel_job_invocations): --cancel-when can only tell`,
      );
    } catch {
      // The cancel itself will tell.
    }
  }

  private async printGone(): Promise<void> {
    const { quiet, format } = this.context.globals;
    const bound = failureThresholdText(this.when.bound);
    const message = `nobody watches job ${this.jobId} any more: --cancel-when ${bound} will not cancel it`;
    this.warn('cancel_when_gone', message);
    if (quiet && (format === 'table' || format === 'plain')) await this.context.warn(message);
  }

  private warn(code: string, message: string): void {
    const time = new Date(this.context.clock.now()).toISOString();
    this.tell({ type: 'warning', time, job_id: this.jobId, code, message });
  }
}

function failuresText({ failures, total }: FailureCount): string {
  return `${countedOf(failures, total, 'host')} failed`;
}

/** What is claimed is what the hosts say: a cancel that was sent may still have come too late. */
function reasonOf(result: JobResult, met: string, answer: Answer): string {
  const limit = result.ended === 'time_limit' ? 'the time limit passed; ' : '';
  const told = isInconclusive(result)
    ? `${limit}${leftText(result, met, answer)}`
    : endText(result, met, answer);
  return result.reason === null ? told : `${told}; ${result.reason}`;
}

function endText({ counts }: JobResult, met: string, answer: Answer): string {
  const stopped = counts.cancelled ?? 0;
  if (answer.kind === 'failed') return `${met}, but the job could NOT be cancelled (${answer.why})`;
  if (stopped > 0 && (answer.kind === 'sent' || answer.kind === 'lost'))
    return `cancelled after ${met}: ${hostCount(stopped)} stopped or never ran`;
  if (answer.kind === 'lost')
    return `${met}; whether the cancel arrived is not known (${answer.why})`;
  const late = answer.kind === 'sent' ? 'its cancel came too late' : 'nothing was left to cancel';
  return `${met}, but ${late}: every host had ended`;
}

function leftText({ job_id }: JobResult, met: string, answer: Answer): string {
  switch (answer.kind) {
    case 'sent':
      return `the cancel of job ${job_id} was sent after ${met}; ${sentText(answer.missed)}`;
    case 'failed':
      return `job ${job_id} goes on: ${met}, but it could NOT be cancelled (${answer.why})`;
    case 'lost':
      return `job ${job_id}: ${met}; whether the cancel arrived is not known (${answer.why})`;
    case 'left':
      return `job ${job_id} goes on: ${met}, and it was left before it could be cancelled`;
    default:
      return `job ${job_id}: ${met}; nothing was left to cancel`;
  }
}
