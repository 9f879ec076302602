import type { FollowEvent } from '../../jobs/event.ts';
import { type HostState, isFinal } from '../../jobs/host-run.ts';
import { hostCount } from '../../text/counts.ts';
import type { Screen } from '../terminal/screen.ts';
import type { FollowState } from './follow-state.ts';
import type { HostLines } from './host-lines.ts';
import type { HostPrefix } from './host-prefix.ts';
import { isSilence, isSpeech } from './silent-hosts.ts';
import { type Matches, openMatches } from './unmatched.ts';
import { warningLine } from './warning-line.ts';

/** Hosts whose end was never explained are told one by one up to here, then counted. */
const mostEndsAtClose = 20;

/** The lines of a followed job as they appear on a terminal, collected until the next frame. */
export interface LineFeed {
  accept(event: FollowEvent): void;
  /** Tells how those hosts ended whose end was not told yet. */
  finish(state: Pick<FollowState, 'tally'>): void;
  /** What came since the last call; the very first text says how names are shortened. */
  take(): string;
}

/** A host stands for its exit line, text for itself. */
type Waiting = Exclude<FollowEvent, { readonly type: 'host' | 'job' }> | HostState | string;

/**
 * Texts are made when they are taken, because names are shortened only when all of them are known.
 */
export function lineFeed(
  prefix: HostPrefix,
  lines: HostLines,
  screen: Screen,
  matches: Matches = openMatches(),
): LineFeed {
  let waiting: Waiting[] = [];
  const ended = new Set<number>();
  let started = false;
  const addEnd = (host: HostState) => {
    if (ended.has(host.id)) return;
    ended.add(host.id);
    waiting.push(host);
  };
  return {
    accept(event) {
      matches.accept(event);
      if (event.type === 'job') return;
      if (event.type === 'output' || event.type === 'host') prefix.know(event.host.name);
      if (event.type !== 'host') waiting.push(event);
      else if (isExplained(event.host) && matches.has(event.host.id)) addEnd(event.host);
    },
    finish({ tally }) {
      const untold = [...tally.hosts()].filter(
        ({ id, status }) => isFinal(status) && !ended.has(id) && matches.has(id),
      );
      for (const host of untold.slice(0, mostEndsAtClose)) addEnd(host);
      const rest = untold.length - mostEndsAtClose;
      if (rest > 0) waiting.push(`${screen.style.dim(`and ${hostCount(rest)} more that ended`)}\n`);
      const unmatched = matches.text();
      if (unmatched !== null) waiting.push(`${screen.style.dim(unmatched)}\n`);
    },
    take() {
      if (waiting.length === 0) return '';
      const domain = prefix.domain();
      let text = '';
      for (const one of waiting) text += waitingText(one, lines, screen);
      waiting = [];
      if (text === '' || started) return text;
      started = true;
      return domain === ''
        ? text
        : `${screen.style.dim(`(host names without ${domain})`)}\n${text}`;
    },
  };
}

function waitingText(one: Waiting, lines: HostLines, screen: Screen): string {
  if (typeof one === 'string') return one;
  if (!('type' in one)) return lines.end(one);
  if (one.type === 'output') return lines.output(one.host.name, one.line);
  if (one.type === 'gap') return lines.note(one.host.name, `output is lost: ${one.reason}`);
  return one.type === 'warning' && !isSilence(one) && !isSpeech(one)
    ? `${warningLine(one.message, screen)}\n`
    : '';
}

/** The engine has read all that this host printed: its exit code or last line is known. */
function isExplained(host: HostState): boolean {
  return isFinal(host.status) && (host.exit_code !== null || host.last_line !== null);
}
