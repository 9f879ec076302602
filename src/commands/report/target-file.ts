import { constants, type Stats } from 'node:fs';
import { access, lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { usageError } from '../../errors.ts';
import { fileTrouble } from '../../text/file-trouble.ts';

/**
 * Throws a `Failure`, before anything is read, if a report cannot replace the file: for a folder, a
 * device, a pipe, or if the folder of the file is missing or not writable.
 */
export async function checkTargetFile(file: string): Promise<void> {
  const found = await statsOf(file);
  if (found?.isDirectory()) throw unwritable(file, 'it is a folder');
  if (found !== null && !found.isFile() && !found.isSymbolicLink())
    throw unwritable(file, 'it is a pipe or a device', 'use standard output: > FILE');
  try {
    await access(dirname(file), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unwritable(file, isMissing(error) ? 'no such folder' : fileTrouble(error));
  }
}

/** The usage error about this file. */
export function unwritable(
  file: string,
  trouble: string,
  hint = 'name a file that you can write to: --output FILE',
): Error {
  return usageError(`cannot write \`${file}\`: ${trouble}`, hint);
}

async function statsOf(file: string): Promise<Stats | null> {
  try {
    return await lstat(file);
  } catch (error) {
    if (isMissing(error)) return null;
    throw unwritable(file, fileTrouble(error));
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
