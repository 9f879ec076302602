import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import type { OwnProcess } from '../../cli/own-process.ts';
import type { Clock } from '../../clock.ts';
import {
  type Earlier,
  type Entry,
  entryLine,
  entryOf,
  type ResumeOwner,
  readEarlier,
  type Written,
} from './journal-entries.ts';
import { takeResumeLock } from './process-lock.ts';
import { appendTo, damaged, openRegular, textOf, unwritable } from './regular-file.ts';

/** Each time the file has grown by this much, the texts that were printed are removed from it. */
const compactAfterBytes = 16 * 1_048_576;

/** The file of `--resume`. Before each write to standard output, one line is appended to it. */
export interface Journal {
  readonly earlier: Earlier;
  record(hostId: number, checkpoint: unknown): void;
  /**
   * Appends a text with the checkpoints recorded since the last call. Throws the errors of the file
   * system.
   */
  append(written: Written): void;
  /** The system has accepted the next text. */
  taken(): void;
  /** Treats the texts of earlier runs as accepted: they were printed, or are appended again. */
  settleEarlier(): void;
  close(): void;
}

/** Throws a `Failure` if the file is in use, belongs to another follow, or is not a resume file. */
export function openJournal(
  path: string,
  owner: ResumeOwner,
  self: OwnProcess,
  clock: Clock,
): Journal {
  const unlock = takeLock(path, self, clock);
  try {
    const file = openRegular(path);
    return journalOf({ path, file }, readEarlier(file, path, owner), unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

function takeLock(path: string, self: OwnProcess, clock: Clock): () => void {
  try {
    return takeResumeLock(path, self, clock);
  } catch (error) {
    throw unwritable(path, error);
  }
}

function journalOf(
  opened: { path: string; file: number },
  earlier: Earlier,
  unlock: () => void,
): Journal {
  let pending = new Map<number, unknown[]>();
  let untaken = earlier.untaken.length;
  let grown = 0;
  let touched = false;
  return {
    earlier,
    record(hostId, checkpoint) {
      const checkpoints = pending.get(hostId);
      if (checkpoints === undefined) pending.set(hostId, [checkpoint]);
      else checkpoints.push(checkpoint);
    },
    append(written) {
      if (grown > compactAfterBytes) {
        opened.file = compacted(opened, untaken);
        grown = 0;
      }
      grown += appendTo(opened.file, entryLine({ ...written, hosts: [...pending], untaken }));
      pending = new Map();
      untaken++;
      touched = true;
    },
    taken() {
      untaken--;
    },
    settleEarlier() {
      untaken -= earlier.untaken.length;
      touched ||= earlier.untaken.length > 0;
    },
    close() {
      if (touched && untaken === 0) markTaken(opened.file);
      closeSync(opened.file);
      unlock();
    },
  };
}

/**
 * Records that all texts were accepted. If that fails, the next run only prints the last text
 * again.
 */
function markTaken(file: number): void {
  try {
    appendTo(file, entryLine({ at: null, text: '', hosts: [], untaken: 0 }));
  } catch {
    // A full disk was already reported when a text could not be appended.
  }
}

interface OpenedFile {
  readonly path: string;
  readonly file: number;
}

/**
 * Replaces the file by one without the texts that were printed, which are all but the last
 * `untaken`. It never writes through a link. Closes the old file and returns the new one, open.
 */
function compacted(old: OpenedFile, untaken: number): number {
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
