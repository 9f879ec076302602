import { usageError } from '../errors.ts';

/** So many failed hosts are too many, or enough: `failures>=3`, `failures>=5%`, `first-failure`. */
export type FailureBound =
  /** At least so many hosts. */
  | { readonly kind: 'failures'; readonly least: number }
  /** At least this part of all hosts, in percent. */
  | { readonly kind: 'share'; readonly percent: number };

export interface FailureCount {
  readonly failures: number;
  /** All hosts; `null` as long as nobody knows it, and then no share is reached. */
  readonly total: number | null;
}

/**
 * `null` = the text is no bound of failures at all. Throws a usage `Failure` for one that cannot
 * be, named by `flag`.
 */
export function readFailureBound(flag: string, text: string): FailureBound | null {
  if (text === 'first-failure') return { kind: 'failures', least: 1 };
  const [, amount, sign] = /^failures>=(\d{1,9}(?:\.\d{1,3})?)(%?)$/.exec(text) ?? [];
  return amount === undefined ? null : boundOf(flag, text, Number(amount), sign === '%');
}

function boundOf(flag: string, text: string, amount: number, isShare: boolean): FailureBound {
  if (isShare && amount > 0 && amount <= 100) return { kind: 'share', percent: amount };
  if (!isShare && amount > 0 && Number.isInteger(amount))
    return { kind: 'failures', least: amount };
  throw usageError(
    `${flag} \`${text}\` is not possible: expected ${isShare ? 'more than 0 and at most 100 percent' : 'a whole number, 1 or more'}`,
  );
}

export function isReached(bound: FailureBound, { failures, total }: FailureCount): boolean {
  if (bound.kind === 'failures') return failures >= bound.least;
  return total !== null && total > 0 && failures > 0 && failures * 100 >= bound.percent * total;
}

/** As it was typed. */
export function boundText(bound: FailureBound): string {
  return bound.kind === 'failures' ? `failures>=${bound.least}` : `failures>=${bound.percent}%`;
}
