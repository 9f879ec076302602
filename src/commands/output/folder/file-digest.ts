import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** What a manifest has of the content of a file. */
export interface FileDigest {
  readonly bytes: number;
  readonly sha256: string;
}

export function digestOfText(text: string): FileDigest {
  return {
    bytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text, 'utf8').digest('hex'),
  };
}

/** Whether a regular file has this content; a link to one has not. */
export async function hasContent(path: string, { bytes, sha256 }: FileDigest): Promise<boolean> {
  const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;
  const file = await open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW).catch(() => null);
  if (file === null) return false;
  try {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size !== bytes) return false;
    const hash = createHash('sha256');
    for await (const piece of file.createReadStream({ autoClose: false })) hash.update(piece);
    return hash.digest('hex') === sha256;
  } catch {
    return false;
  } finally {
    await file.close();
  }
}
