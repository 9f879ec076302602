import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { lock, lockSync } from 'proper-lockfile';
import type { Clock } from '../clock.ts';
import { makePrivateDirectory } from './private-directory.ts';
import { unwritableFile } from './private-file.ts';

/** Longer than a lock is kept after its process died. */
export const lockTimeoutMs = 15_000;
/** The lock of a process that died is taken over after this long. */
const staleAfterMs = 10_000;
const fileRetryMs = 100;

/**
 * Reads, changes and writes a file while no other process does. After the timeout the file is
 * changed without the lock. Throws a `Failure` that names the lock if it cannot be created.
 */
export async function withFileLock<T>(path: string, clock: Clock, work: () => T): Promise<T> {
  const until = clock.now() + lockTimeoutMs;
  for (;;) {
    const release = lockNow(path);
    if (release !== null || clock.now() >= until) {
      try {
        return work();
      } finally {
        release?.();
      }
    }
    await clock.sleep(fileRetryMs);
  }
}

function lockNow(path: string): (() => void) | null {
  try {
    makePrivateDirectory(dirname(path));
    return lockSync(path, { realpath: false, stale: staleAfterMs, onCompromised: () => undefined });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ELOCKED') return null;
    throw unwritableFile(`${path}.lock`, error);
  }
}

const startRetryMs = 250;

/** Held by one process at a time, of all that share the state folder. */
interface HeldLock {
  /** Never rejects. */
  release(): Promise<void>;
}

interface LockWait {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** `Infinity` = until it is free. */
  readonly timeoutMs: number;
}

/** The folder of the locks, and one name for everything that must not be started twice at once. */
export function startLockPath(stateFile: string, key: readonly string[]): string {
  const name = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 32);
  return join(dirname(stateFile), 'locks', name);
}

/**
 * Takes the lock; `null` if another process holds it. Throws a `Failure` that names the folder if
 * it is not writable.
 */
export async function takeStartLock(path: string, wait: LockWait): Promise<HeldLock | null> {
  const until = wait.clock.now() + wait.timeoutMs;
  for (;;) {
    const held = await tryLock(path);
    if (held !== null || wait.clock.now() >= until) return held;
    await wait.clock.sleep(startRetryMs, wait.signal);
  }
}

async function tryLock(path: string): Promise<HeldLock | null> {
  try {
    makePrivateDirectory(dirname(path));
    const options = { realpath: false, stale: staleAfterMs, update: staleAfterMs / 4 };
    const release = await lock(path, { ...options, onCompromised: () => undefined });
    return { release: () => release().catch(() => undefined) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ELOCKED') return null;
    throw unwritableFile(`${path}.lock`, error);
  }
}
