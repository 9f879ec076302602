import { join } from 'node:path';
import type { Runtime } from '../../../cli/runtime.ts';
import { Failure } from '../../../errors.ts';
import {
  type CompletionCache,
  type CompletionWord,
  type KeptWords,
  openCompletionCache,
} from '../../../settings/caches.ts';
import type { ConnectionSettings } from '../../../settings/connection-settings.ts';
import { type OpenSettings, openSettings } from '../../../settings/open-settings.ts';
import type { LiveRequest } from '../typed-context.ts';
import type { SilentRuntime } from './connection.ts';
import { shutKeyring } from './shut-keyring.ts';

/** Younger names are not read again. */
const freshMs = 60_000;
/**
 * How long a key press waits for a server, in milliseconds: without cached names, and with names
 * that are a few minutes old.
 */
const firstLimitMs = 1_000;
const nextLimitMs = 250;
/** The time limit in the background, for servers that are too slow for a key press. */
const asideLimitMs = 20_000;
const asideEveryMs = 10_000;
/** No name is longer, even with escapes: longer text was pasted and is not searched. */
const longestName = 512;

/** How names are read: for this key press, or in the background for the next one. */
export interface Reading {
  /**
   * Whether it is the call in the background: no shell waits, cached names are read again, and the
   * server may be slow.
   */
  readonly isAside: boolean;
  /** Starts the call in the background, if a key press could not wait for the names. */
  readonly startAside: () => Promise<void>;
}

/** A request with the settings that it needs, and the cache for its names. */
interface Asked {
  readonly request: LiveRequest;
  readonly runtime: SilentRuntime;
  readonly settings: OpenSettings;
  readonly resolved: ConnectionSettings;
  readonly cache: CompletionCache;
  readonly keyOf: (prefix: string) => string;
  /**
   * The key of a failure. While it is fresh, no request is sent, because wrong passwords would lock
   * the address.
   */
  readonly failedKey: string;
}

/** The names for a request, from the cache or the server. Throws if the settings cannot be used. */
export async function liveWords(
  request: LiveRequest,
  runtime: Runtime,
  reading: Reading,
): Promise<readonly CompletionWord[]> {
  if (isNoName(request)) return [];
  const asked = await open(request, runtime);
  if (request.of === 'profiles') return profileWords(asked.settings);
  if (reading.isAside) {
    await readInTime(asked, asideLimitMs);
    return [];
  }
  const kept = keptFor(asked);
  const words = kept?.words ?? [];
  const isNew = isFresh(kept) && !isNewestJob(request);
  if (isNew || isFresh(asked.cache.read(asked.failedKey))) return words;
  const read = await readInTime(asked, kept === null ? firstLimitMs : nextLimitMs);
  if (read !== 'late') return read ?? words;
  await startOnce(asked, reading);
  return words;
}

function isNoName(request: LiveRequest): boolean {
  const { owner } = request;
  const names = [askedPrefix(request), owner !== null && 'name' in owner ? owner.name : ''];
  return names.some((name) => name.length > longestName);
}

function isFresh(kept: ReturnType<CompletionCache['read']>): boolean {
  return kept !== null && kept.ageMs < freshMs;
}

/** Whether the owner is a newest job, which may be another job by now. */
function isNewestJob({ owner }: LiveRequest): boolean {
  return owner?.kind === 'job' && owner.name.startsWith('@');
}

async function open(request: LiveRequest, runtime: Runtime): Promise<Asked> {
  const { flags, variables } = request.connection;
  const env = { ...runtime.env, ...variables };
  const { clock, home, platform, random, version } = runtime;
  const settings = await openSettings({ env, home, platform, clock, keyring: shutKeyring });
  const { 'token-file': tokenFile, 'ca-file': caFile, ...rest } = flags;
  const ownPath = (path: string | undefined) =>
    path?.startsWith('~/') === true ? join(home, path.slice(2)) : path;
  const given = { ...rest, tokenFile: ownPath(tokenFile), caFile: ownPath(caFile) };
  const resolved = settings.resolve(given, { mayBeNew: request.of === 'profiles' });
  const { server, login, organization, location } = resolved;
  const { of, owner } = request;
  return {
    request,
    runtime: { env, clock, platform, random, version },
    settings,
    resolved,
    cache: openCompletionCache(settings.paths, { clock, platform }),
    keyOf: (prefix) => JSON.stringify([of, prefix, owner, server, login, organization, location]),
    failedKey: JSON.stringify(['failed', server, login]),
  };
}

function profileWords({ stored }: OpenSettings): readonly CompletionWord[] {
  return Object.entries(stored.profiles ?? {}).map(([word, { server = '' }]) => ({
    word,
    about: server,
  }));
}

/**
 * The cached names. If the cache has all names for a shorter prefix, they are used for a longer
 * one.
 */
function keptFor({ cache, keyOf, request }: Asked): ReturnType<CompletionCache['read']> {
  const prefix = askedPrefix(request);
  const exact = cache.read(keyOf(prefix));
  if (exact !== null) return exact;
  for (let length = prefix.length - 1; length >= 0; length--) {
    const wider = cache.read(keyOf(prefix.slice(0, length)));
    if (wider?.isComplete === true) return wider;
  }
  return null;
}

/** The prefix for the server: only hosts are so numerous that the server must search them. */
function askedPrefix({ of, prefix }: LiveRequest): string {
  return of === 'hosts' ? prefix : '';
}

/**
 * The names from the server; `late` = not in time, `null` = failed, and not tried again for a
 * while.
 */
async function readInTime(
  asked: Asked,
  limitMs: number,
): Promise<readonly CompletionWord[] | 'late' | null> {
  const { runtime } = asked;
  const over = new AbortController();
  const late = runtime.clock.sleep(limitMs, over.signal).then(
    () => 'late' as const,
    () => 'late' as const,
  );
  const stop = new AbortController();
  try {
    return await Promise.race([read(asked, stop.signal), late]);
  } finally {
    over.abort();
    stop.abort(new Error('the key press is over'));
  }
}

async function read(asked: Asked, signal: AbortSignal): Promise<readonly CompletionWord[] | null> {
  const { request, cache, keyOf, failedKey } = asked;
  const key = keyOf(askedPrefix(request));
  try {
    const found = await readOnce(asked, signal);
    if (found === null) return [];
    cache.write(key, found);
    return found.words;
  } catch (error) {
    if (!signal.aborted) cache.write(isAnswer(error) ? key : failedKey, noWords);
    return null;
  }
}

const noWords: KeptWords = { words: [], isComplete: false };

/** Whether the server works, but this one thing is missing or forbidden. */
function isAnswer(error: unknown): boolean {
  const status = error instanceof Failure ? (error.httpStatus ?? 0) : 0;
  return status > 401 && status < 500 && status !== 429;
}

/** Reads names once. The code for requests is loaded only if the cache has no names. */
async function readOnce(
  { request, runtime, settings, resolved }: Asked,
  signal: AbortSignal,
): Promise<KeptWords | null> {
  const [{ silentConnection }, { readWords }] = await Promise.all([
    import('./connection.ts'),
    import('./read-words.ts'),
  ]);
  const connection = await silentConnection(resolved, settings, runtime, signal);
  if (connection === null) return null;
  try {
    return await readWords(connection, request.of, {
      prefix: askedPrefix(request),
      owner: request.owner,
    });
  } finally {
    await connection.close();
  }
}

/**
 * Starts the call in the background, but not at each key press, and only if names can be cached.
 */
async function startOnce({ cache, keyOf, request }: Asked, { startAside }: Reading): Promise<void> {
  const key = `aside ${keyOf(askedPrefix(request))}`;
  const started = cache.read(key);
  if (started !== null && started.ageMs < asideEveryMs) return;
  if (cache.write(key, noWords)) await startAside();
}
