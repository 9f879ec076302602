import { mkdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it. The platform's own `recursive` never returns where a folder is
 * there and nothing can be made in it (`/proc`, Node 20). Rejects with what the file system says.
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
export function makeFolderNow(path: string, mode: number): void {
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

/** False where it is there already; throws what cannot be helped. */
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
