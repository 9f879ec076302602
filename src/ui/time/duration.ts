import { usageError } from '../../errors.ts';

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** The longest duration: timers of Node are limited to 2^31 ms. */
const longestMs = 24 * unitMs.d;

/** `10 min`, `2hours`: a number and the name of a unit. */
const inWords = /^(\d+) ?([smhd])(?:ecs?|econds?|ins?|inutes?|rs?|ours?|ays?)$/i;

/**
 * Parses `500ms`, `5s`, `10m`, `2h`, `1d` or combinations such as `1h30m`; returns milliseconds. A
 * number without a unit is refused: it may mean seconds or minutes. Throws a usage `Failure` that
 * names the option.
 */
export function parseDuration(text: string, flag: string): number {
  const milliseconds = durationMs(text);
  if (milliseconds === undefined) {
    const number = text.trim();
    const isBare = /^\d+(?:\.\d+)?$/.test(number);
    const [, amount, unit] = inWords.exec(number) ?? [];
    throw usageError(
      `invalid ${flag} \`${text}\`: expected a number and a unit, such as 5s, 10m or 2h`,
      isBare
        ? `did you mean ${number}s or ${number}m?`
        : amount && unit && `did you mean ${amount}${unit.toLowerCase()}?`,
    );
  }
  if (milliseconds > longestMs) throw usageError(`invalid ${flag} \`${text}\`: the maximum is 24d`);
  return milliseconds;
}

/** Like `parseDuration`, but without a limit; `undefined` for other text. */
export function durationMs(text: string): number | undefined {
  const word = text.trim().toLowerCase();
  if (word === '' || !joinedUnits.test(word)) return undefined;
  let sum = 0;
  for (const [, amount = '0', unit = 's'] of word.matchAll(/([\d.]+)(ms|[smhd])/g)) {
    sum += Number(amount) * unitMs[unit as keyof typeof unitMs];
  }
  return Math.round(sum);
}

/** Each unit once, the longest first: `1s2m` is probably a typo. */
const joinedUnits = new RegExp(
  `^${['d', 'h', 'm', 's', 'ms'].map((unit) => `(?:\\d{1,9}(?:\\.\\d{1,3})?${unit})?`).join('')}$`,
);

/** The time of a running clock: `00:41`, `1:02:03`. */
export function elapsedText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = `${String(m).padStart(2, '0')}:${String(s).padStart(2, '0')}`;
  return h > 0 ? `${h}:${tail}` : tail;
}

/** A duration in a sentence: `58 s`, `12 min 5 s`, `3 h 20 min`, `2 d 4 h`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ] as const;
  const first = units.findIndex(([, size]) => seconds >= size);
  const parts = units.slice(first, first + 2).map(([name, size], index) => {
    const rest = index === 0 ? seconds : seconds % (units[first]?.[1] ?? 1);
    return [Math.floor(rest / size), name] as const;
  });
  return parts
    .filter(([amount]) => amount > 0)
    .map(([amount, name]) => `${amount} ${name}`)
    .join(' ');
}

/**
 * The duration of a job or host: `12 min 5 s`, or `running for 3 min` if it is running at `now`
 * (milliseconds since 1970). `null` = unknown.
 */
export function durationWords(
  {
    started_at,
    duration_s,
  }: { readonly started_at: string | null; readonly duration_s: number | null },
  now: number | null,
): string | null {
  if (duration_s !== null) return durationText(duration_s * 1000);
  const start = Date.parse(started_at ?? '');
  return now === null || Number.isNaN(start) ? null : `running for ${durationText(now - start)}`;
}
