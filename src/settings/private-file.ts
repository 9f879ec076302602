import {
  chmod,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { Failure, usageError } from '../errors.ts';
import { fileTrouble } from '../text/file-trouble.ts';
import { makePrivateDirectory } from './private-directory.ts';
import { readFileWith } from './read-bytes.ts';

/** The text of a file, and whether other users could read it. */
interface PrivateText {
  readonly text: string;
  /**
   * `tightened`: other users could read it until now; `open`: they still can, because its mode
   * could not be changed.
   */
  readonly exposure: 'none' | 'tightened' | 'open';
}

/**
 * An asynchronous `readPrivateFile`, so that a slow or broken disk blocks nothing else. Also
 * rejects with the signal's reason, and with a `Failure` that `refuse` throws.
 */
export async function awaitPrivateFile(
  path: string,
  platform: string,
  signal?: AbortSignal,
  refuse: (stats: Stats) => void = refusePipe,
): Promise<PrivateText | null> {
  try {
    const { bytes, stats } = await readFileWith(path, signal, refuse);
    const isOpen = platform !== 'win32' && stats.isFile() && (stats.mode & 0o077) !== 0;
    const isClosed = isOpen && (await promisify(chmod)(path, 0o600).then(yes, no));
    return {
      text: bytes.toString('utf8'),
      exposure: !isOpen ? 'none' : isClosed ? 'tightened' : 'open',
    };
  } catch (error) {
    signal?.throwIfAborted();
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return null;
    throw unreadable(path, error);
  }
}

/** Throws for a pipe, which stores nothing and may never end. */
export function refusePipe(stats: Stats): void {
  if (stats.isFIFO()) throw new Error('it is a pipe');
}

const yes = () => true;
const no = () => false;

/**
 * Reads a file, and sets its mode to 0600 if others can read it. `null` = there is no file. Throws
 * a usage `Failure` that names the file if it cannot be read.
 */
export function readPrivateFile(path: string, platform: string): PrivateText | null {
  const file = openToRead(path);
  if (file === null) return null;
  try {
    refusePipe(fstatSync(file));
    const text = readFileSync(file, 'utf8');
    return { text, exposure: platform === 'win32' ? 'none' : tighten(file) };
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    closeSync(file);
  }
}

function openToRead(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return null;
    throw unreadable(path, error);
  }
}

function tighten(file: number): PrivateText['exposure'] {
  if ((fstatSync(file).mode & 0o077) === 0) return 'none';
  try {
    fchmodSync(file, 0o600);
    return 'tightened';
  } catch {
    return 'open';
  }
}

/**
 * Replaces a file as a whole: readers see the old text or the new one, even if a process dies, and
 * the last of several writers wins. The file gets mode 0600, its directory 0700. Throws a `Failure`
 * that names the file.
 */
export function writePrivateFile(
  path: string,
  text: string,
  uniqueNumber: number,
  { survivesCrash = false }: WriteOptions = {},
): void {
  try {
    makePrivateDirectory(dirname(path));
    const draft = createDraft(path, uniqueNumber);
    try {
      fill(draft.file, text, survivesCrash);
      renameSync(draft.path, path);
    } catch (error) {
      rmSync(draft.path, { force: true });
      throw error;
    }
  } catch (error) {
    throw unwritableFile(path, error);
  }
}

/**
 * Copies a damaged file before it is replaced, and returns the path of the copy, a new file beside
 * it. Throws a `Failure` that names the copy.
 */
export function keepDamaged(path: string): string {
  for (let copy = 1; ; copy++) {
    const kept = `${path}.damaged${copy === 1 ? '' : `-${copy}`}`;
    try {
      closeSync(openSync(kept, 'wx', 0o600));
    } catch (error) {
      if (isCode(error, 'EEXIST')) continue;
      throw unwritableFile(kept, error);
    }
    copyTo(kept, path);
    return kept;
  }
}

function copyTo(kept: string, path: string): void {
  try {
    writeFileSync(kept, readFileSync(path));
  } catch (error) {
    rmSync(kept, { force: true });
    throw unwritableFile(kept, error);
  }
}

interface WriteOptions {
  /**
   * Whether the new text is on the disk before it replaces the old one, so that it survives a crash
   * of the machine.
   */
  readonly survivesCrash?: boolean;
}

function fill(file: number, text: string, survivesCrash: boolean): void {
  try {
    writeFileSync(file, text, 'utf8');
    if (survivesCrash) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Creates a new file, so that no other process can have it open. */
function createDraft(
  path: string,
  uniqueNumber: number,
): { readonly path: string; readonly file: number } {
  for (let attempt = uniqueNumber; ; attempt++) {
    const draft = `${path}.${attempt.toString(36)}.tmp`;
    try {
      return { path: draft, file: openSync(draft, 'wx', 0o600) };
    } catch (error) {
      if (!isCode(error, 'EEXIST') || attempt > uniqueNumber + 100) throw error;
    }
  }
}

function unreadable(path: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const isClosed = isCode(error, 'EACCES') || isCode(error, 'EPERM');
  return usageError(
    `cannot read \`${path}\`: ${fileTrouble(error)}`,
    isClosed ? 'change its owner or its permissions, or move it away' : 'move it away',
  );
}

/** The failure for a file that cannot be written. */
export function unwritableFile(path: string, error: unknown): Failure {
  return new Failure('usage', `cannot write \`${path}\`: ${fileTrouble(error)}`, {
    hint: remedies.find(([codes]) => codes.some((code) => isCode(error, code)))?.[1],
    cause: error,
  });
}

const remedies: readonly (readonly [readonly string[], string])[] = [
  [['EACCES', 'EPERM', 'EROFS', 'ENOENT'], 'make its folder writable'],
  [['ENOSPC', 'EDQUOT'], 'make room on that disk'],
  [['EISDIR', 'ENOTDIR', 'EEXIST', 'ELOOP', 'ENXIO'], 'move away what is in its place'],
];

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
