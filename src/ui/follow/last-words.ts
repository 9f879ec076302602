import type { Io } from '../terminal/io.ts';
import { plainScreen, screenOf } from '../terminal/screen.ts';
import {
  closingText,
  type Ending,
  headline,
  isLeaving,
  leavingText,
  reasonLines,
} from './closing.ts';
import { failedHostLines, isFailure } from './failed-hosts.ts';
import type { FollowView } from './view.ts';

/**
 * What standard error says after a job that was shown without a live screen. A terminal gets the
 * whole closing; a log gets failures only (`--quiet`, or output whose bytes do not tell how hosts
 * ended), and how to come back.
 */
export async function printLastWords(
  view: Pick<FollowView, 'quiet' | 'what' | 'silentEnd'>,
  ending: Ending,
  io: Io,
  clock: { now(): number },
): Promise<void> {
  if (view.silentEnd === true) return;
  if (isLeaving(ending.result)) return io.err.write(leavingText(ending));
  if (io.err.isTerminal && !view.quiet) {
    return io.err.write(closingText(ending, await screenOf(io.err, io, clock)));
  }
  const { exit_code, reason } = ending.result;
  if ((exit_code === 0 && reason === null) || (view.what === 'progress' && !view.quiet)) return;
  const screen = plainScreen(clock);
  const hosts = failedHostLines(ending.result.failed_hosts.filter(isFailure), screen);
  await io.err.write(
    [`rexctl: ${lowerFirst(headline(ending))}`, ...reasonLines(ending.result), ...hosts, ''].join(
      '\n',
    ),
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
