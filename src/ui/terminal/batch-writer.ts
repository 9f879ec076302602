import type { Output } from './io.ts';

/**
 * Collects small texts into few writes: what one answer of the server brought is written at once,
 * as a whole.
 */
interface BatchWriter {
  write(text: string): void;
  /** Resolves when the stream has taken what was written; `undefined` where it has. */
  drained(): Promise<void> | undefined;
  /** Resolves when the stream has taken everything. */
  flush(): Promise<void>;
}

/** Written at the end of the current run of the program (a microtask later). */
export function batchWriter(output: Pick<Output, 'write'>): BatchWriter {
  const pending = pendingWrites();
  let buffered = '';
  let scheduled = false;
  const send = () => {
    scheduled = false;
    if (buffered === '') return;
    const text = buffered;
    buffered = '';
    pending.add(output.write(text));
  };
  return {
    write(text) {
      buffered += text;
      if (scheduled) return;
      scheduled = true;
      queueMicrotask(send);
    },
    drained: pending.drained,
    async flush() {
      send();
      await pending.drained();
    },
  };
}

/** Writes that a stream has not taken yet. */
interface PendingWrites {
  add(write: Promise<void>): void;
  drained(): Promise<void> | undefined;
}

/** A stream takes its writes in their order, so the last one stands for all. */
export function pendingWrites(): PendingWrites {
  let last: Promise<void> | undefined;
  return {
    add(write) {
      last = write;
      const taken = () => {
        if (last === write) last = undefined;
      };
      write.then(taken, taken);
    },
    drained: () => last,
  };
}

const writeAfter = 65_536;

/**
 * Piece by piece, no faster than the stream takes them, so that memory does not depend on how long
 * the text is.
 */
export async function writePieces(
  pieces: Iterable<string>,
  out: Pick<Output, 'write'>,
): Promise<void> {
  let waiting = '';
  for (const piece of pieces) {
    waiting += piece;
    if (waiting.length < writeAfter) continue;
    await out.write(waiting);
    waiting = '';
  }
  await out.write(waiting);
}
