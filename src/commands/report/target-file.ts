import { constants, type Stats } from 'node:fs';
import { access, lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { usageError } from '../../errors.ts';
import { fileTrouble } from '../../text/file-trouble.ts';

/**
 * Throws for what no report can replace, before anything is read: a folder, a device, a
 * pipe, or a name in a folder that is missing or may not be written to.
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

/** An error of the command line about this file. */
export function unwritable(
  file: string,
  trouble: string,
  hint = 'name a file that you can write: --output FILE',
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
