import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** The size and digest of a file in the manifest. */
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

/** Whether a file is regular, not a link, and has this content. */
export async function hasContent(path: string, { bytes, sha256 }: FileDigest): Promise<boolean> {
  const found = await digestOfFile(path, bytes);
  return found?.sha256 === sha256;
}

/** The digest of a regular file; `null` for others, or if the size is not `size`. */
export async function digestOfFile(path: string, size?: number): Promise<FileDigest | null> {
  const { O_RDONLY, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;
  const file = await open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW).catch(() => null);
  if (file === null) return null;
  try {
    const stats = await file.stat();
    if (!stats.isFile() || (size !== undefined && stats.size !== size)) return null;
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const piece of file.createReadStream({ autoClose: false })) {
      hash.update(piece);
      bytes += piece.length;
    }
    return { bytes, sha256: hash.digest('hex') };
  } catch {
    return null;
  } finally {
    await file.close();
  }
}
