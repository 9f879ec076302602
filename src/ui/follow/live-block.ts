import { createLogUpdate } from 'log-update';
import type { Clock } from '../../clock.ts';
import type { Output } from '../terminal/io.ts';
import { fewestColumnsOf, fitted, mostColumnsOf } from '../terminal/width.ts';

/** Lines at the bottom of a terminal, redrawn in place. */
interface LiveBlock {
  /** Draws lines, cut at the width of the terminal. If they do not fit, the last are shown. */
  draw(lines: readonly string[]): void;
  /** Erases the block, so that something else can be written. */
  clear(): void;
  /** Erases the block and shows the cursor; nothing is drawn afterwards. */
  close(): void;
}

/**
 * A block drawn by log-update: it writes only changes, in one synchronized write, hides the cursor
 * and shows it again at exit.
 */
export function openLiveBlock(output: Output, ellipsis: string): LiveBlock {
  const log = createLogUpdate(sizedStream(output));
  let drawn: readonly string[] = [];
  let drawnWidth = 0;
  const clear = () => {
    if (drawn.length === 0) return;
    if (output.columns < drawnWidth) {
      output.stream.write(eraseRows(rowsOf(drawn, output.columns) + 1));
      log.done();
    } else log.clear();
    drawn = [];
  };
  return {
    draw(lines) {
      const shown = lines
        .slice(-Math.max(1, output.rows - 2))
        .map((line) => fitted(line, output.columns, ellipsis, mostColumnsOf));
      // log-update compares frames line by line, which fails if lines are added or removed.
      if (output.columns < drawnWidth || shown.length !== drawn.length) clear();
      drawn = shown;
      drawnWidth = output.columns;
      log(drawn.join('\n'));
    },
    clear,
    close() {
      clear();
      log.done();
    },
  };
}

/** A stream with the size of `Output`: some pseudo-terminals report no size. */
function sizedStream(output: Output): NodeJS.WritableStream {
  const stream = {
    isTTY: true,
    get columns() {
      return output.columns;
    },
    get rows() {
      return output.rows;
    },
    write: (text: string) => output.stream.write(text),
  };
  return stream as unknown as NodeJS.WritableStream;
}

/**
 * The rows of the drawn lines. A terminal that became narrower has wrapped long lines. The number
 * is the least possible, so that no row above the block is erased.
 */
function rowsOf(lines: readonly string[], columns: number): number {
  return lines.reduce(
    (sum, line) => sum + Math.max(1, Math.ceil(fewestColumnsOf(line) / columns)),
    0,
  );
}

/** Erases rows upwards from the cursor, which ends at the beginning of the top row. */
function eraseRows(count: number): string {
  return `${Array.from({ length: count }, () => '\u001b[2K').join('\u001b[1A')}\u001b[G`;
}

/** Draws soon after a change, at most ten times a second, and at least once a second. */
interface FramePacer {
  /** Notes a change. */
  request(): void;
  /** Stops drawing. */
  stop(): void;
}

const frameMs = 100;
const tickMs = 1_000;

/**
 * Calls `draw`: after a pause without changes in the next microtask, when all related changes were
 * noted; otherwise when the next frame is due.
 */
export function framePacer(clock: Clock, draw: () => void): FramePacer {
  const stopped = new AbortController();
  let lastAt = Number.NEGATIVE_INFINITY;
  let pending = false;
  const frame = () => {
    pending = false;
    if (stopped.signal.aborted) return;
    lastAt = clock.now();
    draw();
  };
  const request = () => {
    if (pending || stopped.signal.aborted) return;
    const wait = lastAt + frameMs - clock.now();
    pending = true;
    if (wait <= 0) queueMicrotask(frame);
    else clock.sleep(Math.min(wait, frameMs), stopped.signal).then(frame, () => undefined);
  };
  const tick = async () => {
    while (!stopped.signal.aborted) {
      await clock.sleep(tickMs, stopped.signal);
      request();
    }
  };
  tick().catch(() => undefined);
  return { request, stop: () => stopped.abort(new Error('over')) };
}
