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

/** Printed texts are dropped from the file each time it has grown by this much. */
const compactAfterBytes = 16 * 1_048_576;

/** The file behind `--resume`: one line for each write to standard output, appended before it. */
export interface Journal {
  readonly earlier: Earlier;
  record(hostId: number, checkpoint: unknown): void;
  /** With the checkpoints recorded since the last call. Throws what the file system throws. */
  append(written: Written): void;
  /** The system has taken one more of the texts, in their order. */
  taken(): void;
  /** The earlier texts count as taken: they were printed, or are appended again. */
  settleEarlier(): void;
  close(): void;
}

/** Throws a `Failure` for a file that is in use, another's, or no resume file at all. */
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

/** Records that all was taken; without it the last text is only printed once more. */
function markTaken(file: number): void {
  try {
    appendTo(file, entryLine({ at: null, text: '', hosts: [], untaken: 0 }));
  } catch {
    // A full disk has been reported where a text could not be appended.
  }
}

interface OpenedFile {
  readonly path: string;
  readonly file: number;
}

/**
 * The same without the texts that have been printed, all but the last `untaken`; replaced as a
 * whole and never written through a link. Returns the new file, opened; the old one is closed.
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
