import { close, constants, createReadStream, fstat, open, readFile, type Stats } from 'node:fs';
import { addAbortSignal, Readable } from 'node:stream';
import { promisify } from 'node:util';
import { unlessAborted } from '../clock.ts';

/** A longer input is a mistake: an endless device, or a disk image. */
const maxBytes = 64 << 20;

/**
 * Reads a whole file, pipe or device. If possible, a wait does not block a thread, because a
 * blocked thread keeps the process from ending; so a pipe is opened even if it has no writer yet.
 * Rejects with the error of the file system, or with the signal's reason.
 */
export async function readBytes(path: string, signal?: AbortSignal): Promise<Buffer> {
  return (await readFileWith(path, signal)).bytes;
}

/**
 * Like `readBytes`, but also returns the kind of the file; `refuse` throws for one that must not be
 * read.
 */
export async function readFileWith(
  path: string,
  signal?: AbortSignal,
  refuse: (stats: Stats) => void = () => undefined,
): Promise<{ readonly bytes: Buffer; readonly stats: Stats }> {
  const opened = openWithoutWaiting(path, refuse);
  const { file, stats } = await unlessAborted(opened, signal).catch((error: unknown) => {
    opened.then(
      ({ file: late }) => close(late),
      () => undefined,
    );
    throw error;
  });
  const isPlain = stats.isFile() && stats.size > 0 && stats.size <= maxBytes;
  const bytes = isPlain
    ? await unlessAborted(bytesOfFile(file), signal)
    : await bytesOf(await streamOf(file, stats), signal);
  return { bytes, stats };
}

/** Reads a regular file, as most are; a stream would take longer. */
async function bytesOfFile(file: number): Promise<Buffer> {
  try {
    return await promisify(readFile)(file);
  } finally {
    close(file);
  }
}

/**
 * Reads a stream up to the size limit. Always rejects when the signal aborts, even if Node's stream
 * does not end.
 */
export async function bytesOf(
  stream: NodeJS.ReadableStream,
  signal?: AbortSignal,
): Promise<Buffer> {
  const input =
    stream instanceof Readable && signal !== undefined ? addAbortSignal(signal, stream) : stream;
  const all = collected(input);
  try {
    return await unlessAborted(all, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    all.catch(() => undefined);
  }
}

async function collected(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    size += bytes.length;
    if (size > maxBytes) throw new Error(`it has more than ${maxBytes >> 20} MiB`);
  }
  return Buffer.concat(chunks);
}

interface Opened {
  readonly file: number;
  readonly stats: Stats;
}

async function openWithoutWaiting(path: string, refuse: (stats: Stats) => void): Promise<Opened> {
  const file = await promisify(open)(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = await promisify(fstat)(file);
    refuse(stats);
    return { file, stats };
  } catch (error) {
    close(file);
    throw error;
  }
}

/**
 * The stream of a file. Pipes and terminals are read by the event loop, other files by a thread.
 */
async function streamOf(file: number, stats: Stats): Promise<Readable> {
  if (stats.isFIFO()) {
    const { Socket } = await import('node:net');
    return new Socket({ fd: file, readable: true, writable: false });
  }
  const { isatty, ReadStream } = await import('node:tty');
  return isatty(file) ? new ReadStream(file) : createReadStream('', { fd: file });
}
