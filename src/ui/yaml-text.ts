import { stringify } from 'yaml';
import type { JsonObject } from './field-path.ts';

/** In a module of its own: bundlers give a package like this its names only where it is imported by name. */
export function yamlText(document: unknown): string {
  return stringify(document, { compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false });
}

/** The same text as of `{ hosts: [row] }` without its first line. Lines of hosts, by far the most, are made here. */
export function yamlItem(row: JsonObject): string {
  const { output, ...head } = row;
  const lastKey = Object.keys(row).at(-1);
  if (lastKey !== 'output' || !Array.isArray(output) || output.length === 0 || Object.keys(head).length === 0)
    return indented(yamlText([row]), '  ');
  const lines = output.map((line) => plainLine(line) ?? indented(yamlText([line]), '      '));
  return `${indented(yamlText([head]), '  ')}    output:\n${lines.join('')}`;
}

/** The pieces of a document as an item of a list below the document's first level. */
export function* yamlItemOf(pieces: Iterable<string>): Generator<string> {
  let dash = '  - ';
  for (const piece of pieces) {
    yield dash + indented(piece, '    ').slice(dash === '' ? 0 : 4);
    dash = '';
  }
}

/** What YAML writes as a block of one line, whatever stands in it. */
const blockOfOneLine = /^[!-~][ -~]*\n$/;
const streams: ReadonlySet<unknown> = new Set(['stdout', 'stderr', 'debug']);

/** A line of a host where nothing needs quotes; else `null`. */
function plainLine(line: JsonObject): string | null {
  const { stream, text, timestamp, late, ...more } = line;
  if (!streams.has(stream) || typeof late !== 'boolean' || Object.keys(more).length > 0) return null;
  if (typeof text !== 'string' || !blockOfOneLine.test(text)) return null;
  if (typeof timestamp !== 'number' || !/^\d+(?:\.\d+)?$/.test(String(timestamp))) return null;
  return `      - stream: ${stream}\n        text: |\n          ${text}        timestamp: ${timestamp}\n        late: ${late}\n`;
}

function indented(text: string, by: string): string {
  return text.replaceAll(/^(?=[^\n])/gm, by);
}
