import type { Example } from '../../cli/command.ts';
import { paragraph } from './help-lines.ts';

/** Examples with their meanings: beside them if all fit, else below. */
export function exampleLines(examples: readonly Example[], width: number): readonly string[] {
  const widest = Math.max(...examples.map(([line]) => line.length));
  const beside = examples.map(([line, meaning]) => `  ${line.padEnd(widest)}  ${meaning}`);
  if (beside.every(({ length }) => length <= width)) return beside;
  return examples.flatMap(([line, meaning]) => [
    ...brokenLine(line, width),
    ...paragraph(meaning, width, ' '.repeat(6)),
  ]);
}

/** A word of a command line; blanks in quotes are part of it. */
const shellWord = /(?:[^\s"'\\]|\\.|"(?:\\.|[^"\\])*"|'[^']*')+/g;

/** Breaks a command line into lines that a shell reads as one. */
export function brokenLine(line: string, width: number): readonly string[] {
  const room = width - ' \\'.length;
  const lines: string[] = [];
  let open = '  ';
  for (const part of width < line.length + open.length ? partsOf(line, room) : [line]) {
    if (open.trim() !== '' && open.length + 1 + part.length > room) {
      lines.push(`${open} \\`);
      open = '    ';
    }
    open += open.trim() === '' ? part : ` ${part}`;
  }
  return [...lines, open];
}

/**
 * Splits a command line into options with their values, or words if these are too long for a line.
 */
function partsOf(line: string, room: number): readonly string[] {
  const parts: string[][] = [];
  for (const word of line.match(shellWord) ?? []) {
    if (parts.length === 0 || /^[-|>]/.test(word)) parts.push([word]);
    else parts.at(-1)?.push(word);
  }
  return parts.flatMap((part) => (part.join(' ').length + 4 <= room ? part.join(' ') : part));
}
