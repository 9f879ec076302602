import type { Clock } from '../../../clock.ts';
import type { Failure } from '../../../errors.ts';
import type { Output } from '../../terminal/io.ts';
import type { ResumeOwner } from './resume-earlier.ts';
import { unwritable } from './resume-failures.ts';
import { type Journal, openJournal } from './resume-journal.ts';
import type { OwnProcess } from './resume-lock.ts';
import { type PrintedFile, type Sureness, seamOf } from './resume-seam.ts';

/**
 * What was printed of a follow and how far each host's delivery was then, in a file (0600): before
 * each write to standard output its text and the changes it stands for are appended, so that
 * whoever comes after a crash knows what was meant to be printed, and from standard output itself
 * what was.
 */
export interface ResumeFile {
  /**
   * Standard output, remembered: what is written holds the lines of all changes recorded before,
   * and no others.
   */
  readonly output: Output;
  /** What `record` was given in earlier runs, by host and in order. */
  readonly changes: ReadonlyMap<number, readonly unknown[]>;
  /** A change whose lines are printed with the next write. */
  record(hostId: number, change: unknown): void;
  /** Prints what the run before may have left unprinted; to be called first. */
  goOn(): Promise<Sureness>;
  /** After everything was written; resolves when the system has taken it, or never will. */
  close(): Promise<void>;
}

export interface ResumeSource {
  readonly path: string;
  readonly owner: ResumeOwner;
  readonly self: OwnProcess;
  readonly clock: Clock;
  readonly out: Output;
  /** The file that standard output is; `null` where it is none. */
  readonly outFile: () => PrintedFile | null;
  /**
   * The file cannot be written: nothing is printed any more, because it could not be remembered.
   */
  readonly onFailure: (failure: Failure) => void;
}

/**
 * Opens or begins the file. Throws a `Failure` for one that is in use, another's, or no resume file
 * at all.
 */
export function openResumeFile(source: ResumeSource): ResumeFile {
  const journal = openJournal(source.path, source.owner, source.self, source.clock);
  const writer = rememberedWriter(source, journal);
  return {
    output: Object.create(source.out, { write: { value: writer.write } }) as Output,
    changes: journal.earlier.changes,
    record: journal.record,
    goOn: () => printRest(source, journal, writer.write),
    async close() {
      await writer.settled();
      journal.close();
    },
  };
}

interface RememberedWriter {
  write(text: string): Promise<void>;
  /** Every write has been taken, or has failed. */
  settled(): Promise<void>;
}

function rememberedWriter(
  { out, outFile, path, onFailure }: ResumeSource,
  journal: Journal,
): RememberedWriter {
  let broken = false;
  let last: Promise<void> = Promise.resolve();
  return {
    write(text) {
      if (text === '' || broken) return Promise.resolve();
      try {
        journal.append({ at: outFile()?.size ?? null, text });
      } catch (error) {
        broken = true;
        onFailure(unwritable(path, error));
        return Promise.resolve();
      }
      let room = Promise.resolve();
      last = new Promise((resolve) => {
        room = out.write(text, (taken) => {
          if (taken) journal.taken();
          resolve();
        });
      });
      return room;
    },
    settled: () => last,
  };
}

async function printRest(
  { out, outFile }: ResumeSource,
  journal: Journal,
  write: (text: string) => Promise<void>,
): Promise<Sureness> {
  const { sureness, rest } = seamOf(journal.earlier.untaken, outFile());
  if (sureness === 'exact') {
    if (rest.length > 0) await writeBytes(out, rest);
    journal.settleEarlier();
  } else {
    journal.settleEarlier();
    await write(Buffer.from(rest).toString());
  }
  return sureness;
}

/** The seam may be in the middle of a character. */
function writeBytes({ stream }: Output, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => void stream.write(bytes, () => resolve()));
}
