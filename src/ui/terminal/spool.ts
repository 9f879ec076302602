import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../errors.ts';

/** A place for text that is too long for memory and is read once, at the end. */
export interface Spool {
  /** Returns where the text begins, in bytes. */
  append(bytes: Uint8Array): number;
  read(offset: number, length: number): Uint8Array;
  /** The text is gone afterwards. */
  close(): void;
}

export type OpenSpool = () => Spool;

/**
 * A temporary file that only this user can read (0600), unlinked at once where the platform allows
 * it, so that nothing is left behind however the program ends. It and its `append` throw a
 * `Failure` where there is no room.
 */
export function openSpoolFile(parent: string = tmpdir()): Spool {
  const { folder, file } = inFolder(parent, () => newFile(parent));
  const gone = tryRemove(folder);
  let end = 0;
  return {
    append(bytes) {
      const start = end;
      inFolder(parent, () => {
        for (let at = 0; at < bytes.length; )
          at += writeSync(file, bytes, at, bytes.length - at, start + at);
      });
      end += bytes.length;
      return start;
    },
    read(offset, length) {
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; ) {
        const got = readSync(file, bytes, at, length - at, offset + at);
        if (got === 0) break;
        at += got;
      }
      return bytes;
    },
    close() {
      closeSync(file);
      if (!gone) tryRemove(folder);
    },
  };
}

function newFile(parent: string) {
  const folder = mkdtempSync(join(parent, 'rexctl-'));
  return { folder, file: openSync(join(folder, 'output'), 'wx+', 0o600) };
}

function inFolder<T>(parent: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Failure('output_failed', `cannot store output in \`${parent}\`: ${why}`, {
      hint: 'set TMPDIR to a folder with more space, or use --format ndjson, which stores nothing',
      cause: error,
    });
  }
}

/** Windows does not remove what is open. */
function tryRemove(folder: string): boolean {
  try {
    rmSync(folder, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}
