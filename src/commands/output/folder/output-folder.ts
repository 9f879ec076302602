import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { takeResumeLock } from '../../../attach/resume/process-lock.ts';
import type { Context } from '../../../cli/context.ts';
import { Failure, usageError } from '../../../errors.ts';
import type { JobDetail } from '../../../jobs/job-invocation.ts';
import { isDraft, makeFolder, replaceFile } from '../../../settings/folders.ts';
import { fileTrouble } from '../../../text/file-trouble.ts';
import { listed } from '../../../ui/terminal/names.ts';
import { plainScreen } from '../../../ui/terminal/screen.ts';
import { digestOfText, hasContent } from './file-digest.ts';
import { groupsFile, manifestFile } from './file-names.ts';
import { groupDocuments, groupsText } from './folder-groups.ts';
import {
  type EarlierManifest,
  type FolderGroup,
  type FolderOwner,
  type FolderRow,
  type Manifest,
  manifestText,
  readManifest,
} from './manifest.ts';

/** A folder with the outputs of a job; only one process at a time writes into it. */
export interface OutputFolder {
  /** The rows of hosts that earlier runs wrote, by id. */
  readonly earlier: ReadonlyMap<number, FolderRow>;
  /** Throws a `Failure` if any of the files exists and is not from rexctl. */
  admit(files: readonly string[]): Promise<void>;
  /** The path of a file in the folder. */
  pathOf(file: string): string;
  /** Writes a file if its content differs; resolves with whether it was written. */
  write(file: string, text: string): Promise<boolean>;
  /**
   * Adds to the manifest the files that may change: so they are known as files of rexctl, but the
   * manifest has no facts about them.
   */
  claim(files: readonly string[]): Promise<void>;
  /**
   * Writes the file with groups, then the manifest: all hosts of the folder, and the files that may
   * still change. Resolves with the groups.
   */
  index(rows: readonly FolderRow[], writing?: readonly string[]): Promise<readonly FolderGroup[]>;
  close(): void;
}

/**
 * Creates the folder for a job, or opens that of an earlier run. Throws a `Failure` for a folder of
 * another job, and if a file of `planned` exists that is not from rexctl.
 */
export async function openOutputFolder(
  context: Context,
  folder: string,
  job: JobDetail,
  planned: readonly string[],
): Promise<OutputFolder> {
  const { server } = await context.connection();
  const owner = { server, job_id: job.id, task: job.task?.id ?? null };
  await intoFolder(folder, () => makeFolder(folder));
  const unlock = await lockFolder(context, folder);
  try {
    const earlier = await readEarlier(folder, owner);
    const own = new Set(earlier?.files.map(folded));
    const there = await entriesOf(folder);
    refuseForeign(folder, there, { planned, own });
    await removeDrafts(folder, there);
    const files = new Set(there.map(({ name }) => name));
    const rows = earlier?.rows.filter(({ file }) => files.has(file)) ?? [];
    return folderOf(context, folder, owner, { rows, own }, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return intoFolder(folder, () => readdir(folder, { withFileTypes: true }));
}

/** Removes temporary files of a run that was killed. */
function removeDrafts(folder: string, there: readonly Dirent[]): Promise<void> {
  const drafts = there.filter((entry) => entry.isFile() && isDraft(entry.name));
  return intoFolder(folder, async () => {
    for (const { name } of drafts) await rm(join(folder, name), { force: true });
  });
}

function lockFolder({ runtime, clock }: Context, folder: string): Promise<() => void> {
  const words = { both: 'write the same files', instead: 'name another folder with --dir' };
  return intoFolder(folder, async () =>
    takeResumeLock(join(folder, manifestFile), runtime.self, clock, words),
  );
}

function folderOf(
  { clock }: Context,
  folder: string,
  owner: FolderOwner,
  { rows, own }: { readonly rows: readonly FolderRow[]; readonly own: ReadonlySet<string> },
  unlock: () => void,
): OutputFolder {
  const pathOf = (file: string) => join(folder, file);
  const mine = [manifestFile, groupsFile].map(folded);
  const write = (file: string, text: string) =>
    intoFolder(folder, async () => {
      if (await hasContent(pathOf(file), digestOfText(text))) return false;
      await replaceFile(pathOf(file), text);
      return true;
    });
  const writeManifest = (manifest: Pick<Manifest, 'hosts' | 'groups' | 'writing'>) =>
    write(manifestFile, manifestText({ ...owner, ...manifest }));
  return {
    earlier: new Map(rows.map((row) => [row.id, row])),
    async admit(planned) {
      refuseForeign(folder, await entriesOf(folder), { planned, own: new Set([...own, ...mine]) });
    },
    pathOf,
    write,
    async claim(writing) {
      const changing = new Set(writing);
      const kept = rows.filter(({ file }) => !changing.has(file));
      await writeManifest({ hosts: kept, groups: groupDocuments(kept), writing });
    },
    async index(hosts, writing = []) {
      await write(groupsFile, groupsText(hosts, plainScreen(clock)));
      const groups = groupDocuments(hosts);
      await writeManifest({ hosts, groups, writing });
      return groups;
    },
    close: unlock,
  };
}

/** The manifest of an earlier run; `null` if there is none. */
async function readEarlier(folder: string, owner: FolderOwner): Promise<EarlierManifest | null> {
  const text = await intoFolder(folder, () => textOf(join(folder, manifestFile)));
  if (text === null) return null;
  const found = readManifest(text);
  if (found === null) throw foreignFiles(folder, [manifestFile]);
  refuseOtherJob(folder, found, owner);
  const index = found.server === undefined ? [] : [groupsFile];
  return { ...found, files: [...found.files, ...index, manifestFile] };
}

/** The text of a file; `null` for none and for a link, which rexctl never writes and replaces. */
async function textOf(path: string): Promise<string | null> {
  try {
    return (await lstat(path)).isSymbolicLink() ? null : await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function refuseOtherJob(folder: string, found: EarlierManifest, owner: FolderOwner): void {
  const server = found.server ?? owner.server;
  const task = found.task ?? owner.task;
  const isSame = found.job_id === owner.job_id && server === owner.server;
  if (isSame && (owner.task === null || task === owner.task)) return;
  const where = server === owner.server ? '' : ` of ${server}`;
  throw usageError(
    `\`${folder}\` has the output of ${isSame ? 'another ' : ''}job ${found.job_id}${where}; nothing was written`,
    anotherFolder,
  );
}

const anotherFolder = 'name another folder: --dir FOLDER';

interface FileNames {
  readonly planned: readonly string[];
  readonly own: ReadonlySet<string>;
}

/**
 * Refuses files that are not from rexctl, and folders with the name of a file. Links are replaced.
 */
function refuseForeign(
  folder: string,
  entries: readonly Dirent[],
  { planned, own }: FileNames,
): void {
  const meant = new Set([...planned, groupsFile, manifestFile].map(folded));
  const there = entries.filter((entry) => meant.has(folded(entry.name)));
  if (there.some((entry) => entry.isDirectory())) throw unwritable(folder, 'it is a folder');
  const foreign = there.filter((entry) => !entry.isSymbolicLink() && !own.has(folded(entry.name)));
  if (foreign.length > 0)
    throw foreignFiles(
      folder,
      foreign.map(({ name }) => name),
    );
}

/** A key for a name: equal if a file system that ignores case or Unicode forms has one file. */
function folded(file: string): string {
  return file.normalize('NFC').toLowerCase();
}

function foreignFiles(folder: string, files: readonly string[]): Failure {
  return usageError(
    `\`${folder}\` has ${files.length === 1 ? 'a file' : 'files'} that rexctl did not write: ${listed(files)}; nothing was written`,
    anotherFolder,
  );
}

/** Runs `work`; errors of the file system are thrown as a `Failure`. */
export async function intoFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Failure ? error : folderTrouble(folder, error);
  }
}

/** The failure for an error of the file system; a full disk is not a usage error. */
export function folderTrouble(folder: string, error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'EMFILE', 'ENFILE'].includes(code))
    return unwritable(folder, fileTrouble(error));
  return new Failure('output_failed', `cannot write into \`${folder}\`: ${fileTrouble(error)}`, {
    hint: 'run the same command again: complete files are not written again',
    cause: error,
  });
}

function unwritable(folder: string, why: string): Failure {
  return usageError(
    `cannot write into \`${folder}\`: ${why}`,
    'name a folder that you can write to: --dir FOLDER',
  );
}
