import { usageError } from '../errors.ts';
import { alternatives, countedOf } from '../text/counts.ts';
import { type HostFailureKind, hostFailureKinds } from './hosts/host-failure.ts';
import { setItems } from './hosts/set-items.ts';

/** A limit of failed hosts: `failures>=3`, `failures>=5%`, `first-failure`. */
export type FailureThreshold =
  /** At least this number of hosts. */
  | { readonly kind: 'failures'; readonly least: number }
  /** At least this share of all hosts, in percent. */
  | { readonly kind: 'share'; readonly percent: number };

export interface FailureCount {
  readonly failures: number;
  /** The number of all hosts; `null` = unknown, and then no share is reached. */
  readonly total: number | null;
}

/** Parses a threshold; `null` for other text. Throws a usage `Failure` for an impossible one. */
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

/** The threshold as it is typed. */
export function failureThresholdText(threshold: FailureThreshold): string {
  if (threshold.kind === 'share') return `failures>=${threshold.percent}%`;
  return threshold.least === 1 ? 'first-failure' : `failures>=${threshold.least}`;
}

/** A limit of hosts that failed in these ways: `unreachable,timed_out>=3`. */
export interface KindThreshold {
  readonly kind: 'of_kinds';
  readonly kinds: readonly HostFailureKind[];
  readonly threshold: FailureThreshold;
}

/** What `wait --for` waits for. A threshold counts hosts that failed or never ran. */
export type WaitCondition =
  | { readonly kind: 'done' }
  | FailureThreshold
  | KindThreshold
  /** The end of these hosts: names, sets, `@FILE` or `-`. */
  | { readonly kind: 'hosts'; readonly names: readonly string[] };

const expected = 'expected done, first-failure, failures>=N[%], KIND>=N[%] or hosts=NAMES';

/** Parses a condition; throws a usage `Failure` for an invalid one. */
export function parseWaitCondition(text: string): WaitCondition {
  if (text === 'done') return { kind: 'done' };
  const threshold = parseFailureThreshold('--for', text);
  if (threshold !== null) return threshold;
  const ofKinds = parseKindThreshold(text);
  if (ofKinds !== null) return ofKinds;
  const typed = /^hosts=(.+)$/s.exec(text)?.[1];
  const names = typed === undefined ? undefined : setItems(typed);
  if (names !== undefined && !names.includes('')) return { kind: 'hosts', names };
  throw usageError(`invalid --for \`${text}\`: ${expected}`);
}

function parseKindThreshold(text: string): KindThreshold | null {
  const [, words, amount, sign] =
    /^([a-z][a-z_,-]*)>=(\d{1,9}(?:\.\d{1,3})?)(%?)$/.exec(text) ?? [];
  if (words === undefined) return null;
  const kinds = words.split(',').map((word) => kindOf(text, word));
  return {
    kind: 'of_kinds',
    kinds,
    threshold: thresholdOf('--for', text, Number(amount), sign === '%'),
  };
}

function kindOf(text: string, word: string): HostFailureKind {
  const kind = hostFailureKinds.find((known) => known === word.replaceAll('-', '_'));
  if (kind !== undefined) return kind;
  throw usageError(
    `invalid --for \`${text}\`: expected failures, ${alternatives(hostFailureKinds)} before >=`,
  );
}

/** The progress of a job, as far as conditions need it. */
export interface WaitProgress extends FailureCount {
  /** The number of hosts known to have failed in these ways. */
  readonly ofKinds: (kinds: readonly HostFailureKind[]) => number;
}

/** Why the wait ends before the job, in words; `null` = the condition is not met. */
export function reachedText(condition: WaitCondition, progress: WaitProgress): string | null {
  if (condition.kind === 'done' || condition.kind === 'hosts') return null;
  const isOfKinds = condition.kind === 'of_kinds';
  const threshold = isOfKinds ? condition.threshold : condition;
  const failures = isOfKinds ? progress.ofKinds(condition.kinds) : progress.failures;
  const { total } = progress;
  if (!isReached(threshold, { failures, total })) return null;
  const ways = isOfKinds ? ` (${condition.kinds.join(', ').replaceAll('_', ' ')})` : '';
  return `the condition of --for is met: ${countedOf(failures, total, 'host')} did not succeed${ways}`;
}
