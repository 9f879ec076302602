import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { Failure, usageError } from '../../errors.ts';
import { fileTrouble } from '../../text/file-trouble.ts';

const anotherName = 'use another file name';

/**
 * Opens a file to read it and append to it. Refuses links, which could lead anywhere, and pipes and
 * devices, which cannot be read back.
 */
export function openRegular(path: string): number {
  const file = openUnlinked(path);
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw notRegular(path, 'is a pipe or a device');
}

function openUnlinked(path: string): number {
  const { O_RDWR, O_APPEND, O_CREAT, O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;
  try {
    return openSync(path, O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK | O_NOFOLLOW, 0o600);
  } catch (error) {
    throw isCode(error, 'ELOOP') ? notRegular(path, 'is a link') : unwritable(path, error);
  }
}

/** Reads the whole file from its beginning, whatever the current position is. */
export function textOf(file: number): string {
  const bytes = Buffer.from(new Uint8Array(fstatSync(file).size).buffer);
  let read = 0;
  for (let got = -1; got !== 0 && read < bytes.length; read += got)
    got = readSync(file, new Uint8Array(bytes.buffer), read, bytes.length - read, read);
  return bytes.toString('utf8', 0, read);
}

/** Writes all of the text, or nothing if the disk is full. Returns the number of bytes written. */
export function appendTo(file: number, text: string): number {
  const bytes = new Uint8Array(Buffer.from(text));
  const { size } = fstatSync(file);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  } catch (error) {
    ftruncateSync(file, size);
    throw error;
  }
  return bytes.length;
}

export function noResumeFile(path: string): Failure {
  return usageError(`\`${path}\` was not written by --resume; it was not changed`, anotherName);
}

function notRegular(path: string, what: string): Failure {
  return usageError(`--resume needs a regular file, but \`${path}\` ${what}`, anotherName);
}

/** For a file whose content cannot be continued. */
export function damaged(path: string, line?: number): Failure {
  const where = line === undefined ? '' : ` in line ${line}`;
  return usageError(
    `\`${path}\` is damaged${where}: it is unknown what was already printed`,
    `${anotherName}; all output is then printed from the beginning`,
  );
}

export function unwritable(path: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const why = isCode(error, 'ENOENT') ? 'its folder does not exist' : fileTrouble(error);
  return new Failure('output_failed', `cannot write the resume file \`${path}\`: ${why}`, {
    cause: error,
  });
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
