import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { digestOfFile, type FileDigest } from './file-digest.ts';

/**
 * A file that is written while a host prints. It is open only during a write, because thousands of
 * hosts print at once. What an earlier run left is compared with what comes: the file is cut where
 * both differ, and continued where it ends.
 */
export class LiveFile {
  readonly path: string;
  /** The file is not, or is no more, as an earlier run left it. */
  hasChanged = false;
  /** Something else has written into it: what this one had put there may be lost. */
  isForeign = false;
  private readonly hash = createHash('sha256');
  /** Bytes that are known to stand there. */
  private written = 0;
  /** Size of the file; beyond `written` it is of an earlier run. `null` before the first write. */
  private size: number | null = null;

  constructor(path: string) {
    this.path = path;
  }

  get hasBegun(): boolean {
    return this.size !== null;
  }

  /**
   * `isLast`: nothing will be added, and what an earlier run wrote beyond that is cut off. Rejects
   * with the error of the file system; then the file has nothing of this text.
   */
  async append(text: string, { isLast = false } = {}): Promise<void> {
    const bytes = new Uint8Array(Buffer.from(text));
    await this.opened(async (file) => {
      const known = await this.sameLength(file, bytes);
      if (known < bytes.length) await this.continueWith(file, bytes, known);
      this.written += bytes.length;
      this.hash.update(bytes);
      if (isLast && this.written < (this.size ?? 0)) await this.cut(file, this.written);
    });
  }

  /** As it stands on the disk; `null` where there is none. */
  async digest(): Promise<FileDigest | null> {
    if (this.isForeign || this.written !== this.size) return digestOfFile(this.path);
    return { bytes: this.written, sha256: this.hash.copy().digest('hex') };
  }

  private async opened(work: (file: FileHandle) => Promise<void>): Promise<void> {
    if (this.isForeign) return;
    const file = this.size === null ? await this.begin() : await reopened(this.path);
    if (file === null) {
      this.isForeign = true;
      return;
    }
    try {
      const { size } = await file.stat();
      this.isForeign = this.size !== null && size !== this.size;
      this.size ??= size;
      if (!this.isForeign) await work(file);
    } finally {
      await file.close();
    }
  }

  /** Nothing is written through a link of either kind: it is replaced. */
  private async begin(): Promise<FileHandle> {
    const known = await reopened(this.path);
    if (known !== null) {
      const stats = await known.stat();
      if (stats.isFile() && stats.nlink === 1) return known;
      await known.close();
    }
    this.hasChanged = true;
    await rm(this.path, { force: true });
    return open(this.path, 'wx+');
  }

  /** How many of these bytes stand in the file already. */
  private async sameLength(file: FileHandle, bytes: Uint8Array): Promise<number> {
    const there = new Uint8Array(Math.min(bytes.length, (this.size ?? 0) - this.written));
    for (let at = 0; at < there.length; ) {
      const { bytesRead } = await file.read(there, at, there.length - at, this.written + at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    const different = there.findIndex((byte, at) => byte !== bytes[at]);
    return different === -1 ? there.length : different;
  }

  private async continueWith(file: FileHandle, bytes: Uint8Array, from: number): Promise<void> {
    const start = this.written + from;
    if (start < (this.size ?? 0)) await this.cut(file, start);
    this.hasChanged = true;
    try {
      for (let at = from; at < bytes.length; )
        at += (await file.write(bytes, at, bytes.length - at, this.written + at)).bytesWritten;
    } catch (error) {
      // The rest of a line that found no room is worth nothing.
      const whole = this.written + bytes.subarray(0, from).lastIndexOf(lineEnd) + 1;
      await this.cut(file, whole).catch(() => undefined);
      throw error;
    }
    this.size = this.written + bytes.length;
  }

  private async cut(file: FileHandle, size: number): Promise<void> {
    await file.truncate(size);
    this.size = size;
    this.hasChanged = true;
  }
}

const lineEnd = 10;

/** `null` for none, and for a link. */
async function reopened(path: string): Promise<FileHandle | null> {
  const { O_RDWR, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;
  try {
    return await open(path, O_RDWR | O_NONBLOCK | O_NOFOLLOW);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ELOOP' || code === 'EMLINK') return null;
    throw error;
  }
}
