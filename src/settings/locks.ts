import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { lock, lockSync } from 'proper-lockfile';
import type { Clock } from '../clock.ts';
import { makePrivateDirectory } from './private-directory.ts';
import { unwritableFile } from './private-file.ts';

/**
 * How long to wait for a lock: longer than `staleAfterMs`, after which that of a dead process is
 * free.
 */
export const lockTimeoutMs = 15_000;
/** After this time, the lock of a dead process can be taken. */
const staleAfterMs = 10_000;
const fileRetryMs = 100;

/**
 * Runs `work`, which reads, changes and writes a file, while no other process does the same. After
 * the timeout `work` runs without the lock. Throws a `Failure` that names the lock if it cannot be
 * made.
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

/** A lock that only one of the processes with the same state folder holds at a time. */
interface HeldLock {
  /** Never rejects. */
  release(): Promise<void>;
}

interface LockWait {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Milliseconds; `Infinity` = wait until it is free. */
  readonly timeoutMs: number;
}

/** The path of the lock of a start: equal for starts that must not happen twice at once. */
export function startLockPath(stateFile: string, key: readonly string[]): string {
  const name = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 32);
  return join(dirname(stateFile), 'locks', name);
}

/**
 * Takes the lock; `null` if another process still holds it. Throws a `Failure` that names the
 * folder if that cannot be written.
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
