import { dirname } from 'node:path';
import { lockSync } from 'proper-lockfile';
import type { Clock } from '../clock.ts';
import { makePrivateDirectory, unwritable } from './private-file.ts';

/** Who holds a lock for longer is stuck, because nobody needs it for more than a moment. */
const patienceMs = 15_000;
const betweenMs = 100;

/**
 * Reads, changes and writes a file while no other process does. After all patience it is changed
 * all the same. Throws a `Failure` that names the lock when it cannot be made.
 */
export async function exclusively<T>(path: string, clock: Clock, work: () => T): Promise<T> {
  const until = clock.now() + patienceMs;
  for (;;) {
    const release = lockNow(path);
    if (release !== null || clock.now() >= until) {
      try {
        return work();
      } finally {
        release?.();
      }
    }
    await clock.sleep(betweenMs);
  }
}

function lockNow(path: string): (() => void) | null {
  try {
    makePrivateDirectory(dirname(path));
    return lockSync(path, { realpath: false, stale: 10_000, onCompromised: () => undefined });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ELOCKED') return null;
    throw unwritable(`${path}.lock`, error);
  }
}
