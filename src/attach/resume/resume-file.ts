import type { OwnProcess, PrintedFile } from '../../cli/own-process.ts';
import type { Clock } from '../../clock.ts';
import type { Failure } from '../../errors.ts';
import type { Output } from '../../ui/terminal/io.ts';
import { type Journal, openJournal } from './journal.ts';
import type { ResumeOwner, Written } from './journal-entries.ts';
import { unwritable } from './regular-file.ts';

/**
 * A file (mode 0600) that records what a follow printed, and how far the output of each host was
 * then. Before each write to standard output, its text and checkpoints are appended. After a crash,
 * the next run reads here what was to be printed, and from standard output what was printed.
 */
export interface ResumeFile {
  /**
   * A standard output whose writes are recorded: each text has the lines of all checkpoints
   * recorded before it, and no others.
   */
  readonly output: Output;
  /** The checkpoints of earlier runs, by host and in order. */
  readonly checkpoints: ReadonlyMap<number, readonly unknown[]>;
  /** Records a checkpoint whose lines are in the next write. */
  record(hostId: number, checkpoint: unknown): void;
  /** Prints what the previous run may not have printed; to be called first. */
  printUnprinted(): Promise<Certainty>;
  /** To be called after the last write; resolves when the system has accepted it, or has failed. */
  close(): Promise<void>;
}

interface ResumeSource {
  readonly path: string;
  readonly owner: ResumeOwner;
  readonly self: OwnProcess;
  readonly clock: Clock;
  readonly out: Output;
  /** The file that standard output goes to; `null` if it is not a file. */
  readonly outFile: () => PrintedFile | null;
  /** If the file cannot be written, nothing more is printed, because it could not be recorded. */
  readonly onFailure: (failure: Failure) => void;
}

/**
 * Opens or creates the file. Throws a `Failure` if it is in use, belongs to another follow, or is
 * not a resume file.
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
  /** True if the system has accepted or failed every write. */
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

/** The earlier text may end in the middle of a character. */
function writeBytes({ stream }: Output, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => void stream.write(bytes, () => resolve()));
}

/** How certain it is that the lines around the interruption are printed exactly once. */
export type Certainty =
  /** It is known what was printed before. */
  | 'exact'
  /** Standard output cannot be read back: it is unknown whether the last text was printed. */
  | 'unknown'
  /** The file has become shorter, as with `>` instead of `>>`. */
  | 'shorter'
  /** The file has other content where the last text was printed. */
  | 'foreign';

/** The part of the earlier run's texts that must still be printed. */
interface Unprinted {
  readonly certainty: Certainty;
  /** It may begin in the middle of a character. */
  readonly rest: Uint8Array;
}

/** Compares the texts that were perhaps not printed with the content of the file. */
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
 * Complete lines that are in the expected place were printed; a line that is broken is printed
 * again.
 */
function comparison(meant: Buffer, found: Uint8Array): Unprinted {
  let same = 0;
  while (same < found.length && meant[same] === found[same]) same++;
  if (same === found.length) return { certainty: 'exact', rest: meant.subarray(same) };
  const line = meant.subarray(0, same).lastIndexOf('\n') + 1;
  return { certainty: 'foreign', rest: meant.subarray(line) };
}
