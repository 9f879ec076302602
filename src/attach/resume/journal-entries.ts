import { fstatSync, ftruncateSync } from 'node:fs';
import * as v from 'valibot';
import { usageError } from '../../errors.ts';
import { appendTo, damaged, noResumeFile, textOf } from './regular-file.ts';

/** The follow that a file belongs to; no other follow may continue it. */
export interface ResumeOwner {
  readonly server: string;
  readonly job_id: number;
  /** On a server that was reinstalled at the same address, ids start again at 1. */
  readonly task: string | null;
}

const schema = 'rexctl/resume/1';

/** The first line of every resume file. */
function headLine(owner: ResumeOwner): string {
  return `${JSON.stringify({ schema, ...owner })}\n`;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** One write to standard output, as a line of a resume file. */
const entrySchema = v.object({
  /** The size of standard output before the write; `null` if it was not a file. */
  at: v.nullable(count),
  text: v.string(),
  /** The checkpoints of the hosts whose lines are in this text. */
  hosts: v.array(v.tuple([v.number(), v.array(v.unknown())])),
  /** How many earlier writes the system had not accepted yet. */
  untaken: v.optional(count, 0),
});

export type Entry = v.InferOutput<typeof entrySchema>;

/** A text that was to be printed on standard output. */
export type Written = Pick<Entry, 'at' | 'text'>;

/** `null` for a line that is not an entry. */
export function entryOf(line: string): Entry | null {
  try {
    const result = v.safeParse(entrySchema, JSON.parse(line));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}

export function entryLine(entry: Entry): string {
  return `${JSON.stringify(entry)}\n`;
}

/** What an earlier run left in the file. */
export interface Earlier {
  readonly checkpoints: Map<number, unknown[]>;
  /** Texts that were perhaps not printed. */
  readonly untaken: readonly Written[];
}

/**
 * Reads a resume file, or creates it. Throws a usage `Failure` for a file of another follow or a
 * damaged one.
 */
export function readEarlier(file: number, path: string, owner: ResumeOwner): Earlier {
  const [first = '', ...lines] = wholeLines(file, path, headLine(owner));
  checkOwner(first, owner, path);
  const checkpoints = new Map<number, unknown[]>();
  let untaken: Entry[] = [];
  for (const [at, line] of lines.entries()) {
    const entry = entryOf(line);
    if (entry === null) throw damaged(path, at + 2);
    addCheckpoints(checkpoints, entry);
    untaken = [...lastOf(untaken, entry.untaken), entry];
  }
  return { checkpoints, untaken: untaken.filter(({ text }) => text !== '') };
}

function addCheckpoints(checkpoints: Map<number, unknown[]>, { hosts }: Entry): void {
  for (const [id, some] of hosts) {
    const known = checkpoints.get(id);
    if (known === undefined) checkpoints.set(id, some);
    else for (const checkpoint of some) known.push(checkpoint);
  }
}

function lastOf<T>(list: readonly T[], count: number): readonly T[] {
  return count === 0 ? [] : list.slice(-count);
}

/**
 * If the last line is incomplete, the earlier run died while it wrote it, and did not print its
 * text.
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
      `\`${path}\` belongs to job ${found.job_id} of ${found.server}, but this is job ${owner.job_id} of ${owner.server}`,
      'use another file with --resume',
    );
  if (found.task === undefined || found.task === owner.task) return;
  throw usageError(
    `\`${path}\` belongs to an earlier job ${found.job_id} of ${found.server}, which was reinstalled`,
    'use another file with --resume',
  );
}

function headOf(line: string): Partial<ResumeOwner & { schema: string }> | null {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
