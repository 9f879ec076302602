import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { makePrivateDirectory } from './private-directory.ts';
import { awaitPrivateFile, unwritableFile } from './private-file.ts';

const maxBytes = 1 << 20;
const unfollowed = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Appends a line, one JSON object, to the local history of this machine. It is written at once, so
 * that lines of several processes do not mix; above 1 MiB the older half is removed. Throws a
 * `Failure` that names the file.
 */
export function appendAuditLine(path: string, entry: Readonly<Record<string, unknown>>): void {
  try {
    makePrivateDirectory(dirname(path));
    const file = openLog(path);
    try {
      if ((fstatSync(file).mode & 0o077) !== 0) fchmodSync(file, 0o600);
      writeSync(file, `${endsTorn(file) ? '\n' : ''}${JSON.stringify(entry)}\n`);
      if (fstatSync(file).size > maxBytes) halve(path);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw unwritableFile(path, error);
  }
}

/** Opens the file. Refuses links, which could point anywhere, and pipes, which store nothing. */
function openLog(path: string): number {
  const { O_RDWR, O_APPEND, O_CREAT } = constants;
  const file = openSync(path, O_RDWR | O_APPEND | O_CREAT | unfollowed, 0o600);
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw new Error('it is not a regular file');
}

/** Whether the last line is incomplete: the machine crashed, or the disk was full. */
function endsTorn(file: number): boolean {
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
}

/**
 * Removes the older half. Lines that another process appends to the old file meanwhile are copied.
 */
function halve(path: string): void {
  const old = openSync(path, constants.O_RDONLY | unfollowed);
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const fresh = openSync(draft, 'ax', 0o600);
  try {
    const bytes = readFileSync(old);
    const cut = bytes.indexOf(0x0a, bytes.length / 2) + 1;
    writeFileSync(fresh, bytes.subarray(cut));
    renameSync(draft, path);
    writeFileSync(fresh, readFileSync(old));
  } finally {
    closeSync(fresh);
    closeSync(old);
    rmSync(draft, { force: true });
  }
}

/**
 * Reads the lines, oldest first; empty if there is no file. Throws a usage `Failure` if it cannot
 * be read.
 */
export async function readAuditLines(
  path: string,
  platform: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const file = await awaitPrivateFile(path, platform, signal);
  return (file?.text ?? '').split('\n').filter((line) => line !== '');
}
