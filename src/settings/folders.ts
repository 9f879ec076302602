import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isParentMissing, throwUnlessThere } from './private-directory.ts';

/**
 * Makes a folder and its parents. Node's own `recursive` never returns if nothing can be made in an
 * existing folder (`/proc`, Node 20). Rejects with the error of the file system.
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

/** Whether it is the name of an unfinished file of `replaceFile`. */
export function isDraft(name: string): boolean {
  return /^\.rexctl-[0-9a-f]{12}\.tmp$/.test(name);
}

/**
 * Replaces a file as a whole: a link is replaced, not followed, and readers never see half a file.
 * The mode is kept. Rejects with the error of the file system; then nothing has changed.
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

/** The mode of a file; `null` = there is no file. */
async function modeOf(path: string): Promise<number | null> {
  const found = await lstat(path).catch(() => null);
  return found?.isFile() ? found.mode & 0o777 : null;
}
