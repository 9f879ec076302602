import type { Clock } from '../../clock.ts';
import { pendingWrites } from '../terminal/batch-writer.ts';
import type { Io } from '../terminal/io.ts';
import { type Screen, screenOf } from '../terminal/screen.ts';
import { closingText } from './closing.ts';
import { type FollowState, openFollowState } from './follow-state.ts';
import { framePacer } from './frame-pacer.ts';
import { hostLines } from './host-lines.ts';
import { openHostPrefix } from './host-prefix.ts';
import { printLastWords } from './last-words.ts';
import { lineFeed } from './line-feed.ts';
import { openLiveBlock } from './live-block.ts';
import { staleNotes } from './stale-note.ts';
import { countsLine } from './status-line.ts';
import { openMatches } from './unmatched.ts';
import type { FollowPrinter, FollowView } from './view.ts';

/**
 * Followed output on a terminal: lines of hosts on standard output, and below them, where standard
 * error is the same terminal, a status line. The block is taken away before lines are written and
 * drawn again after them.
 */
export async function terminalOutput(
  view: FollowView,
  io: Io,
  clock: Clock,
): Promise<FollowPrinter> {
  const state = openFollowState(view);
  const base = await screenOf(io.out, io, clock);
  const live = io.err.isTerminal && !view.quiet;
  const prefix = openHostPrefix(base, view.hostCount !== 1);
  const feed = lineFeed(prefix, hostLines(prefix, base, view), base, openMatches(view.filter));
  const block = live ? openLiveBlock(io.err) : undefined;
  const pending = pendingWrites();
  const screen = (): Screen => ({ ...base, columns: io.err.columns, now: clock.now() });
  const print = () => {
    const text = feed.take();
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
      feed.accept(event);
      pacer.request();
    },
    room: pending.room,
    pause: async () => close(),
    async end() {
      feed.finish(state);
      close();
      const ending = state.ending();
      if (ending === undefined || view.silentEnd === true) return;
      if (live) await io.err.write(`\n${closingText(ending, screen())}`);
      else await printLastWords(view, ending, io, clock);
    },
    abort: close,
  };
}

function outputBlock(state: FollowState, screen: Screen): string[] {
  const line = countsLine(state.tally.counts(), state.elapsedMs(screen.now), screen);
  return [line, ...staleNotes(state, screen)];
}
