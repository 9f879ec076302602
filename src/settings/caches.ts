import { dirname, join } from 'node:path';
import * as v from 'valibot';
import type { SettingsPaths } from './paths.ts';
import { type StateAccess, StateFile } from './state-file.ts';

const maxServers = 50;

/**
 * The capabilities of servers, cached between commands. Keys have the form `server checksum`. The
 * caller checks the values, which are returned as they were written.
 */
export interface CapabilityFile {
  /** `null` = not cached. */
  read(key: string): Promise<unknown>;
  write(key: string, value: unknown): Promise<void>;
}

/** Opens the cache; the file is read on first use. */
export function openCapabilityFile(path: string, access: StateAccess): CapabilityFile {
  const file = new StateFile({ path, name: 'servers', entry: v.unknown() }, access);
  return {
    read: async (key) => (await file.read()).get(key) ?? null,
    write: async (key, value) => {
      const others = [...file.readNow()].filter(([known]) => serverOf(known) !== serverOf(key));
      file.write(new Map([...others, [key, value] as const].slice(-maxServers)));
    },
  };
}

/** The server of a key. An updated server has a new checksum, and its old one never returns. */
function serverOf(key: string): string {
  return key.slice(0, key.lastIndexOf(' '));
}

const completionWord = v.object({
  /** A word for the command line. */
  word: v.string(),
  /** Its meaning, in a few words. */
  about: v.string(),
});

export type CompletionWord = Readonly<v.InferOutput<typeof completionWord>>;

/** Names for completion that were read from a server. */
export interface KeptWords {
  readonly words: readonly CompletionWord[];
  /** Whether these are all names of the server. */
  readonly isComplete: boolean;
}

/**
 * Recently completed names, so that the next key press need not wait for a server. The file is read
 * once, and again before each write.
 */
export interface CompletionCache {
  /** `null` = not cached; `ageMs`: milliseconds since the names were read from the server. */
  read(key: string): (KeptWords & { readonly ageMs: number }) | null;
  /** Returns false if the file cannot be written. */
  write(key: string, kept: KeptWords): boolean;
}

const keptMs = 15 * 60_000;
const maxKept = 100;
const maxKeptBytes = 512 * 1024;
const completion = v.object({
  /** Milliseconds since 1970. */
  at: v.number(),
  words: v.array(completionWord),
  complete: v.boolean(),
});

/**
 * Opens the cache, a file beside that of the capabilities; names are kept for 15 minutes. If the
 * file cannot be read or written, nothing is cached.
 */
export function openCompletionCache(
  { capabilityFile }: SettingsPaths,
  access: StateAccess,
): CompletionCache {
  const path = join(dirname(capabilityFile), 'completions.json');
  const isFresh = ({ at }: { readonly at: number }, now: number) => at <= now && now - at < keptMs;
  const file = new StateFile({ path, name: 'entries', entry: completion, isFresh }, access);
  const readAll = () => orNull(() => file.readNow()) ?? new Map<string, never>();
  let atFirst: ReturnType<typeof file.readNow> | undefined;
  return {
    read: (key) => {
      atFirst ??= readAll();
      const found = atFirst.get(key);
      if (found === undefined) return null;
      const { at, words, complete: isComplete } = found;
      return { words, isComplete, ageMs: access.clock.now() - at };
    },
    write: (key, { words, isComplete }) => {
      const entry = { at: access.clock.now(), words: [...words], complete: isComplete };
      const others = [...readAll()].filter(([known]) => known !== key);
      const all = [[key, entry] as const, ...others];
      return orNull(() => file.write(new Map(withinLimits(all)))) !== null;
    },
  };
}

/** The newest entries within the limits; the first one may be larger. */
function withinLimits<Entry>(all: readonly (readonly [string, Entry])[]) {
  let bytes = 0;
  return all.slice(0, maxKept).filter((one, index) => {
    bytes += JSON.stringify(one).length;
    return index === 0 || bytes <= maxKeptBytes;
  });
}

function orNull<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
