import type { Output } from './io.ts';

/** Joins small texts into few writes, e.g. all lines from one response of the server. */
interface BatchWriter {
  write(text: string): void;
  /** Resolves when the stream has accepted the text so far; `undefined` if it has. */
  drained(): Promise<void> | undefined;
  /** Resolves when the stream has accepted everything. */
  flush(): Promise<void>;
}

/** A writer that writes in the next microtask. */
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

/** Writes that a stream has not accepted yet. */
interface PendingWrites {
  add(write: Promise<void>): void;
  drained(): Promise<void> | undefined;
}

/** Tracks writes. A stream accepts them in order, so only the last one matters. */
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

/** Writes pieces as fast as the stream accepts them, so that a long text needs little memory. */
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
