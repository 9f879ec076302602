import type { Failure } from '../../errors.ts';
import type { Output } from '../io.ts';
import { type Journal, openJournal, type ResumeOwner, unwritable, type Written } from './resume-journal.ts';

/** How sure it is that the lines at the seam come once. */
export type Seam =
  /** Nothing was printed before, or all of it is known to be in the file that standard output is. */
  | 'exact'
  /** Standard output is no file: whether the last text got through cannot be known, and it is printed again. */
  | 'repeated'
  /** The file that standard output is has become shorter, as `>` instead of `>>` makes it. */
  | 'shorter';

/**
 * What was printed of a follow and how far each host's delivery was then, in a file (0600): before each write to
 * standard output its text and the changes it stands for are appended, so that whoever comes after a crash knows what
 * was meant to be printed, and from the size of standard output what was.
 */
export interface ResumeFile {
  /** Standard output, remembered. */
  readonly output: Output;
  /** What `record` was given for this host in earlier runs, in order; given away once. */
  changesOf(hostId: number): readonly unknown[];
  /** A change whose lines are printed with the next write. */
  record(hostId: number, change: unknown): void;
  /** Prints what the run before may have left unprinted; to be called first. */
  goOn(): Promise<Seam>;
  close(): void;
}

export interface ResumeSource {
  readonly path: string;
  readonly owner: ResumeOwner;
  readonly out: Output;
  /** Bytes in the file that standard output is; `null` where it is none. */
  readonly outSize: () => number | null;
  /** The file cannot be written: nothing is printed any more, because it could not be remembered. */
  readonly onFailure: (failure: Failure) => void;
}

/** Opens or begins the file. Throws a usage `Failure` for one that is another's, or no resume file at all. */
export function openResumeFile(source: ResumeSource): ResumeFile {
  const journal = openJournal(source.path, source.owner);
  const { earlier } = journal;
  return {
    output: Object.create(source.out, { write: { value: rememberedWriter(source, journal) } }) as Output,
    changesOf(hostId) {
      const changes = earlier.changes.get(hostId) ?? [];
      earlier.changes.delete(hostId);
      return changes;
    },
    record: journal.record,
    goOn: () => printRest(earlier.last, source.out, source.outSize()),
    close: journal.close,
  };
}

/**
 * Remembers and writes at the end of a turn of the event loop, when all that one answer of the server brought is here:
 * a long one is printed in pieces, and its change is known only after the last of them.
 */
function rememberedWriter(
  { out, outSize, path, onFailure }: ResumeSource,
  journal: Journal,
): (text: string) => Promise<void> {
  let waiting = '';
  let broken = false;
  let flushed: Promise<void> | undefined;
  const flush = async (): Promise<void> => {
    const text = waiting;
    waiting = '';
    flushed = undefined;
    if (broken) return;
    try {
      journal.append({ at: outSize(), text });
    } catch (error) {
      broken = true;
      onFailure(unwritable(path, error));
      return;
    }
    await out.write(text);
  };
  return (text) => {
    if (text === '') return Promise.resolve();
    waiting += text;
    flushed ??= new Promise((resolve) => setImmediate(resolve)).then(flush);
    return flushed;
  };
}

/** The part of the last text that did not get into the file of standard output. */
async function printRest(last: Written | null, out: Output, size: number | null): Promise<Seam> {
  if (last === null || last.text === '') return 'exact';
  if (last.at === null || size === null || size < last.at) {
    await out.write(last.text);
    return size === null || last.at === null ? 'repeated' : 'shorter';
  }
  const bytes = Buffer.from(last.text);
  const printed = size - last.at;
  if (printed < bytes.length) await writeBytes(out, bytes.subarray(printed));
  return 'exact';
}

/** The seam may be in the middle of a character. */
function writeBytes({ stream }: Output, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => void stream.write(new Uint8Array(bytes), () => resolve()));
}
