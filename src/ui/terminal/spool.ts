import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../errors.ts';

/** Stores text that is too long for memory. */
export interface Spool {
  /** Appends bytes and returns their offset. */
  append(bytes: Uint8Array): number;
  read(offset: number, length: number): Uint8Array;
  /** Deletes the text. */
  close(): void;
}

export type OpenSpool = () => Spool;

/**
 * A spool in a temporary file that only this user can read (0600). It is deleted at once if the
 * platform allows it, so that nothing remains after the program. Throws a `Failure` if the disk is
 * full, also in `append`.
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

/** Tries to delete the folder; Windows cannot delete open files. */
function tryRemove(folder: string): boolean {
  try {
    rmSync(folder, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}
