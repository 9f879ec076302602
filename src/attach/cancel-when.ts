import { Option } from '@commander-js/extra-typings';
import { usageError } from '../errors.ts';
import { type FailureThreshold, parseFailureThreshold } from '../jobs/job-condition.ts';
import { isInconclusive, type JobResult } from '../jobs/job-result.ts';
import { numberText } from '../text/counts.ts';
import { sentText } from '../ui/nouns/cancel-prose.ts';

/** `--cancel-when`: how many failures are too many for a job that is followed. */
export interface CancelWhen {
  readonly bound: FailureThreshold;
  /** The number of intended hosts, for limits in percent; `null` = the hosts of the job. */
  readonly total: number | null;
}

export function cancelWhenOptions() {
  return [
    new Option(
      '--cancel-when <bound>',
      'cancel the remaining hosts at this limit: first-failure, failures>=N or failures>=N%',
    ).argParser(parseCancelWhen),
  ] as const;
}

function parseCancelWhen(text: string): FailureThreshold {
  const bound = parseFailureThreshold('--cancel-when', text);
  if (bound !== null) return bound;
  throw usageError(
    `invalid --cancel-when \`${text}\`: expected first-failure, failures>=N or failures>=N%`,
    "quote it, because the shell redirects at >: --cancel-when 'failures>=3'",
  );
}

/** The result of the cancel after the limit was reached. */
export type LimitCancel =
  | { readonly kind: 'sent'; readonly missed: number }
  /** `left`: the command ended before the cancel was sent. */
  | { readonly kind: 'had_ended' | 'all_ended' | 'left' }
  /** `lost`: it is unknown whether the server carried it out. */
  | { readonly kind: 'failed' | 'lost'; readonly why: string };

/**
 * The reason of a result after the limit was reached. It goes by the states of the hosts, because
 * the cancel may have come too late.
 */
export function limitReason(result: JobResult, met: string, cancel: LimitCancel): string {
  const limit = result.ended === 'time_limit' ? 'time limit reached; ' : '';
  const text = isInconclusive(result)
    ? `${limit}${leftText(result, met, cancel)}`
    : endText(result, met, cancel);
  return result.reason === null ? text : `${text}; ${result.reason}`;
}

function endText({ counts }: JobResult, met: string, cancel: LimitCancel): string {
  const stopped = counts.cancelled ?? 0;
  if (cancel.kind === 'failed') return `${met}, but the job could not be cancelled (${cancel.why})`;
  if (stopped > 0 && (cancel.kind === 'sent' || cancel.kind === 'lost'))
    return `cancelled after ${met}: ${numberText(stopped)} cancelled or never ran`;
  if (cancel.kind === 'lost')
    return `${met}; it is unknown whether the server received the cancel (${cancel.why})`;
  const late = cancel.kind === 'sent' ? 'the cancel came too late' : 'nothing was left to cancel';
  return `${met}, but ${late}: every host had finished`;
}

function leftText({ job_id }: JobResult, met: string, cancel: LimitCancel): string {
  switch (cancel.kind) {
    case 'sent':
      return `the cancel of job ${job_id} was sent after ${met}; ${sentText(cancel.missed)}`;
    case 'failed':
      return `job ${job_id} is still running: ${met}, but it could not be cancelled (${cancel.why})`;
    case 'lost':
      return `job ${job_id}: ${met}; it is unknown whether the server received the cancel (${cancel.why})`;
    case 'left':
      return `job ${job_id} is still running: ${met}, but rexctl detached before it could cancel the job`;
    default:
      return `job ${job_id}: ${met}; nothing was left to cancel`;
  }
}
