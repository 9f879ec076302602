import { usageError } from '../../errors.ts';
import type { FollowEvent } from '../../jobs/event.ts';
import { isFinal } from '../../jobs/hosts/host-run.ts';
import type { OutputLine } from '../../jobs/output.ts';
import { hostCount } from '../../text/counts.ts';
import { isServerEcho } from '../nouns/host.ts';
import type { HostPage } from '../nouns/host-page.ts';
import type { Style } from '../terminal/screen.ts';

/** Selects and highlights lines of hosts. Color sequences in a line are ignored. */
export interface LineFilter {
  /** False: all lines are shown unchanged, so that callers can skip the work. */
  readonly isActive: boolean;
  /** Hosts without matching lines are counted at the end, not listed. */
  readonly onlyMatching: boolean;
  /** Messages of the server (stream `debug`): beside the output, as output, or not shown. */
  readonly debug: 'aside' | 'output' | 'none';
  /** Whether a line is shown; its text is unchanged, with or without line end. */
  accepts(line: Pick<OutputLine, 'stream' | 'text' | 'timestamp'>): boolean;
  /** Highlights matches in a line without control sequences. */
  highlighted(text: string, style: Style): string;
}

/** The typed options; patterns are JavaScript regular expressions. */
interface LineFilterOptions {
  /** Show only lines of these streams. */
  readonly streams?: readonly string[];
  /** Show only lines since this time, in milliseconds since 1970, by the smart proxy's clock. */
  readonly since?: number;
  readonly grep?: string;
  readonly exclude?: string;
  readonly highlight?: string;
}

const colorSequence = /(\u001b\[[\d;:]*m)/;
const colorSequences = new RegExp(colorSequence, 'g');

/** Shows every line unchanged. */
export const everyLine: LineFilter = {
  isActive: false,
  onlyMatching: false,
  debug: 'aside',
  accepts: () => true,
  highlighted: (text) => text,
};

/** Creates a filter. Throws a usage `Failure` that names the option with an invalid pattern. */
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
 * A page with the matching lines only, and of those the last `tail`. Messages of the server are
 * kept if they are shown beside the output.
 */
export function filteredPage(page: HostPage, filter: LineFilter, tail?: number): HostPage {
  if (!filter.isActive && tail === undefined) return page;
  const isAside = ({ stream }: OutputLine) => stream === 'debug' && filter.debug === 'aside';
  const kept = page.lines.filter((line) => isAside(line) || filter.accepts(line));
  let surplus = tail === undefined ? 0 : kept.filter((line) => !isAside(line)).length - tail;
  return { ...page, lines: kept.filter((line) => isAside(line) || surplus-- <= 0) };
}

/** Whether no line of a host matches, and there is no other news about it. */
export function isUnmatched(page: HostPage, filter: LineFilter): boolean {
  if (!filter.onlyMatching || page.torn || (page.notice !== null && !page.complete)) return false;
  return !page.lines.some((line) => filter.accepts(line) && isShown(line, filter));
}

/** Whether a line can be shown. The server's message after every failure is shown on request. */
function isShown(
  { stream, text }: Pick<OutputLine, 'stream' | 'text'>,
  { debug }: LineFilter,
): boolean {
  return stream !== 'debug' || debug === 'output' || !isServerEcho(text);
}

/** `No line matches on 10 of 12 hosts.`; `null` if there are none. */
export function unmatchedText(count: number, of: number): string | null {
  if (count === 0) return null;
  if (count < of) return `No line matches on ${count} of ${hostCount(of)}.`;
  return of === 1 ? 'No line matches.' : `No line matches on any of ${hostCount(of)}.`;
}

/** The hosts of a followed job with a matching line; without a filter all hosts. */
interface Matches {
  accept(event: FollowEvent): void;
  has(hostId: number): boolean;
  /** A sentence about the number of ended hosts without a matching line, or `null`. */
  text(): string | null;
}

/** Collects them from events that were already filtered. */
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
