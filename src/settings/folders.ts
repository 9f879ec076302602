import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isParentMissing, throwUnlessThere } from './private-directory.ts';

/**
 * Creates a folder and its parents. Node's own `recursive` never returns if a parent exists and
 * nothing can be created in it (`/proc`, Node 20). Rejects with the error of the file system.
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

/** Whether `replaceFile` gives such names to what it has not finished. */
export function isDraft(name: string): boolean {
  return /^\.rexctl-[0-9a-f]{12}\.tmp$/.test(name);
}

/**
 * Replaces a file in one step: a link is replaced, not followed, and no reader sees a part of the
 * file. A file keeps its mode. Rejects with the error of the file system; then nothing has changed.
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
