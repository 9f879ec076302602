import type { OwnProcess, PrintedFile } from '../../cli/own-process.ts';
import type { Clock } from '../../clock.ts';
import type { Failure } from '../../errors.ts';
import type { Output } from '../../ui/terminal/io.ts';
import { type Journal, openJournal } from './journal.ts';
import type { ResumeOwner, Written } from './journal-entries.ts';
import { unwritable } from './regular-file.ts';

/**
 * What was printed of a follow and how far each host's delivery was then, in a file (0600): before
 * each write to standard output its text and the checkpoints it stands for are appended, so that
 * after a crash the next run knows what was to be printed, and from standard output itself what
 * was.
 */
export interface ResumeFile {
  /**
   * Standard output, remembered: what is written holds the lines of all checkpoints recorded
   * before, and no others.
   */
  readonly output: Output;
  /** What `record` was given in earlier runs, by host and in order. */
  readonly checkpoints: ReadonlyMap<number, readonly unknown[]>;
  /** A checkpoint whose lines are printed with the next write. */
  record(hostId: number, checkpoint: unknown): void;
  /** Prints what the run before may have left unprinted; to be called first. */
  printUnprinted(): Promise<Certainty>;
  /** After everything was written; resolves when the system has taken it, or never will. */
  close(): Promise<void>;
}

interface ResumeSource {
  readonly path: string;
  readonly owner: ResumeOwner;
  readonly self: OwnProcess;
  readonly clock: Clock;
  readonly out: Output;
  /** The file that standard output is; `null` where it is none. */
  readonly outFile: () => PrintedFile | null;
  /**
   * The file cannot be written: nothing more is printed, because it could not be recorded.
   */
  readonly onFailure: (failure: Failure) => void;
}

/**
 * Opens or begins the file. Throws a `Failure` for one that is in use, another's, or no resume file
 * at all.
 */
export function openResumeFile(source: ResumeSource): ResumeFile {
  const journal = openJournal(source.path, source.owner, source.self, source.clock);
  const writer = journaledWriter(source, journal);
  return {
    output: Object.create(source.out, { write: { value: writer.write } }) as Output,
    checkpoints: journal.earlier.checkpoints,
    record: journal.record,
    printUnprinted: () => printUnprinted(source, journal, writer.write),
    async close() {
      await writer.settled();
      journal.close();
    },
  };
}

interface JournaledWriter {
  write(text: string): Promise<void>;
  /** Every write has been taken, or has failed. */
  settled(): Promise<void>;
}

function journaledWriter(
  { out, outFile, path, onFailure }: ResumeSource,
  journal: Journal,
): JournaledWriter {
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
      let drained = Promise.resolve();
      last = new Promise((resolve) => {
        drained = out.write(text, (taken) => {
          if (taken) journal.taken();
          resolve();
        });
      });
      return drained;
    },
    settled: () => last,
  };
}

async function printUnprinted(
  { out, outFile }: ResumeSource,
  journal: Journal,
  write: (text: string) => Promise<void>,
): Promise<Certainty> {
  const { certainty, rest } = findUnprinted(journal.earlier.untaken, outFile());
  if (certainty === 'exact') {
    if (rest.length > 0) await writeBytes(out, rest);
    journal.settleEarlier();
  } else {
    journal.settleEarlier();
    await write(Buffer.from(rest).toString());
  }
  return certainty;
}

/** The seam may be in the middle of a character. */
function writeBytes({ stream }: Output, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => void stream.write(bytes, () => resolve()));
}

/** How certain it is that the lines at the seam are printed once. */
export type Certainty =
  /** All that was printed before is known. */
  | 'exact'
  /**
   * Standard output is no file that can be read: whether the last text got through cannot be known.
   */
  | 'unknown'
  /** The file that standard output is has become shorter, as `>` instead of `>>` makes it. */
  | 'shorter'
  /** Something else stands where the last text was printed. */
  | 'foreign';

/** Between two runs: what is still to be printed of the texts of the earlier one. */
interface Unprinted {
  readonly certainty: Certainty;
  /** May begin in the middle of a character. */
  readonly rest: Uint8Array;
}

/** Compares the texts that may not have been printed with what stands in the file. */
export function findUnprinted(texts: readonly Written[], file: PrintedFile | null): Unprinted {
  const meant = Buffer.from(texts.map(({ text }) => text).join(''));
  const at = texts[0]?.at ?? null;
  if (meant.length === 0) return { certainty: 'exact', rest: meant };
  if (file === null || at === null) return { certainty: 'unknown', rest: meant };
  if (file.size < at) return { certainty: 'shorter', rest: meant };
  if (file.size === at) return { certainty: 'exact', rest: meant };
  const found = file.read(at, meant.length);
  return found === null ? { certainty: 'unknown', rest: meant } : comparison(meant, found);
}

/**
 * Whole lines that stand where they were meant to are printed; one that something else broke is
 * printed again.
 */
function comparison(meant: Buffer, found: Uint8Array): Unprinted {
  let same = 0;
  while (same < found.length && meant[same] === found[same]) same++;
  if (same === found.length) return { certainty: 'exact', rest: meant.subarray(same) };
  const line = meant.subarray(0, same).lastIndexOf('\n') + 1;
  return { certainty: 'foreign', rest: meant.subarray(line) };
}
