import { type OpenSpool, openSpoolFile, type Spool } from './spool.ts';

/**
 * A long text that is written once, piece by piece, when all of it is there; beyond a limit not in
 * memory.
 */
export interface TextSpool {
  add(text: string): void;
  /** In order. */
  pieces(): Generator<string>;
  close(): void;
}

const mostInMemory = 1_048_576;

/** `limit`: characters that are kept in memory. */
export function openTextSpool(
  openSpool: OpenSpool = () => openSpoolFile(),
  limit: number = mostInMemory,
): TextSpool {
  const stored: { readonly offset: number; readonly length: number }[] = [];
  let spool: Spool | undefined;
  let waiting: string[] = [];
  let characters = 0;
  const store = () => {
    spool ??= openSpool();
    const bytes = new TextEncoder().encode(waiting.join(''));
    stored.push({ offset: spool.append(bytes), length: bytes.length });
    waiting = [];
    characters = 0;
  };
  return {
    add(text) {
      waiting.push(text);
      characters += text.length;
      if (characters > limit) store();
    },
    *pieces() {
      for (const { offset, length } of stored)
        yield new TextDecoder().decode(spool?.read(offset, length));
      yield* waiting;
    },
    close: () => spool?.close(),
  };
}
