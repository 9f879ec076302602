import {
  appendFileSync,
  closeSync,
  fchmodSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { makePrivateDirectory, readPrivateFile, unwritable } from './private-file.ts';

const mostBytes = 1 << 20;

/**
 * What was done from this machine, one JSON object a line. Appends one line with one write, so that lines of several processes do not mix; above a MiB the older half is
 * dropped. Throws a `Failure` that names the file.
 */
export function appendToLog(path: string, entry: Readonly<Record<string, unknown>>): void {
  try {
    makePrivateDirectory(dirname(path));
    const file = openSync(path, 'a', 0o600);
    try {
      if ((fstatSync(file).mode & 0o077) !== 0) fchmodSync(file, 0o600);
      writeSync(file, `${JSON.stringify(entry)}\n`);
      if (fstatSync(file).size > mostBytes) halve(path);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** What another process appends to the old file meanwhile is carried over. */
function halve(path: string): void {
  const old = openSync(path, 'r');
  try {
    const bytes = readFileSync(old);
    const cut = bytes.indexOf(0x0a, bytes.length / 2) + 1;
    const draft = `${path}.${bytes.length}.tmp`;
    writeFileSync(draft, bytes.subarray(cut), { mode: 0o600 });
    renameSync(draft, path);
    const late = readFileSync(old);
    if (late.length > 0) appendFileSync(path, late);
  } finally {
    closeSync(old);
  }
}

/** Oldest first; none where there is no file. Throws a usage `Failure` when it cannot be read. */
export function readLogLines(path: string, platform: string): readonly string[] {
  return (readPrivateFile(path, platform)?.text ?? '').split('\n').filter((line) => line !== '');
}
