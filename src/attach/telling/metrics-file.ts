import {
  closeSync,
  fchmodSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type Failure, usageError } from '../../errors.ts';
import { fileTrouble } from '../../text/file-trouble.ts';
import { type EarlierRun, earlierRunOf } from './metrics-text.ts';

const namedSo = /[^/\\]\.prom$/;

/**
 * Throws a usage `Failure`, before anything is sent, if the file could not be written at the end.
 * `uniqueNumber` gives each process its own draft.
 */
export function checkMetricsFile(path: string, uniqueNumber: number): void {
  if (!namedSo.test(path))
    throw usageError(
      `invalid --metrics \`${path}\`: expected a file whose name ends in .prom`,
      'the node_exporter of Prometheus reads only such files; try: --metrics nightly.prom',
    );
  try {
    if (!isPlace(path)) throw new Error('it is not a regular file');
    if (statSync(dirname(path), { throwIfNoEntry: false }) === undefined)
      throw new Error('its folder does not exist');
    const draft = draftOf(path, uniqueNumber);
    closeSync(openNew(draft));
    rmSync(draft, { force: true });
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** True for a regular file, or if nothing has this name. */
function isPlace(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? true;
}

function unwritable(path: string, error: unknown): Failure {
  return usageError(
    `cannot write the metrics to \`${path}\`: ${fileTrouble(error)}. Nothing was sent`,
    'name a file in a folder that you can write to',
  );
}

/** The node_exporter does not read files with this name. */
function draftOf(path: string, uniqueNumber: number): string {
  return `${path}.${uniqueNumber.toString(36)}.tmp`;
}

/** Removes what an earlier process left under this name; never follows a link. */
function openNew(path: string): number {
  rmSync(path, { force: true });
  return openSync(path, 'wx', 0o600);
}

/** `null` if there is no file that rexctl wrote. */
export function readEarlierRun(path: string): EarlierRun | null {
  try {
    return isPlace(path) ? earlierRunOf(readFileSync(path, 'utf8')) : null;
  } catch {
    return null;
  }
}

/** Replaces the whole file, and lets other users read it. Returns why that failed, or `null`. */
export function writeMetricsFile(path: string, text: string, uniqueNumber: number): string | null {
  const draft = draftOf(path, uniqueNumber);
  try {
    const file = openNew(draft);
    try {
      writeFileSync(file, text);
      fchmodSync(file, 0o644);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
    return null;
  } catch (error) {
    rmSync(draft, { force: true });
    return fileTrouble(error);
  }
}
