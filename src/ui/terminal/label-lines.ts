import { sanitise } from './sanitise.ts';
import type { Screen } from './screen.ts';

/**
 * One fact about a thing: its label, and its value or values. `null` and empty lists are left out.
 */
export type LabelLine = readonly [label: string, value: string | readonly string[] | null];

const leastWidth = 12;
const gap = 2;

/**
 * Facts one below the other. On a terminal the labels are dim and the values aligned, further lines
 * of a value stand below its first; elsewhere `label<TAB>value`, one line for each value. Ends with
 * a line break unless there are none.
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
