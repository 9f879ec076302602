import type { Clock } from '../../clock.ts';
import type { FollowEvent } from '../../jobs/event.ts';
import { isFinal } from '../../jobs/hosts/host-run.ts';
import type { HostState } from '../../jobs/hosts/host-state.ts';
import { counted } from '../../text/counts.ts';
import { pendingWrites } from '../terminal/batch-writer.ts';
import { iconsOf } from '../terminal/icons.ts';
import type { Io } from '../terminal/io.ts';
import { type Screen, screenOf } from '../terminal/screen.ts';
import { finalMessage, printFinalMessage } from './final-message.ts';
import { type HostLines, hostLines, openHostPrefix } from './host-lines.ts';
import { openMatches } from './line-filter.ts';
import { framePacer, openLiveBlock } from './live-block.ts';
import { staleNotices, warningLine } from './notices.ts';
import { countsLine } from './progress-lines.ts';
import {
  isProxyReachable,
  isProxyUnreachable,
  openProgressState,
  type ProgressState,
} from './progress-state.ts';
import type { FollowPrinter, FollowView } from './view.ts';

/**
 * Followed output on a terminal: lines of hosts on standard output and below them, if standard
 * error is the same terminal, a status line, which is erased while lines are written.
 */
export async function terminalOutput(
  view: FollowView,
  io: Io,
  clock: Clock,
): Promise<FollowPrinter> {
  const state = openProgressState(view);
  const base = await screenOf(io.out, io, clock);
  const live = io.err.isTerminal && !view.quiet;
  const buffer = openLineBuffer(view, base, state.domain);
  const block = live ? openLiveBlock(io.err, iconsOf(base).ellipsis) : undefined;
  const pending = pendingWrites();
  const screen = (): Screen => ({ ...base, columns: io.err.columns, now: clock.now() });
  const print = () => {
    const text = buffer.take();
    if (text === '') return;
    block?.clear();
    pending.add(io.out.write(text));
  };
  const pacer = framePacer(clock, () => {
    print();
    block?.draw(outputBlock(state, screen()));
  });
  const close = () => {
    pacer.stop();
    print();
    block?.close();
  };
  return {
    accept(event) {
      state.accept(event);
      buffer.accept(event);
      pacer.request();
    },
    drained: pending.drained,
    pause: async () => close(),
    async end() {
      buffer.finish(state);
      close();
      const ending = state.ending();
      if (ending === undefined || view.silentEnd === true) return;
      if (live) await io.err.write(`\n${finalMessage(ending, screen())}`);
      else await printFinalMessage(view, ending, io, clock);
    },
    abort: close,
  };
}

function outputBlock(state: ProgressState, screen: Screen): string[] {
  const line = countsLine(state.tally.counts(), state.elapsedMs(screen.now), screen);
  return [line, ...staleNotices(state, screen)];
}

/** The most hosts without an explanation that are listed at the end; others are counted. */
const maxEndsAtClose = 20;

/** Collects the lines of a followed job until the next frame. */
interface LineBuffer {
  accept(event: FollowEvent): void;
  /** Adds the ends of hosts that were not printed yet. */
  finish(state: Pick<ProgressState, 'tally'>): void;
  /** The text since the last call; the first one begins with a line about shortened names. */
  take(): string;
}

/** A host state is printed as exit line, a string unchanged. */
type Buffered = Exclude<FollowEvent, { readonly type: 'host' | 'job' }> | HostState | string;

/** Creates the text when it is taken: names are shortened when all of them are known. */
function openLineBuffer(view: FollowView, screen: Screen, domainOf: () => string): LineBuffer {
  const named = view.namesHosts === true || view.hostCount !== 1;
  const prefix = openHostPrefix(screen, { named, domainOf });
  const lines = hostLines(prefix, screen, view);
  const matches = openMatches(view.filter);
  const printedEnds = new Set<number>();
  let buffered: Buffered[] = [];
  let started = false;
  const addEnd = (host: HostState) => {
    if (printedEnds.has(host.id)) return;
    printedEnds.add(host.id);
    buffered.push(host);
  };
  return {
    accept(event) {
      matches.accept(event);
      if (event.type === 'job') return;
      if (event.type === 'output' || event.type === 'host') prefix.know(event.host.name);
      if (event.type !== 'host') buffered.push(event);
      else if (isExplained(event.host) && matches.has(event.host.id)) addEnd(event.host);
    },
    finish({ tally }) {
      const unprinted = [...tally.hosts()].filter(
        ({ id, status }) => isFinal(status) && !printedEnds.has(id) && matches.has(id),
      );
      for (const host of unprinted.slice(0, maxEndsAtClose)) addEnd(host);
      const rest = unprinted.length - maxEndsAtClose;
      if (rest > 0)
        buffered.push(`${screen.style.dim(`and ${counted(rest, 'more host')} that finished`)}\n`);
      const unmatched = matches.text();
      if (unmatched !== null) buffered.push(`${screen.style.dim(unmatched)}\n`);
    },
    take() {
      if (buffered.length === 0) return '';
      const heading = prefix.heading();
      let text = '';
      for (const one of buffered) text += bufferedText(one, lines, screen);
      buffered = [];
      if (text === '' || started) return text;
      started = true;
      return heading + text;
    },
  };
}

function bufferedText(one: Buffered, lines: HostLines, screen: Screen): string {
  if (typeof one === 'string') return one;
  if (!('type' in one)) return lines.end(one);
  if (one.type === 'output') return lines.output(one.host.name, one.line);
  if (one.type === 'gap') return lines.note(one.host.name, `output is lost: ${one.reason}`);
  return one.type === 'warning' && !isProxyUnreachable(one) && !isProxyReachable(one)
    ? `${warningLine(one.message, screen)}\n`
    : '';
}

/** Whether all output of this host was read: its exit code or last line is known. */
function isExplained(host: HostState): boolean {
  return isFinal(host.status) && (host.exit_code !== null || host.last_line !== null);
}
