import { createHash } from 'node:crypto';
import { type OpenSpool, openSpoolFile, type Spool } from './spool.ts';

/**
 * A long text that is written once, piece by piece, when all of it is there; beyond a limit not in
 * memory.
 */
interface TextSpool {
  add(text: string): void;
  /** In order. */
  pieces(): Generator<string>;
  close(): void;
}

const maxInMemory = 1_048_576;

/** `limit`: characters that are kept in memory. */
export function openTextSpool(
  openSpool: OpenSpool = () => openSpoolFile(),
  limit: number = maxInMemory,
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

/**
 * Many long texts that are needed again one at a time, each kept once; beyond a limit not in
 * memory.
 */
export interface TextStore {
  keep(text: string): StoredText;
  /** Nothing can be read afterwards. */
  close(): void;
}

export interface StoredText {
  /** The same for the same text. */
  readonly digest: string;
  read(): string;
}

/** `limit`: characters that are kept in memory. */
export function openTextStore(
  openSpool: OpenSpool = () => openSpoolFile(),
  limit: number = maxInMemory,
): TextStore {
  const kept = new Map<string, StoredText>();
  let spool: Spool | undefined;
  let inMemory = 0;
  const stored = (text: string): (() => string) => {
    inMemory += text.length;
    if (inMemory <= limit) return () => text;
    spool ??= openSpool();
    return spooled(spool, text);
  };
  return {
    keep(text) {
      const digest = digestOf(text);
      const known = kept.get(digest) ?? { digest, read: stored(text) };
      kept.set(digest, known);
      return known;
    },
    close: () => spool?.close(),
  };
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text, 'utf16le').digest('base64');
}

/** Every text is returned unchanged, also one that is not valid Unicode. */
function spooled(spool: Spool, text: string): () => string {
  const encoding = /[^\0-\xff]/.test(text) ? 'utf16le' : 'latin1';
  const bytes = new Uint8Array(Buffer.from(text, encoding));
  const offset = spool.append(bytes);
  // The closure must not hold the bytes themselves.
  const { length } = bytes;
  return () => Buffer.from(spool.read(offset, length).buffer).toString(encoding);
}
