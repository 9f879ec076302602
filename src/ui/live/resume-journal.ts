import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { Failure, usageError } from '../../errors.ts';

/** Which follow a file belongs to; another one must not go on with it. */
export interface ResumeOwner {
  readonly server: string;
  readonly job_id: number;
}

/** A text that went to standard output. */
export interface Written {
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

/** The file behind `--resume`: one line for each write to standard output, appended before it. */
export interface Journal {
  readonly earlier: Earlier;
  record(hostId: number, change: unknown): void;
  /** With the changes recorded since the last call. Throws what the file system throws. */
  append(written: Written): void;
  close(): void;
}

/** Throws a usage `Failure` for a file that is another's, or no resume file at all. */
export function openJournal(path: string, owner: ResumeOwner): Journal {
  const head = `${JSON.stringify({ schema, ...owner })}\n`;
  let file = openOrCreate(path);
  let pending = new Map<number, unknown[]>();
  let grown = 0;
  return {
    earlier: readEarlier(file, { path, owner, head }),
    record(hostId, change) {
      const changes = pending.get(hostId);
      if (changes === undefined) pending.set(hostId, [change]);
      else changes.push(change);
    },
    append(written) {
      if (grown > compactAfterBytes) {
        file = compacted(file, path, head);
        grown = 0;
      }
      const entry: Entry = { ...written, hosts: [...pending] };
      grown += appendTo(file, `${JSON.stringify(entry)}\n`);
      pending = new Map();
    },
    close: () => closeSync(file),
  };
}

/** What an earlier run left. */
export interface Earlier {
  readonly changes: Map<number, unknown[]>;
  readonly last: Written | null;
}

function readEarlier(
  file: number,
  { path, owner, head }: { readonly path: string; readonly owner: ResumeOwner; readonly head: string },
): Earlier {
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

export function unwritable(path: string, error: unknown): Failure {
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
