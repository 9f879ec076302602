import type { Output } from '../io.ts';

/** Collects small texts into few writes: what one answer of the server brought is written at once. */
export interface BatchWriter {
  write(text: string): void;
  /** Resolves when the stream has taken everything. */
  flush(): Promise<void>;
}

const mostBuffered = 65_536;

/** Written at the end of the current run of the program (a microtask later), or as soon as 64 k are waiting. */
export function batchWriter(output: Pick<Output, 'write'>): BatchWriter {
  let buffered = '';
  let last: Promise<void> = Promise.resolve();
  let scheduled = false;
  const send = () => {
    scheduled = false;
    if (buffered === '') return;
    const text = buffered;
    buffered = '';
    last = output.write(text);
  };
  return {
    write(text) {
      buffered += text;
      if (buffered.length >= mostBuffered) send();
      else if (!scheduled) {
        scheduled = true;
        queueMicrotask(send);
      }
    },
    flush() {
      send();
      return last;
    },
  };
}
