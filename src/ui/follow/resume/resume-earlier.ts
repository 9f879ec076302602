import { fstatSync, ftruncateSync } from 'node:fs';
import { usageError } from '../../../errors.ts';
import { appendTo, textOf } from './resume-bytes.ts';
import { type Entry, entryOf, type Written } from './resume-entry.ts';
import { damaged, noResumeFile } from './resume-failures.ts';

/** Which follow a file belongs to; another one must not continue it. */
export interface ResumeOwner {
  readonly server: string;
  readonly job_id: number;
  /** Ids begin anew on a server that was set up anew at the same address. */
  readonly task: string | null;
}

const schema = 'rexctl/resume/1';

/** What an earlier run left. */
export interface Earlier {
  readonly changes: Map<number, unknown[]>;
  /** Texts of which is not known that they were printed. */
  readonly untaken: readonly Written[];
}

/** The first line of every resume file. */
export function headLine(owner: ResumeOwner): string {
  return `${JSON.stringify({ schema, ...owner })}\n`;
}

/**
 * Reads a resume file, or begins it. Throws a usage `Failure` for one that is another's or damaged.
 */
export function readEarlier(file: number, path: string, owner: ResumeOwner): Earlier {
  const [first = '', ...lines] = wholeLines(file, path, headLine(owner));
  checkOwner(first, owner, path);
  const changes = new Map<number, unknown[]>();
  let untaken: Entry[] = [];
  for (const [at, line] of lines.entries()) {
    const entry = entryOf(line);
    if (entry === null) throw damaged(path, at + 2);
    addChanges(changes, entry);
    untaken = [...lastOf(untaken, entry.untaken), entry];
  }
  return { changes, untaken: untaken.filter(({ text }) => text !== '') };
}

function addChanges(changes: Map<number, unknown[]>, { hosts }: Entry): void {
  for (const [id, some] of hosts) {
    const known = changes.get(id);
    if (known === undefined) changes.set(id, some);
    else for (const change of some) known.push(change);
  }
}

function lastOf<T>(list: readonly T[], count: number): readonly T[] {
  return count === 0 ? [] : list.slice(-count);
}

/**
 * A line without its end was being written when the run before died: what it tells was never
 * printed.
 */
function wholeLines(file: number, path: string, head: string): string[] {
  const text = textOf(file);
  const end = text.lastIndexOf('\n') + 1;
  if (end === 0 && !head.startsWith(text)) throw noResumeFile(path);
  const size = Buffer.byteLength(text.slice(0, end));
  if (size < fstatSync(file).size) ftruncateSync(file, size);
  if (end === 0) appendTo(file, head);
  return end === 0 ? [head.trimEnd()] : text.slice(0, end - 1).split('\n');
}

function checkOwner(line: string, owner: ResumeOwner, path: string): void {
  const found = headOf(line);
  if (found?.schema !== schema) throw noResumeFile(path);
  if (found.server !== owner.server || found.job_id !== owner.job_id)
    throw usageError(
      `\`${path}\` remembers job ${found.job_id} of ${found.server}, and this is job ${owner.job_id} of ${owner.server}`,
      'give another file to --resume',
    );
  if (found.task === undefined || found.task === owner.task) return;
  throw usageError(
    `\`${path}\` remembers another job ${found.job_id} of ${found.server}, which was set up anew since`,
    'give another file to --resume',
  );
}

function headOf(line: string): Partial<ResumeOwner & { schema: string }> | null {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
