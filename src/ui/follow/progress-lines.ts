import { numberText } from '../../text/counts.ts';
import { iconsOf } from '../terminal/icons.ts';
import type { PaintName, Screen } from '../terminal/screen.ts';
import { fitted, widthOf } from '../terminal/width.ts';
import { elapsedText } from '../time/duration.ts';
import type { TallyCounts } from './tally.ts';

/** The widest line, so that counts and clock are close together on a wide terminal. */
const widest = 99;

interface Part {
  readonly text: string;
  readonly paint: PaintName | null;
}

/**
 * ` ███░░  84/120   2 failed · 82 ok · 31 running · 5 waiting      00:41`, less wide than
 * the screen. On a narrow screen the bar shrinks and disappears, then the less important counts.
 * `ratioWidth` aligns several such lines.
 */
export function progressLine(
  counts: TallyCounts,
  elapsedMs: number,
  screen: Screen,
  ratioWidth = 0,
): string {
  const room = Math.min(screen.columns - 1, widest);
  const parts = countedParts(counts);
  const clock = elapsedText(elapsedMs);
  const ratio = ratioText(counts).padStart(ratioWidth);
  for (const [bar, kept] of progressLayouts(screen.columns, parts.length)) {
    const plainBar = bar === 0 || counts.total === null ? '' : `${'x'.repeat(bar)}  `;
    const head = ` ${plainBar}${ratio}   `;
    const gap = room - widthOf(head) - partsWidth(parts, kept, screen) - clock.length;
    if (gap < 2) continue;
    const front = ` ${plainBar === '' ? '' : `${barText(counts, bar, screen)}  `}${ratio}   `;
    return `${front}${partsText(parts, kept, screen)}${' '.repeat(gap)}${screen.style.dim(clock)}`;
  }
  return fitted(` ${ratio}  ${clock}`, room, '');
}

/** ` 2 failed · 82 ok · 31 running · 5 waiting      00:41`, for the block below followed output. */
export function countsLine(counts: TallyCounts, elapsedMs: number, screen: Screen): string {
  const room = Math.min(screen.columns - 1, widest);
  const parts = countedParts(counts);
  const clock = elapsedText(elapsedMs);
  for (let kept = parts.length; kept > 0; kept--) {
    const gap = room - 1 - partsWidth(parts, kept, screen) - clock.length;
    if (gap >= 2)
      return ` ${partsText(parts, kept, screen)}${' '.repeat(gap)}${screen.style.dim(clock)}`;
  }
  return fitted(` ${clock}`, room, '');
}

/** Widths of the bar and numbers of counts to try, best first. */
function* progressLayouts(
  columns: number,
  parts: number,
): Generator<readonly [bar: number, kept: number]> {
  const bar = columns >= 100 ? 31 : 20;
  yield [bar, parts];
  yield [10, parts];
  for (let kept = parts; kept > 0; kept--) yield [0, kept];
}

/** The counts, failures first, without those that are zero. */
function countedParts(counts: TallyCounts): Part[] {
  const all: readonly (readonly [number, string, PaintName | null])[] = [
    [counts.failed, 'failed', 'red'],
    [counts.never_ran, 'never ran', 'red'],
    [counts.cancelled, 'cancelled', 'yellow'],
    [counts.unknown, 'unknown', 'yellow'],
    [counts.succeeded, 'ok', 'green'],
    [counts.running, 'running', null],
    [counts.waiting, 'waiting', 'dim'],
    [counts.pending, 'pending', 'dim'],
  ];
  const parts = all.filter(([count]) => count > 0);
  return parts.map(([count, word, paint]) => ({ text: `${numberText(count)} ${word}`, paint }));
}

function partsWidth(parts: readonly Part[], kept: number, screen: Screen): number {
  return widthOf(
    parts
      .slice(0, kept)
      .map(({ text }) => text)
      .join(iconsOf(screen).dot),
  );
}

function partsText(parts: readonly Part[], kept: number, screen: Screen): string {
  const painted = parts
    .slice(0, kept)
    .map(({ text, paint }) => (paint === null ? text : screen.style[paint](text)));
  return painted.join(iconsOf(screen).dot);
}

/** `84/120`, padded, so that the rest of the line does not move when the count grows. */
export function ratioText({ done, total }: TallyCounts): string {
  if (total === null) return `${numberText(done)} done`;
  const all = numberText(total);
  return `${numberText(done).padStart(all.length)}/${all}`;
}

/** The bar: full only if every host has ended, and not empty if one has. */
function barText(
  { done, failed, never_ran, total }: TallyCounts,
  width: number,
  screen: Screen,
): string {
  const { full, empty } = iconsOf(screen);
  const share = total === null || total === 0 ? 0 : Math.min(1, done / total);
  const filled =
    share === 1
      ? width
      : Math.min(width - 1, Math.max(done > 0 ? 1 : 0, Math.floor(share * width)));
  const paint = failed + never_ran > 0 ? screen.style.yellow : screen.style.green;
  return `${paint(full.repeat(filled))}${screen.style.dim(empty.repeat(width - filled))}`;
}
