import type { Clock } from '../../clock.ts';
import type { Io } from '../terminal/io.ts';
import { type Screen, screenOf } from '../terminal/screen.ts';
import { closingText, isLeaving } from './closing.ts';
import { failedHostLines, isFailure, mostFailedHosts } from './failed-hosts.ts';
import { type FollowState, openFollowState } from './follow-state.ts';
import { framePacer } from './frame-pacer.ts';
import { openLiveBlock } from './live-block.ts';
import { isSilence, isSpeech } from './silent-hosts.ts';
import { staleNotes } from './stale-note.ts';
import { progressLine } from './status-line.ts';
import type { FollowPrinter, FollowView } from './view.ts';
import { warningLine } from './warning-line.ts';

/**
 * The live view of `run`, `rerun`, `watch` and `cancel --wait` on standard error: failed hosts as
 * they come, a bar with counts and clock below. At the end the bar goes; the failed hosts and the
 * last words stay.
 */
export async function terminalProgress(
  view: FollowView,
  io: Io,
  clock: Clock,
): Promise<FollowPrinter> {
  const state = openFollowState(view);
  const base = await screenOf(io.err, io, clock);
  const screen = (): Screen => ({ ...base, columns: io.err.columns, now: clock.now() });
  const block = openLiveBlock(io.err);
  const pacer = framePacer(clock, () => block.draw(progressBlock(state, screen(), io.err.rows)));
  const close = () => {
    pacer.stop();
    block.close();
  };
  return {
    accept(event) {
      state.accept(event);
      if (event.type === 'warning' && !isSilence(event) && !isSpeech(event)) {
        block.clear();
        void io.err.write(`${warningLine(event.message, base)}\n`);
      }
      pacer.request();
    },
    room: () => undefined,
    pause: async () => close(),
    async end() {
      close();
      if (view.silentEnd !== true) await io.err.write(endText(state, screen()));
    },
    abort: close,
  };
}

/** The block never fills the screen: failed hosts give way on a low terminal. */
function progressBlock(state: FollowState, screen: Screen, rows: number): string[] {
  const notes = staleNotes(state, screen);
  const most = Math.max(0, Math.min(mostFailedHosts, rows - notes.length - 6));
  const failed = most === 0 ? [] : failedHostLines(state.failures(), screen, most);
  const bar = progressLine(state.tally.counts(), state.elapsedMs(screen.now), screen);
  return [...(failed.length === 0 ? [] : ['', ...failed]), '', bar, ...notes];
}

/** Empty lines around the failed hosts, as in the block, so that nothing moves when it goes. */
function endText(state: FollowState, screen: Screen): string {
  const ending = state.ending();
  if (ending === undefined) return '';
  const named = ending.result.failed_hosts.filter(isFailure);
  const hosts = named.length > 0 ? named : state.failures();
  const lines = failedHostLines(hosts, screen);
  const failed = lines.length === 0 || isLeaving(ending.result) ? '' : `\n${lines.join('\n')}\n`;
  return `${failed}\n${closingText(ending, screen)}`;
}
