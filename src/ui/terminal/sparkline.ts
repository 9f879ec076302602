import type { Screen } from './screen.ts';

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const asciiBars = ['.', ':', '-', '=', '+', '*', '#', '@'];

/** A bar for each value, from 0 to `most`; a blank for `null`. */
export function sparkline(
  values: readonly (number | null)[],
  most: number,
  { unicode }: Pick<Screen, 'unicode'>,
): string {
  const steps = unicode ? bars : asciiBars;
  return values.map((value) => (value === null ? ' ' : barOf(value, most, steps))).join('');
}

function barOf(value: number, most: number, steps: readonly string[]): string {
  const share = most > 0 ? value / most : 0;
  const at = Math.round(share * (steps.length - 1));
  return steps[Math.min(steps.length - 1, Math.max(0, at))] ?? '';
}
