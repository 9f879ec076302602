import { usageError } from '../errors.ts';

/** What `wait --for` waits for. */
export type WaitCondition =
  | { readonly kind: 'done' }
  /** At least so many hosts failed or never ran. */
  | { readonly kind: 'failures'; readonly least: number }
  /** At least this part of all hosts, in percent. */
  | { readonly kind: 'share'; readonly percent: number }
  /** The end of these hosts, whatever the others do. */
  | { readonly kind: 'hosts'; readonly names: readonly string[] };

const expected = 'expected done, first-failure, failures>=N, failures>=N% or hosts=NAME,NAME';

/** Throws a usage `Failure` for what is none of these. */
export function parseWaitCondition(text: string): WaitCondition {
  if (text === 'done') return { kind: 'done' };
  if (text === 'first-failure') return { kind: 'failures', least: 1 };
  const [, amount, sign] = /^failures>=(\d{1,9}(?:\.\d{1,3})?)(%?)$/.exec(text) ?? [];
  if (amount !== undefined) return ofAmount(text, Number(amount), sign === '%');
  const names = /^hosts=(.+)$/
    .exec(text)?.[1]
    ?.split(',')
    .map((name) => name.trim());
  if (names !== undefined && !names.includes('')) return { kind: 'hosts', names };
  throw usageError(`--for \`${text}\` is nothing to wait for: ${expected}`);
}

function ofAmount(text: string, amount: number, isShare: boolean): WaitCondition {
  if (isShare && amount > 0 && amount <= 100) return { kind: 'share', percent: amount };
  if (!isShare && amount > 0 && Number.isInteger(amount)) return { kind: 'failures', least: amount };
  throw usageError(
    `--for \`${text}\` is not possible: expected ${isShare ? 'more than 0 and at most 100 percent' : 'a whole number, 1 or more'}`,
  );
}

/**
 * Why the waiting is over before the job is; `null` = go on. `failures`: hosts that failed or never ran; `total`:
 * `null` as long as nobody knows it, and then no share is reached.
 */
export function reachedText(
  condition: WaitCondition,
  { failures, total }: { readonly failures: number; readonly total: number | null },
): string | null {
  const all = total === null ? '' : ` of ${total}`;
  const hosts = (total ?? failures) === 1 ? 'host' : 'hosts';
  const text = `${failures}${all} ${hosts} did not succeed, which was waited for`;
  if (condition.kind === 'failures') return failures >= condition.least ? text : null;
  if (condition.kind !== 'share' || total === null || total === 0) return null;
  return failures * 100 >= condition.percent * total && failures > 0 ? text : null;
}
