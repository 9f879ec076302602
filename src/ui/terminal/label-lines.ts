import { sanitise } from './sanitise.ts';
import type { Screen } from './screen.ts';

/**
 * One fact about a thing: its label, and its value or values. `null` and empty lists are left out.
 */
export type LabelLine = readonly [label: string, value: string | readonly string[] | null];

const labelWidth = 12;

/**
 * Facts one below the other. On a terminal the labels are dim and the values aligned, further lines
 * of a value stand below its first; elsewhere `label<TAB>value`, one line for each value. Ends with
 * a line break unless there are none.
 */
export function labelLines(lines: readonly LabelLine[], screen: Screen): string {
  return lines
    .flatMap(([label, value]) =>
      valuesOf(value).map((one, at) => line(at === 0 ? label : '', label, one, screen)),
    )
    .join('');
}

function valuesOf(value: string | readonly string[] | null): readonly string[] {
  if (value === null) return [];
  return typeof value === 'string' ? [value] : value;
}

function line(shown: string, label: string, value: string, screen: Screen): string {
  const text = sanitise(value, { color: screen.style.level > 0 });
  if (!screen.isTerminal)
    return `${label}\t${text.replaceAll('\n', '\\n').replaceAll('\t', ' ')}\n`;
  const indent = ' '.repeat(labelWidth);
  return `${screen.style.dim(shown.padEnd(labelWidth))}${text.replaceAll('\n', `\n${indent}`)}\n`;
}
