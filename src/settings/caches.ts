import { dirname, join } from 'node:path';
import * as v from 'valibot';
import type { SettingsPaths } from './paths.ts';
import { type StateAccess, StateFile } from './state-file.ts';

const maxServers = 50;

/**
 * The capabilities of servers, kept between commands under keys `server checksum`. Values are
 * returned as they were written; the caller checks them.
 */
export interface CapabilityFile {
  /** `null` when absent. */
  read(key: string): Promise<unknown>;
  write(key: string, value: unknown): Promise<void>;
}

/** Reads and writes nothing until a method is called. */
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

/** A server that was updated has another checksum, and never its old one again. */
function serverOf(key: string): string {
  return key.slice(0, key.lastIndexOf(' '));
}

const completionWord = v.object({
  /** The word on the command line. */
  word: v.string(),
  /** Its meaning, in a few words. */
  about: v.string(),
});

export type CompletionWord = Readonly<v.InferOutput<typeof completionWord>>;

/** Words for completion, as read from the server. */
export interface KeptWords {
  readonly words: readonly CompletionWord[];
  /** Whether the server has no more of them. */
  readonly isComplete: boolean;
}

/**
 * Recently completed words, so that the next key press does not wait for a server. The file is read
 * once, and again before each write.
 */
export interface CompletionCache {
  /** `null` if nothing is saved; `ageMs`: since it was read. */
  read(key: string): (KeptWords & { readonly ageMs: number }) | null;
  /** False if nothing can be saved. */
  write(key: string, kept: KeptWords): boolean;
}

const keptMs = 15 * 60_000;
const maxKept = 100;
const maxKeptBytes = 512 * 1024;
const completion = v.object({
  /** Epoch milliseconds. */
  at: v.number(),
  words: v.array(completionWord),
  complete: v.boolean(),
});

/** Stored for 15 minutes in a file beside the capabilities. Read and write errors are ignored. */
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

/** The newest first, up to the limits; a single one may be longer. */
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
