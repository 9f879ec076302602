import { dirname, join } from 'node:path';
import * as v from 'valibot';
import type { SettingsPaths } from './paths.ts';
import { type StateAccess, StateFile } from './state-file.ts';

const maxServers = 50;

/**
 * What servers can do, between commands, by keys of the form `server checksum`. Values are returned
 * as they were written and are checked by their owner.
 */
export interface CapabilityFile {
  /** `null` when absent. */
  read(key: string): Promise<unknown>;
  write(key: string, value: unknown): Promise<void>;
}

/** Reads and writes nothing until it is asked. */
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
  /** What can stand on a command line. */
  word: v.string(),
  /** What it means, in a few words. */
  about: v.string(),
});

export type CompletionWord = Readonly<v.InferOutput<typeof completionWord>>;

/** What was completed within the last minute, so that the next key press asks no server. */
interface CompletionCache {
  /** `null` when nothing fresh is kept. */
  read(key: string): readonly CompletionWord[] | null;
  write(key: string, words: readonly CompletionWord[]): void;
}

const completionsFreshMs = 60_000;
const completion = v.object({
  /** Epoch milliseconds. */
  at: v.number(),
  words: v.array(completionWord),
});

/** In a file beside that of the capabilities. Throws as the private files do. */
export function openCompletionCache(
  { capabilityFile }: SettingsPaths,
  access: StateAccess,
): CompletionCache {
  const path = join(dirname(capabilityFile), 'completions.json');
  const isFresh = ({ at }: { readonly at: number }, now: number) =>
    at <= now && now - at < completionsFreshMs;
  const file = new StateFile({ path, name: 'entries', entry: completion, isFresh }, access);
  return {
    read: (key) => file.readNow().get(key)?.words ?? null,
    write: (key, words) => {
      const entry = { at: access.clock.now(), words: [...words] };
      file.write(new Map(file.readNow()).set(key, entry));
    },
  };
}
