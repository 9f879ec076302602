import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** A synchronous `makeFolder`; new folders get `mode`, regardless of the umask. */
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

/** Makes a folder. Without chmod, `umask 177` would make one that its owner cannot enter. */
function makeNow(path: string, mode: number): void {
  mkdirSync(path, { mode });
  chmodSync(path, mode);
}

/** Makes a directory that only its owner can enter, and restricts an existing one if possible. */
export function makePrivateDirectory(path: string): void {
  makeFolderNow(path, 0o700);
  if ((statSync(path).mode & 0o077) === 0) return;
  try {
    chmodSync(path, 0o700);
  } catch {
    // A directory of another user keeps its mode; the files in it are 0600 anyway.
  }
}

/**
 * Whether a folder could not be made because its parent is missing. False if the folder exists;
 * throws other errors.
 */
export function isParentMissing(path: string, error: unknown): boolean {
  if (codeOf(error) === 'ENOENT' && dirname(path) !== path) return true;
  throwUnlessThere(error);
  return false;
}

/** Throws the error of a folder that could not be made, unless the folder exists. */
export function throwUnlessThere(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
