import { type Failure, usageError } from '../../errors.ts';
import type { OutputLine } from '../../jobs/output.ts';
import type { Io } from '../terminal/io.ts';
import { oneLine, sanitise } from '../terminal/sanitise.ts';
import { widthOf } from '../terminal/width.ts';
import { type LineTimes, lineTimes } from '../time/timestamps.ts';

/** The fields in a template of `--line-template`. */
export const lineFields = ['time', 'host', 'text', 'stream', 'job', 'attempt'] as const;

type LineField = (typeof lineFields)[number];

/** Formats a line, without line end. */
export type LineTemplate = (values: Readonly<Record<LineField, string>>) => string;

type Part = LineTemplate;

const token = /\{\{|\}\}|\\[nt\\]|\{([^{}]*)\}|[{}]/g;

const literals: Readonly<Record<string, string>> = {
  '{{': '{',
  '}}': '}',
  '\\n': '\n',
  '\\t': '\t',
  '\\\\': '\\',
};

/**
 * Parses a template such as `{time} {host:20} {text}`. A number is the least width in columns;
 * `:>20` aligns to the right. `{{` and `}}` are braces, `\t` is a tab and `\n` a line break. Throws
 * a usage `Failure`.
 */
export function parseLineTemplate(text: string): LineTemplate {
  const parts: Part[] = [];
  let end = 0;
  let fields = 0;
  for (const found of text.matchAll(token)) {
    const [word, field] = found;
    parts.push(literalPart(text.slice(end, found.index)));
    end = found.index + word.length;
    const literal = literals[word];
    if (literal === undefined) fields++;
    parts.push(literal === undefined ? fieldPart(field, found.index, text) : literalPart(literal));
  }
  parts.push(literalPart(text.slice(end)));
  if (fields === 0) throw invalid(text, 'it has no field');
  return (values) => parts.map((part) => part(values)).join('');
}

/** Whether a template names this field. */
export function namesField(text: string, field: LineField): boolean {
  return [...text.matchAll(token)].some(([, found]) => found?.split(':')[0] === field);
}

function literalPart(text: string): Part {
  return () => text;
}

/** The part for a field in braces, or for a brace alone (`undefined`). */
function fieldPart(field: string | undefined, at: number, text: string): Part {
  if (field === undefined) {
    const brace = text[at] ?? '';
    throw invalid(text, `single \`${brace}\` at character ${at + 1}, expected ${brace}${brace}`);
  }
  const [typed = '', format] = field.split(/:(.*)/s, 2);
  const name = lineFields.find((known) => known === typed);
  if (name === undefined) throw invalid(text, `unknown field \`{${typed}}\``);
  if (format === undefined) return (values) => values[name];
  const [, side = '', digits = ''] = /^([<>]?)([1-9]\d{0,2})$/.exec(format) ?? [];
  if (digits === '')
    throw invalid(text, `invalid width \`${format}\` of {${name}}, expected 1 to 999`);
  return (values) => filledUp(values[name], Number(digits), side === '>');
}

function filledUp(text: string, width: number, isRight: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return isRight ? blanks + text : text + blanks;
}

function invalid(text: string, mistake: string): Failure {
  const known = lineFields.map((name) => `{${name}}`).join(', ');
  return usageError(
    `invalid --line-template \`${text}\`: ${mistake}. Nothing was sent`,
    `fields: ${known}`,
  );
}

/** A template for the lines of a job. */
export interface TemplatedLines {
  readonly template: LineTemplate;
  readonly job: { readonly id: number; readonly attempt: number };
}

/**
 * A formatted line with its line end: unchanged text in a pipe, no control sequences on a terminal.
 * `times` formats `{time}`; UTC by default.
 */
export function templatedLine(
  { template, job }: TemplatedLines,
  { isTerminal, colorLevel }: Pick<Io['out'], 'isTerminal' | 'colorLevel'>,
  times: LineTimes = lineTimes('utc', null),
): (name: string, line: OutputLine) => string {
  const shown = (text: string) => (isTerminal ? oneLine(text) : text);
  const fixed = { job: String(job.id), attempt: String(job.attempt) };
  return (name, { text, stream, timestamp }) => {
    const bare = text.replace(/\r?\n$/, '');
    const lines = isTerminal ? sanitise(bare, { color: colorLevel > 0 }).split('\n') : [bare];
    const time = times(timestamp).trim();
    const values = { ...fixed, time, host: shown(name), stream: shown(stream) };
    return lines.map((one) => `${template({ ...values, text: one })}\n`).join('');
  };
}
