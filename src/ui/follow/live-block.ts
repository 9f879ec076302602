import { createLogUpdate } from 'log-update';
import type { Output } from '../terminal/io.ts';
import { widthOf } from '../terminal/width.ts';

/** A few lines at the bottom of a terminal that are drawn over again and again. */
export interface LiveBlock {
  /**
   * Lines no wider than the terminal; those that do not fit into its height are left out from the
   * top.
   */
  draw(lines: readonly string[]): void;
  /** Takes the block away, so that something can be written in its place. */
  clear(): void;
  /** Takes the block away for good and gives the cursor back. */
  close(): void;
}

/**
 * Drawn by log-update: only what changed, in one synchronized write, the cursor hidden and restored
 * at any exit.
 */
export function openLiveBlock(output: Output): LiveBlock {
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
      const shown = lines.slice(-Math.max(1, output.rows - 2));
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

/** Some pseudo-terminals tell no size: ours is the one that `Output` made sense of. */
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

/** A terminal that became narrower has broken long lines into several rows. */
function rowsOf(lines: readonly string[], columns: number): number {
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
}

/** From the row of the cursor upwards; the cursor ends at the beginning of the topmost. */
function eraseRows(count: number): string {
  return `${Array.from({ length: count }, () => '\u001b[2K').join('\u001b[1A')}\u001b[G`;
}
