import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { Failure, usageError } from '../../errors.ts';
import type { Output } from '../io.ts';

/** Which follow a file belongs to; another one must not go on with it. */
export interface ResumeOwner {
  readonly server: string;
  readonly job_id: number;
}

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

interface Written {
  /** Size of standard output before the write. */
  readonly at: number | null;
  readonly text: string;
}

interface Entry extends Written {
  readonly hosts: readonly (readonly [number, readonly unknown[]])[];
}

const schema = 'rexctl/resume/1';
/** The texts of the past are dropped when the file has grown by so much. */
const compactAfterBytes = 16 * 1_048_576;

/** Opens or begins the file. Throws a usage `Failure` for one that is another's, or no resume file at all. */
export function openResumeFile(source: ResumeSource): ResumeFile {
  const { path, out, outSize, onFailure } = source;
  const head = `${JSON.stringify({ schema, ...source.owner })}\n`;
  let file = openOrCreate(path);
  const earlier = readEarlier(file, source, head);
  let pending = new Map<number, unknown[]>();
  let grown = 0;
  let broken = false;
  const append = (entry: Entry) => {
    if (grown > compactAfterBytes) {
      file = compacted(file, path, head);
      grown = 0;
    }
    grown += appendTo(file, `${JSON.stringify(entry)}\n`);
  };
  const write = async (text: string): Promise<void> => {
    if (text === '' || broken) return;
    try {
      append({ at: outSize(), text, hosts: [...pending] });
      pending = new Map();
    } catch (error) {
      broken = true;
      onFailure(unwritable(path, error));
      return;
    }
    await out.write(text);
  };
  return {
    output: Object.create(out, { write: { value: write } }) as Output,
    changesOf(hostId) {
      const changes = earlier.changes.get(hostId) ?? [];
      earlier.changes.delete(hostId);
      return changes;
    },
    record(hostId, change) {
      const changes = pending.get(hostId);
      if (changes === undefined) pending.set(hostId, [change]);
      else changes.push(change);
    },
    goOn: () => printRest(earlier.last, out, outSize()),
    close: () => closeSync(file),
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

interface Earlier {
  readonly changes: Map<number, unknown[]>;
  readonly last: Written | null;
}

function readEarlier(file: number, { path, owner }: ResumeSource, head: string): Earlier {
  const lines = wholeLines(file, head, path);
  const changes = new Map<number, unknown[]>();
  let last: Written | null = null;
  for (const [at, line] of lines.entries()) {
    const value = parsed(line, path);
    if (at === 0) checkOwner(value, owner, path);
    else {
      const { hosts, ...written } = value as Entry;
      for (const [id, some] of hosts) changes.set(id, [...(changes.get(id) ?? []), ...some]);
      last = written;
    }
  }
  return { changes, last };
}

/** A line without its end was being written when the run before died: what it tells was never printed. */
function wholeLines(file: number, head: string, path: string): string[] {
  const text = readFileSync(file, 'utf8');
  const end = text.lastIndexOf('\n') + 1;
  if (end === 0 && !head.startsWith(text)) throw noResumeFile(path);
  const size = Buffer.byteLength(text.slice(0, end));
  if (size < fstatSync(file).size) ftruncateSync(file, size);
  if (end === 0) appendTo(file, head);
  return end === 0 ? [head.trimEnd()] : text.slice(0, end - 1).split('\n');
}

function parsed(line: string, path: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw noResumeFile(path);
  }
}

function checkOwner(value: unknown, owner: ResumeOwner, path: string): void {
  const found = value as Partial<ResumeOwner & { schema: string }> | null;
  if (found?.schema !== schema) throw noResumeFile(path);
  if (found.server === owner.server && found.job_id === owner.job_id) return;
  throw usageError(
    `\`${path}\` remembers job ${found.job_id} of ${found.server}, and this is job ${owner.job_id} of ${owner.server}`,
    'give another file to --resume',
  );
}

function noResumeFile(path: string): Failure {
  return usageError(
    `\`${path}\` is no file that --resume has written; it was left as it is`,
    'give the name of a new file',
  );
}

function openOrCreate(path: string): number {
  try {
    return openSync(path, 'a+', 0o600);
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, error: unknown): Failure {
  const why = error instanceof Error ? error.message : String(error);
  return new Failure('output_failed', `cannot write the resume file \`${path}\`: ${why}`, { cause: error });
}

/** Returns how many bytes were written. */
function appendTo(file: number, text: string): number {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, new Uint8Array(bytes), at);
  return bytes.length;
}

/** The same file without the texts, which have all been printed; replaced as a whole. */
function compacted(file: number, path: string, head: string): number {
  const [, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const fresh = openSync(`${path}.new`, 'w', 0o600);
  appendTo(fresh, head);
  for (const line of lines) {
    const { hosts } = JSON.parse(line) as Entry;
    appendTo(fresh, `${JSON.stringify({ at: null, text: '', hosts })}\n`);
  }
  closeSync(fresh);
  renameSync(`${path}.new`, path);
  closeSync(file);
  return openSync(path, 'a+', 0o600);
}
