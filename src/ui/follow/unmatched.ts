import type { FollowEvent } from '../../jobs/event.ts';
import { isFinal } from '../../jobs/host-run.ts';
import type { OutputLine } from '../../jobs/output.ts';
import { hostCount } from '../../text/counts.ts';
import type { HostPage } from '../compare/host-page.ts';
import { isServerEcho } from '../nouns/host.ts';
import { everyLine, type LineFilter } from './line-filter.ts';

/**
 * True where a filter leaves nothing of what a host printed, and there is nothing else to be told
 * of it.
 */
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
 * `No matching line from 10 of 12 hosts.`: they are counted instead of listed. `null` where there
 * are none.
 */
export function unmatchedText(count: number, of: number): string | null {
  if (count === 0) return null;
  if (count < of) return `No matching line from ${count} of ${hostCount(of)}.`;
  return of === 1 ? 'No matching line.' : `No matching line from any of ${hostCount(of)}.`;
}

/**
 * Which hosts of a followed job have printed a line that matches; all of them where no line is left
 * out.
 */
export interface Matches {
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
