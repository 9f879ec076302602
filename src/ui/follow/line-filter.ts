import { usageError } from '../../errors.ts';
import type { FollowEvent } from '../../jobs/event.ts';
import { isFinal } from '../../jobs/hosts/host-run.ts';
import type { OutputLine } from '../../jobs/output.ts';
import { hostCount } from '../../text/counts.ts';
import { isServerEcho } from '../nouns/host.ts';
import type { HostPage } from '../nouns/host-page.ts';
import type { Style } from '../terminal/screen.ts';

/**
 * Which lines of hosts are shown, and what is marked in them. Colors of a line are not part of
 * what is matched.
 */
export interface LineFilter {
  /** False where every line passes and nothing is marked, so that callers can skip the work. */
  readonly isActive: boolean;
  /** Hosts from which no line passes are counted at the end, not listed. */
  readonly onlyMatching: boolean;
  /**
   * The server's words about a host (stream `debug`): printed beside the output, as output, or
   * not at all.
   */
  readonly debug: 'aside' | 'output' | 'none';
  /** The text is a line as it came, with or without its line end. */
  accepts(line: Pick<OutputLine, 'stream' | 'text' | 'timestamp'>): boolean;
  /** Marks matches in a line that has already been made harmless for the terminal. */
  highlighted(text: string, style: Style): string;
}

/** The options as typed; the patterns are JavaScript regular expressions. */
interface LineFilterOptions {
  /** Only lines of these streams. */
  readonly streams?: readonly string[];
  /**
   * Only lines from this moment on, in epoch milliseconds, by the clock of the host's smart proxy.
   */
  readonly since?: number;
  readonly grep?: string;
  readonly exclude?: string;
  readonly highlight?: string;
}

const colorSequence = /(\u001b\[[\d;:]*m)/;
const colorSequences = new RegExp(colorSequence, 'g');

/** Passes every line unchanged. */
export const everyLine: LineFilter = {
  isActive: false,
  onlyMatching: false,
  debug: 'aside',
  accepts: () => true,
  highlighted: (text) => text,
};

/** Throws a usage `Failure` that names the option whose pattern cannot be read. */
export function compileLineFilter(options: LineFilterOptions): LineFilter {
  const { streams, since = Number.NEGATIVE_INFINITY } = options;
  const grep = compiled('--grep', options.grep, 'u');
  const exclude = compiled('--exclude', options.exclude, 'u');
  const highlight = compiled('--highlight', options.highlight, 'gu');
  if (Object.values(options).every((one) => one === undefined)) return everyLine;
  return {
    isActive: true,
    onlyMatching: Object.entries(options).some(
      ([name, one]) => name !== 'highlight' && one !== undefined,
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
    throw usageError(
      `${option} \`${pattern}\` is not a valid regular expression: ${why.toLowerCase()}`,
    );
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

/**
 * A page without the lines that the filter rejects, and of the others only the last; the
 * server's words about the host stay where they are not asked for as output.
 */
export function filteredPage(page: HostPage, filter: LineFilter, tail?: number): HostPage {
  if (!filter.isActive && tail === undefined) return page;
  const isAside = ({ stream }: OutputLine) => stream === 'debug' && filter.debug === 'aside';
  const kept = page.lines.filter((line) => isAside(line) || filter.accepts(line));
  let surplus = tail === undefined ? 0 : kept.filter((line) => !isAside(line)).length - tail;
  return { ...page, lines: kept.filter((line) => isAside(line) || surplus-- <= 0) };
}

/** True where a filter leaves nothing of what a host printed, and nothing else is known of it. */
export function isUnmatched(page: HostPage, filter: LineFilter): boolean {
  if (!filter.onlyMatching || page.torn || (page.notice !== null && !page.complete)) return false;
  return !page.lines.some((line) => filter.accepts(line) && isShown(line, filter));
}

/** What the server repeats of every failure is shown only where it was asked for. */
function isShown(
  { stream, text }: Pick<OutputLine, 'stream' | 'text'>,
  { debug }: LineFilter,
): boolean {
  return stream !== 'debug' || debug === 'output' || !isServerEcho(text);
}

/**
 * `No line matches on 10 of 12 hosts.`: they are counted instead of listed. `null` where there
 * are none.
 */
export function unmatchedText(count: number, of: number): string | null {
  if (count === 0) return null;
  if (count < of) return `No line matches on ${count} of ${hostCount(of)}.`;
  return of === 1 ? 'No line matches.' : `No line matches on any of ${hostCount(of)}.`;
}

/**
 * Which hosts of a followed job have printed a line that matches; all of them where no line is left
 * out.
 */
interface Matches {
  accept(event: FollowEvent): void;
  has(hostId: number): boolean;
  /** How many of those that have ended have not. */
  text(): string | null;
}

/** The filter has been applied to the events already. */
export function openMatches(filter: LineFilter = everyLine): Matches {
  const ended = new Set<number>();
  const matched = new Set<number>();
  const has = (hostId: number) => !filter.onlyMatching || matched.has(hostId);
  return {
    accept(event) {
      if (event.type === 'host' && isFinal(event.host.status)) ended.add(event.host.id);
      if (event.type === 'output' && isShown(event.line, filter)) matched.add(event.host.id);
    },
    has,
    text: () => unmatchedText([...ended].filter((hostId) => !has(hostId)).length, ended.size),
  };
}
