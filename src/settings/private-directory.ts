import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** As `makeFolder`, at once; new ones get `mode`, whatever the umask. */
function makeFolderNow(path: string, mode: number): void {
  try {
    makeNow(path, mode);
  } catch (error) {
    if (!isParentMissing(path, error)) return;
    makeFolderNow(dirname(path), mode);
    try {
      makeNow(path, mode);
    } catch (again) {
      throwUnlessThere(again);
    }
  }
}

/** With `umask 177`, the owner could not enter a new folder. */
function makeNow(path: string, mode: number): void {
  mkdirSync(path, { mode });
  chmodSync(path, mode);
}

/**
 * Creates a folder that only its owner may enter. Restricts the mode of an existing one if
 * possible.
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

/** Of a folder that could not be made. False where it is there already; throws other errors. */
export function isParentMissing(path: string, error: unknown): boolean {
  if (codeOf(error) === 'ENOENT' && dirname(path) !== path) return true;
  throwUnlessThere(error);
  return false;
}

/** Of a folder that could not be made. */
export function throwUnlessThere(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
