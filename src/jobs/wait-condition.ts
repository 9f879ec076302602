import { usageError } from '../errors.ts';
import {
  type FailureBound,
  type FailureCount,
  isReached,
  readFailureBound,
} from './failure-bound.ts';

/** What `wait --for` waits for; a bound counts hosts that failed or never ran. */
export type WaitCondition =
  | { readonly kind: 'done' }
  | FailureBound
  /** The end of these hosts, whatever the others do; names, sets, `@FILE` or `-`. */
  | { readonly kind: 'hosts'; readonly names: readonly string[] };

const expected = 'expected done, first-failure, failures>=N, failures>=N% or hosts=NAME,NAME';

/** Throws a usage `Failure` for what is none of these. */
export function parseWaitCondition(text: string): WaitCondition {
  if (text === 'done') return { kind: 'done' };
  const bound = readFailureBound('--for', text);
  if (bound !== null) return bound;
  const names = /^hosts=(.+)$/
    .exec(text)?.[1]
    ?.split(/,(?![^[\]]*\])/)
    .map((name) => name.trim());
  if (names !== undefined && !names.includes('')) return { kind: 'hosts', names };
  throw usageError(`--for \`${text}\` is nothing to wait for: ${expected}`);
}

/**
 * Why the waiting is over before the job is; `null` = go on. `failures`: hosts that failed or never
 * ran; `total`: `null` as long as nobody knows it, and then no share is reached.
 */
export function reachedText(condition: WaitCondition, count: FailureCount): string | null {
  if (condition.kind !== 'failures' && condition.kind !== 'share') return null;
  if (!isReached(condition, count)) return null;
  const { failures, total } = count;
  const all = total === null ? '' : ` of ${total}`;
  const hosts = (total ?? failures) === 1 ? 'host' : 'hosts';
  return `${failures}${all} ${hosts} did not succeed, which was waited for`;
}
