import { createHash } from 'node:crypto';
import { type OpenSpool, openSpoolFile, type Spool } from './spool.ts';

/** Collects a long text that is read once, in pieces; beyond a limit it is not in memory. */
interface TextSpool {
  add(text: string): void;
  /** All pieces in order. */
  pieces(): Generator<string>;
  close(): void;
}

const maxInMemory = 1_048_576;

/** `limit`: the most characters in memory. */
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

/** Stores many long texts, equal ones once; beyond a limit they are not in memory. */
export interface TextStore {
  keep(text: string): StoredText;
  /** Deletes all texts. */
  close(): void;
}

export interface StoredText {
  /** Equal for equal texts. */
  readonly digest: string;
  read(): string;
}

/** `limit`: the most characters in memory. */
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

/** Stores a text, which is read unchanged even if it is not valid Unicode. */
function spooled(spool: Spool, text: string): () => string {
  const encoding = /[^\0-\xff]/.test(text) ? 'utf16le' : 'latin1';
  const bytes = new Uint8Array(Buffer.from(text, encoding));
  const offset = spool.append(bytes);
  // The closure must not keep the bytes in memory.
  const { length } = bytes;
  return () => Buffer.from(spool.read(offset, length).buffer).toString(encoding);
}
