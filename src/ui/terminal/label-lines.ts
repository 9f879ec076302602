import { sanitise } from './sanitise.ts';
import type { Screen } from './screen.ts';

/** A fact: label and value or values. Facts with `null` or an empty list are omitted. */
export type LabelLine = readonly [label: string, value: string | readonly string[] | null];

const leastWidth = 12;
const gap = 2;

/**
 * Facts, one on each line. On a terminal labels are dim and values are aligned, also those with
 * several lines; elsewhere each value has a line `label<TAB>value`. Ends with a line break, unless
 * empty.
 */
export function labelLines(lines: readonly LabelLine[], screen: Screen): string {
  const shown = lines.map(([label, value]) => [label, valuesOf(value)] as const);
  const labels = shown.filter(([, values]) => values.length > 0).map(([{ length }]) => length);
  const width = Math.max(leastWidth, ...labels.map((length) => length + gap));
  return shown
    .flatMap(([label, values]) =>
      values.map((one, at) => line({ label, isFirst: at === 0, width }, one, screen)),
    )
    .join('');
}

function valuesOf(value: string | readonly string[] | null): readonly string[] {
  if (value === null) return [];
  return typeof value === 'string' ? [value] : value;
}

interface Label {
  readonly label: string;
  readonly isFirst: boolean;
  readonly width: number;
}

function line({ label, isFirst, width }: Label, value: string, screen: Screen): string {
  const text = sanitise(value, { color: screen.style.level > 0 });
  if (!screen.isTerminal)
    return `${label}\t${text.replaceAll('\n', '\\n').replaceAll('\t', ' ')}\n`;
  const indent = ' '.repeat(width);
  return `${screen.style.dim((isFirst ? label : '').padEnd(width))}${text.replaceAll('\n', `\n${indent}`)}\n`;
}
