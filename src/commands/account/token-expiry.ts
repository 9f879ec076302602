import { dayMs } from '../../clock.ts';
import { usageError } from '../../errors.ts';
import { durationMs } from '../../ui/time/duration.ts';

/** The default lifetime of a new token. */
export const usualDays = 90;

const longestDays = 3650;

/** The value of `--expires` in milliseconds; `Infinity` = never. Throws a usage `Failure`. */
export function tokenLife(text: string): number {
  if (text === 'never') return Number.POSITIVE_INFINITY;
  const life = durationMs(text);
  if (life === undefined || life < 60_000)
    throw usageError(`invalid --expires \`${text}\`: expected a time such as 90d, or never`);
  if (life > longestDays * dayMs)
    throw usageError(
      `invalid --expires \`${text}\`: the maximum is ${longestDays}d`,
      'for a token that does not expire: --expires never',
    );
  return life;
}
