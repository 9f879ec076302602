import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { isCode, notRegular, unwritable } from './resume-failures.ts';

/**
 * Opens a file to read it and to append to it. A link could lead anywhere, and of a pipe or a
 * device nothing can be read back: they are refused.
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

/** The whole file, wherever it was read or written before. */
export function textOf(file: number): string {
  const bytes = Buffer.from(new Uint8Array(fstatSync(file).size).buffer);
  let read = 0;
  for (let got = -1; got !== 0 && read < bytes.length; read += got)
    got = readSync(file, new Uint8Array(bytes.buffer), read, bytes.length - read, read);
  return bytes.toString('utf8', 0, read);
}

/** All of it or, where the disk is full, nothing. Returns how many bytes were written. */
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
