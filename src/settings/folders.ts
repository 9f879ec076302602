import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Makes a folder and those above it. The platform's own `recursive` never returns where a folder is
 * there and nothing can be made in it (`/proc`, Node 20). Rejects with the error of the file
 * system.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (!isParentMissing(path, error)) return;
    await makeFolder(dirname(path));
    await mkdir(path).catch(throwUnlessThere);
  }
}

/** The same, at once; new ones get `mode`. */
function makeFolderNow(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (!isParentMissing(path, error)) return;
    makeFolderNow(dirname(path), mode);
    try {
      mkdirSync(path, { mode });
    } catch (again) {
      throwUnlessThere(again);
    }
  }
}

/**
 * Makes a directory that only its owner may enter; one that is there already is tightened where
 * that is possible.
 */
export function makePrivateDirectory(path: string): void {
  makeFolderNow(path, 0o700);
  if ((statSync(path).mode & 0o077) === 0) return;
  try {
    chmodSync(path, 0o700);
  } catch {
    // A directory of another user keeps its mode; the files in it are 0600 anyway.
  }
}

/** False where it is there already; throws every other error. */
function isParentMissing(path: string, error: unknown): boolean {
  if (codeOf(error) === 'ENOENT' && dirname(path) !== path) return true;
  throwUnlessThere(error);
  return false;
}

function throwUnlessThere(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Whether `replaceFile` gives such names to what it has not finished. */
export function isDraft(name: string): boolean {
  return /^\.rexctl-[0-9a-f]{12}\.tmp$/.test(name);
}

/**
 * Puts a file in the place of whatever has that name, as a whole: a link is replaced and not
 * followed, and no reader sees half of it. A file keeps its mode. Rejects with the error of the
 * file system; then nothing has changed.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = join(dirname(path), `.rexctl-${randomBytes(6).toString('hex')}.tmp`);
  const file = await open(draft, 'wx');
  try {
    const mode = await modeOf(path);
    if (mode !== null) await file.chmod(mode);
    await file.writeFile(text).finally(() => file.close());
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** `null` where no file is. */
async function modeOf(path: string): Promise<number | null> {
  const found = await lstat(path).catch(() => null);
  return found?.isFile() ? found.mode & 0o777 : null;
}
