import { usageError } from '../errors.ts';
import { countedOf } from '../text/counts.ts';
import { setItems } from './hosts/set-items.ts';

/** A number of failed hosts: `failures>=3`, `failures>=5%`, `first-failure`. */
export type FailureThreshold =
  /** At least this number of hosts. */
  | { readonly kind: 'failures'; readonly least: number }
  /** At least this part of all hosts, in percent. */
  | { readonly kind: 'share'; readonly percent: number };

export interface FailureCount {
  readonly failures: number;
  /** All hosts; `null` while it is not known, and then no share is reached. */
  readonly total: number | null;
}

/**
 * `null` = the text is no threshold at all. Throws a usage `Failure` for an impossible one, named
 * by `flag`.
 */
export function parseFailureThreshold(flag: string, text: string): FailureThreshold | null {
  if (text === 'first-failure') return { kind: 'failures', least: 1 };
  const [, amount, sign] = /^failures>=(\d{1,9}(?:\.\d{1,3})?)(%?)$/.exec(text) ?? [];
  return amount === undefined ? null : thresholdOf(flag, text, Number(amount), sign === '%');
}

function thresholdOf(
  flag: string,
  text: string,
  amount: number,
  isShare: boolean,
): FailureThreshold {
  if (isShare && amount > 0 && amount <= 100) return { kind: 'share', percent: amount };
  if (!isShare && amount > 0 && Number.isInteger(amount))
    return { kind: 'failures', least: amount };
  throw usageError(
    `invalid ${flag} \`${text}\`: expected ${isShare ? 'more than 0 and at most 100 percent' : 'a whole number, 1 or more'}`,
  );
}

export function isReached(threshold: FailureThreshold, { failures, total }: FailureCount): boolean {
  if (threshold.kind === 'failures') return failures >= threshold.least;
  return total !== null && total > 0 && failures > 0 && failures * 100 >= threshold.percent * total;
}

/** As it was typed. */
export function failureThresholdText(threshold: FailureThreshold): string {
  return threshold.kind === 'failures'
    ? `failures>=${threshold.least}`
    : `failures>=${threshold.percent}%`;
}

/** What `wait --for` waits for; a threshold counts hosts that failed or never ran. */
export type WaitCondition =
  | { readonly kind: 'done' }
  | FailureThreshold
  /** The end of these hosts, whatever the others do; names, sets, `@FILE` or `-`. */
  | { readonly kind: 'hosts'; readonly names: readonly string[] };

const expected = 'expected done, first-failure, failures>=N, failures>=N% or hosts=NAMES';

/** Throws a usage `Failure` for what is none of these. */
export function parseWaitCondition(text: string): WaitCondition {
  if (text === 'done') return { kind: 'done' };
  const threshold = parseFailureThreshold('--for', text);
  if (threshold !== null) return threshold;
  const typed = /^hosts=(.+)$/s.exec(text)?.[1];
  const names = typed === undefined ? undefined : setItems(typed);
  if (names !== undefined && !names.includes('')) return { kind: 'hosts', names };
  throw usageError(`invalid --for \`${text}\`: ${expected}`);
}

/**
 * Why the wait is over before the job is; `null` = it is not. `failures`: hosts that failed or
 * never ran.
 */
export function reachedText(condition: WaitCondition, count: FailureCount): string | null {
  if (condition.kind !== 'failures' && condition.kind !== 'share') return null;
  if (!isReached(condition, count)) return null;
  const { failures, total } = count;
  return `the condition of --for is met: ${countedOf(failures, total, 'host')} did not succeed`;
}
