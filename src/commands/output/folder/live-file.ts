import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { digestOfFile, type FileDigest } from './file-digest.ts';

/**
 * A file that is written while a host prints. It is open only during a write, because thousands of
 * hosts may print at the same time. Existing text of an earlier run is compared with new text; at
 * the first difference the file is cut.
 */
export class LiveFile {
  readonly path: string;
  /** Whether the file differs from that of an earlier run. */
  hasChanged = false;
  /** Whether another program has changed the file, so that its text may be lost. */
  isForeign = false;
  private readonly hash = createHash('sha256');
  /** The number of bytes that are known to be correct. */
  private written = 0;
  /** The size of the file; bytes after `written` are of an earlier run. `null` = not opened yet. */
  private size: number | null = null;

  constructor(path: string) {
    this.path = path;
  }

  get hasBegun(): boolean {
    return this.size !== null;
  }

  /**
   * Appends text. `isLast`: no more will follow, so further text of an earlier run is cut off.
   * Rejects with the error of the file system; then nothing new was written.
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

  /** The digest of the file on the disk; `null` if there is none. */
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

  /** Opens the file for the first time. Hard and symbolic links are replaced, not written to. */
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

  /** The number of these bytes that the file already has. */
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
      // Text that was written in part is removed, e.g. because the disk is full.
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

/** Opens an existing file; `null` if there is none or it is a symbolic link. */
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
