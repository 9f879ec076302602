import { closeSync } from 'node:fs';
import type { Clock } from '../../../clock.ts';
import { appendTo, openRegular } from './resume-bytes.ts';
import { compacted, entryLine } from './resume-compact.ts';
import { type Earlier, type ResumeOwner, readEarlier } from './resume-earlier.ts';
import type { Written } from './resume-entry.ts';
import { unwritable } from './resume-failures.ts';
import { type OwnProcess, takeResumeLock } from './resume-lock.ts';

/** The texts of the past are dropped when the file has grown by so much. */
const compactAfterBytes = 16 * 1_048_576;

/** The file behind `--resume`: one line for each write to standard output, appended before it. */
export interface Journal {
  readonly earlier: Earlier;
  record(hostId: number, change: unknown): void;
  /** With the changes recorded since the last call. Throws what the file system throws. */
  append(written: Written): void;
  /** The system has taken one more of the texts, in their order. */
  taken(): void;
  /** The earlier texts are no concern any more: they were printed, or are appended again. */
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
    record(hostId, change) {
      const changes = pending.get(hostId);
      if (changes === undefined) pending.set(hostId, [change]);
      else changes.push(change);
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

/** That all was taken; without that word the last text is only printed once more. */
function markTaken(file: number): void {
  try {
    appendTo(file, entryLine({ at: null, text: '', hosts: [], untaken: 0 }));
  } catch {
    // A full disk has been told where a text could not be remembered.
  }
}
