import { usageError } from '../../errors.ts';
import type { OutputLine } from '../../jobs/output.ts';
import type { Style } from '../terminal/style.ts';

/**
 * Which lines of hosts are shown, and what is marked in them. Colours of a line are not part of
 * what is matched.
 */
export interface LineFilter {
  /** False where every line passes and nothing is marked, so that callers can skip the work. */
  readonly isActive: boolean;
  /** Hosts from which no line passes are counted at the end, not listed. */
  readonly onlyMatching: boolean;
  /**
   * What the server says about a host (stream `debug`): told beside the output, as output, or not
   * at all.
   */
  readonly debug: 'aside' | 'output' | 'none';
  /** The text is a line as it came, with or without its line end. */
  accepts(line: Pick<OutputLine, 'stream' | 'text' | 'timestamp'>): boolean;
  /** Marks matches in a line that has already been made harmless for the terminal. */
  highlighted(text: string, style: Style): string;
}

/** What is wanted, as typed; the patterns are JavaScript regular expressions, one per option. */
export interface LineWishes {
  /** Only lines of these streams. */
  readonly streams?: readonly string[] | undefined;
  /**
   * Only lines from this moment on, in epoch milliseconds, by the clock of the host's smart proxy.
   */
  readonly since?: number | undefined;
  readonly grep?: string | undefined;
  readonly exclude?: string | undefined;
  readonly highlight?: string | undefined;
}

const colorSequence = /(\u001b\[[\d;:]*m)/;
const colorSequences = new RegExp(colorSequence, 'g');

/** Lets everything through unchanged. */
export const everyLine: LineFilter = {
  isActive: false,
  onlyMatching: false,
  debug: 'aside',
  accepts: () => true,
  highlighted: (text) => text,
};

/** Throws a usage `Failure` that names the option whose pattern cannot be read. */
export function compileLineFilter(patterns: LineWishes): LineFilter {
  const { streams, since = Number.NEGATIVE_INFINITY } = patterns;
  const grep = compiled('--grep', patterns.grep, 'u');
  const exclude = compiled('--exclude', patterns.exclude, 'u');
  const highlight = compiled('--highlight', patterns.highlight, 'gu');
  if (Object.values(patterns).every((wish) => wish === undefined)) return everyLine;
  return {
    isActive: true,
    onlyMatching: Object.entries(patterns).some(
      ([name, wish]) => name !== 'highlight' && wish !== undefined,
    ),
    debug: streams === undefined ? 'aside' : streams.includes('debug') ? 'output' : 'none',
    accepts({ stream, text, timestamp }) {
      if (timestamp * 1000 < since || streams?.includes(stream) === false) return false;
      const line = text.replace(/\r?\n$/, '').replaceAll(colorSequences, '');
      return (grep?.test(line) ?? true) && !(exclude?.test(line) ?? false);
    },
    highlighted: (text, style) => (highlight === undefined ? text : marked(text, highlight, style)),
  };
}

function compiled(option: string, pattern: string | undefined, flags: string): RegExp | undefined {
  if (pattern === undefined) return undefined;
  if (pattern === '') throw usageError(`${option} is empty: expected a regular expression`);
  try {
    return new RegExp(pattern, flags);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*: /, '') : '';
    throw usageError(`${option} \`${pattern}\` is not a regular expression: ${why.toLowerCase()}`);
  }
}

function marked(text: string, pattern: RegExp, style: Style): string {
  return text
    .split(colorSequence)
    .map((piece) =>
      piece.startsWith('\u001b')
        ? piece
        : piece.replace(pattern, (match) => (match === '' ? '' : style.inverse(match))),
    )
    .join('');
}
