import {
  closeSync,
  constants,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import type { OwnProcess, ProcessIdentity } from '../../cli/own-process.ts';
import type { Clock } from '../../clock.ts';
import { refusal } from '../../errors.ts';
import { isCode } from './regular-file.ts';

const touchedEveryMs = 20_000;
/**
 * rexctl cannot see processes of another machine or container: their locks expire after this long.
 */
const deadAfterMs = 120_000;

/** An action that two processes must not do at the same time. */
interface LockWords {
  /** What both processes would do, for the message. */
  readonly both: string;
  /** The alternative to waiting, for the hint. */
  readonly instead: string;
}

const resumeWords: LockWords = {
  both: 'print the same lines',
  instead: 'use another file with --resume',
};

/**
 * Takes `FILE.lock`, so that only one process at a time prints and records. Returns a function that
 * releases it. Takes over the lock of a dead process; throws a refusal that names a living owner.
 */
export function takeResumeLock(
  path: string,
  self: OwnProcess,
  clock: Clock,
  words: LockWords = resumeWords,
): () => void {
  const lock = `${path}.lock`;
  if (!created(lock, self)) {
    const text = textOf(lock);
    const owner = identityOf(text);
    if (text !== null && !hasDied(lock, owner, { self, clock })) throw held(path, owner, words);
    if (text !== null) removeDead(lock, text, self.pid);
    if (!created(lock, self)) throw held(path, identityOf(textOf(lock)), words);
  }
  const over = new AbortController();
  keepTouched(lock, clock, over.signal).catch(() => undefined);
  return () => {
    over.abort(new Error('over'));
    rmSync(lock, { force: true });
  };
}

async function keepTouched(lock: string, clock: Clock, over: AbortSignal): Promise<void> {
  for (;;) {
    const now = clock.now() / 1000;
    utimesSync(lock, now, now);
    await clock.sleep(touchedEveryMs, over);
  }
}

function created(lock: string, { pid, host, boot, space, born }: ProcessIdentity): boolean {
  try {
    const file = openSync(lock, 'wx', 0o600);
    writeSync(file, JSON.stringify({ pid, host, boot, space, born }));
    closeSync(file);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** `null` if it no longer exists. */
function textOf(lock: string): string | null {
  const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;
  try {
    const file = openSync(lock, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
    const text = readFileSync(file, 'utf8');
    closeSync(file);
    return text;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function identityOf(text: string | null): ProcessIdentity | null {
  try {
    const { pid, host, boot = null, space = null, born = null } = JSON.parse(text ?? '');
    if (typeof pid !== 'number' || typeof host !== 'string') return null;
    return { pid, host, boot, space, born };
  } catch {
    return null;
  }
}

function hasDied(
  lock: string,
  owner: ProcessIdentity | null,
  { self, clock }: { readonly self: OwnProcess; readonly clock: Clock },
): boolean {
  if (owner?.host === self.host && owner.boot !== self.boot) return true;
  if (owner?.host === self.host && owner.space === self.space) return !self.isAlive(owner);
  const { mtimeMs } = statSync(lock);
  return clock.now() - mtimeMs > deadAfterMs;
}

/** Another process may have taken over the lock meanwhile: then its lock is put back. */
function removeDead(lock: string, text: string, pid: number): void {
  const aside = `${lock}.${pid}`;
  try {
    renameSync(lock, aside);
    if (textOf(aside) !== text) linkSync(aside, lock);
  } catch (error) {
    if (!isCode(error, 'ENOENT') && !isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function held(path: string, owner: ProcessIdentity | null, { both, instead }: LockWords) {
  const who = owner === null ? 'another process' : `process ${owner.pid} on ${owner.host}`;
  return refusal(
    `\`${path}\` is in use by ${who}; both processes would ${both}`,
    `wait for it, or ${instead}; if it no longer runs: rm '${path}.lock'`,
  );
}
