import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Puts a file in the place of whatever has that name, as a whole: a link is replaced and not
 * followed, and nobody sees half of it. Rejects with what the file system says; then nothing has
 * changed.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = join(dirname(path), `.rexctl-${randomBytes(6).toString('hex')}.tmp`);
  const file = await open(draft, 'wx');
  try {
    await file.writeFile(text).finally(() => file.close());
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
