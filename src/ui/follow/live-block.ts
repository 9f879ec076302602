import { createLogUpdate } from 'log-update';
import type { Clock } from '../../clock.ts';
import type { Output } from '../terminal/io.ts';
import { fewestColumnsOf, fitted, mostColumnsOf } from '../terminal/width.ts';

/** A few lines at the bottom of a terminal that are redrawn in place. */
interface LiveBlock {
  /**
   * Lines are cut where a terminal could break them; those that do not fit into its height are left
   * out from the top.
   */
  draw(lines: readonly string[]): void;
  /** Takes the block away, so that something else can be written there. */
  clear(): void;
  /** Takes the block away and gives the cursor back; nothing is drawn afterwards. */
  close(): void;
}

/**
 * Drawn by log-update: only what changed, in one synchronized write, the cursor hidden and restored
 * at any exit.
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
      // log-update compares frames line by line and loses what moved when lines come or go.
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

/** Some pseudo-terminals report no size, so log-update is given the one of `Output`. */
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
 * A terminal that became narrower has broken long lines into several rows. Rather a row of the
 * block stays than one above it goes.
 */
function rowsOf(lines: readonly string[], columns: number): number {
  return lines.reduce(
    (sum, line) => sum + Math.max(1, Math.ceil(fewestColumnsOf(line) / columns)),
    0,
  );
}

/** From the row of the cursor upwards; the cursor ends at the beginning of the topmost. */
function eraseRows(count: number): string {
  return `${Array.from({ length: count }, () => '\u001b[2K').join('\u001b[1A')}\u001b[G`;
}

/**
 * Decides when to draw: soon after something changed, at most ten times a second, and once a second
 * anyway.
 */
interface FramePacer {
  /** Something changed. */
  request(): void;
  /** No frame is drawn afterwards. */
  stop(): void;
}

const frameMs = 100;
const tickMs = 1_000;

/**
 * `draw` is called for a change after a quiet time as soon as all is there that came with it (a
 * microtask later), else when the time of the next frame has come.
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
