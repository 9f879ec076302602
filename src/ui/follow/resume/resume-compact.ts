import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import { appendTo, textOf } from './resume-bytes.ts';
import { type Entry, entryOf } from './resume-entry.ts';
import { damaged } from './resume-failures.ts';

export interface OpenedFile {
  readonly path: string;
  readonly file: number;
}

/**
 * The same without the texts that have been printed, all but the last `untaken`; replaced as a
 * whole and never written through a link. Returns the new file, opened; the old one is closed.
 */
export function compacted(old: OpenedFile, untaken: number): number {
  const draft = `${old.path}.new`;
  rmSync(draft, { force: true });
  const fresh = openSync(draft, 'ax+', 0o600);
  try {
    for (const line of shortenedLines(old, untaken)) appendTo(fresh, line);
    renameSync(draft, old.path);
  } catch (error) {
    closeSync(fresh);
    rmSync(draft, { force: true });
    throw error;
  }
  closeSync(old.file);
  return fresh;
}

function* shortenedLines({ file, path }: OpenedFile, untaken: number): Generator<string> {
  const [head, ...lines] = textOf(file).trimEnd().split('\n');
  yield `${head}\n`;
  for (const [at, line] of lines.entries()) {
    const entry = entryOf(line);
    if (entry === null) throw damaged(path, at + 2);
    yield at < lines.length - untaken ? entryLine(withoutText(entry)) : `${line}\n`;
  }
}

function withoutText({ hosts }: Entry): Entry {
  return { at: null, text: '', hosts, untaken: 0 };
}

export function entryLine(entry: Entry): string {
  return `${JSON.stringify(entry)}\n`;
}
