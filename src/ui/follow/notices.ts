import type { FollowEvent } from '../../jobs/event.ts';
import { numberText } from '../../text/counts.ts';
import { isServerEcho } from '../nouns/host.ts';
import { iconsOf } from '../terminal/icons.ts';
import type { Io } from '../terminal/io.ts';
import { oneLine } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';
import { fitted } from '../terminal/width.ts';
import { durationText } from '../time/duration.ts';
import { warningDocument } from './machine/event-document.ts';
import { isProxyReachable, isProxyUnreachable, type ProgressState } from './progress-state.ts';
import type { FollowView } from './view.ts';

/** A warning on a terminal, without line end: `⚠ the job is paused`. */
export function warningLine(message: string, screen: Screen): string {
  return `${screen.style.yellow(iconsOf(screen).warning)} ${oneLine(message)}`;
}

/** Lines that say since when the view is outdated: the server or smart proxies do not answer. */
export function staleNotices(
  state: Pick<ProgressState, 'stale' | 'silentHosts'>,
  screen: Screen,
): string[] {
  const notices = [serverNotice(state, screen.now), proxyNotice(state, screen.now)].filter(
    (notice) => notice !== null,
  );
  const { warning, ellipsis } = iconsOf(screen);
  return notices.map((notice) =>
    screen.style.yellow(fitted(` ${warning} ${notice}`, Math.max(1, screen.columns - 1), ellipsis)),
  );
}

function serverNotice(state: Pick<ProgressState, 'stale'>, now: number): string | null {
  const stale = state.stale();
  if (stale === null) return null;
  const since = Date.parse(stale.stale_since ?? '');
  const why = stale.reason === null ? '' : `: ${withoutServer(oneLine(stale.reason))}`;
  return `no response from the server for ${durationText(now - since)}, still trying${why}`;
}

/** `connection refused`: the line has little room, and names the server. */
function withoutServer(reason: string): string {
  return reason.replace(/^cannot reach \S+: /, '');
}

function proxyNotice(state: Pick<ProgressState, 'silentHosts'>, now: number): string | null {
  const [first, ...others] = state.silentHosts();
  if (first === undefined) return null;
  const more = others.length === 0 ? '' : ` and ${numberText(others.length)} more`;
  return `no response from the smart proxy of ${oneLine(first.name)}${more} for ${durationText(now - first.since)}`;
}

/** Prints a line after `rexctl: ` on standard error; nothing with `--quiet`. */
export function notePrinter(
  { quiet }: Pick<FollowView, 'quiet'>,
  { err }: Pick<Io, 'err'>,
): (text: string) => Promise<void> {
  return async (text) => {
    if (!quiet) await err.write(`rexctl: ${oneLine(text)}\n`);
  };
}

/**
 * Prints on standard error, for a log: warnings, lost output, lost contact, and messages of the
 * server (stream `debug`). A silent smart proxy is reported once for each host, and again when it
 * answers.
 */
export function logNotices(print: (text: string) => Promise<void>): (event: FollowEvent) => void {
  const silent = new Set<number>();
  return (event) => {
    if (isProxyUnreachable(event)) {
      if (silent.has(event.host.id)) return;
      silent.add(event.host.id);
    } else if (isProxyReachable(event)) silent.delete(event.host.id);
    const text = logNotice(event);
    if (text !== null) void print(text);
  };
}

function logNotice(event: FollowEvent): string | null {
  switch (event.type) {
    case 'warning':
    case 'contact':
      return warningDocument(event).message;
    case 'gap':
      return `${event.host.name}: output is lost: ${event.reason}`;
    case 'output': {
      const { stream, text } = event.line;
      return stream === 'debug' && !isServerEcho(text)
        ? `${event.host.name}: ${text.trimEnd()}`
        : null;
    }
    default:
      return null;
  }
}
