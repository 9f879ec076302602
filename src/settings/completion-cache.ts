import { dirname, join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { SettingsPaths } from './paths.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/** A word that can stand on a command line, and what it means in a few words. */
export interface CompletionWord {
  readonly word: string;
  readonly about: string;
}

/** What was completed a moment ago, so that the next key press need not ask the server again. */
export interface CompletionCache {
  /** `null` when nothing is kept or what is kept is older than a minute. */
  read(key: string): readonly CompletionWord[] | null;
  write(key: string, words: readonly CompletionWord[]): void;
}

interface Entry {
  readonly at: number;
  readonly words: readonly CompletionWord[];
}

const freshForMs = 60_000;

/**
 * Beside the file of capabilities. A broken file is an empty one; throws as the private files do.
 */
export function openCompletionCache(
  paths: SettingsPaths,
  clock: Clock,
  platform: string,
): CompletionCache {
  const path = join(dirname(paths.capabilityFile), 'completions.json');
  const isFresh = ({ at }: Entry) => at <= clock.now() && clock.now() - at < freshForMs;
  const load = () =>
    entriesOf(readPrivateFile(path, platform)?.text ?? '').filter(([, entry]) => isFresh(entry));
  return {
    read: (key) => load().find(([known]) => known === key)?.[1].words ?? null,
    write: (key, words) => {
      const others = load().filter(([known]) => known !== key);
      const entries = Object.fromEntries([...others, [key, { at: clock.now(), words }]]);
      writePrivateFile(path, `${JSON.stringify({ entries })}\n`, clock.now());
    },
  };
}

function entriesOf(text: string): readonly (readonly [string, Entry])[] {
  try {
    const { entries } = JSON.parse(text) as { entries?: Record<string, unknown> };
    return Object.entries(entries ?? {}).filter((pair): pair is [string, Entry] =>
      isEntry(pair[1]),
    );
  } catch {
    return [];
  }
}

function isEntry(value: unknown): value is Entry {
  const { at, words } = (value ?? {}) as Partial<Entry>;
  return (
    typeof at === 'number' &&
    Array.isArray(words) &&
    words.every(({ word, about }) => typeof word === 'string' && typeof about === 'string')
  );
}
