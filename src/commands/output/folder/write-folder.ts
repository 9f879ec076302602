import type { Context } from '../../../cli/context.ts';
import type { Answered } from '../../../documents/types.ts';
import type { HostRun } from '../../../jobs/hosts/host-run.ts';
import type { JobDetail } from '../../../jobs/job-invocation.ts';
import { hostPages } from '../../../lookup/host-pages.ts';
import { counted } from '../../../text/counts.ts';
import { printedText } from '../../../ui/nouns/host-page.ts';
import { listed } from '../../../ui/terminal/names.ts';
import type { Wholeness } from '../snapshot.ts';
import { digestOfText, hasContent } from './file-digest.ts';
import { hostFiles } from './file-names.ts';
import { folderRow, isWhole, mergedRows } from './folder-row.ts';
import type { FolderRow } from './manifest.ts';
import { type OutputFolder, openOutputFolder } from './output-folder.ts';

/** The hosts to write, and all of the job. */
interface FolderHosts {
  readonly hosts: readonly HostRun[];
  readonly all: readonly HostRun[];
}

/**
 * One file for each host, bytes unchanged, with `manifest.json` and `groups.txt` beside them. What
 * an earlier run wrote of a host that had ended is not read again while the file is as it was.
 */
export async function writeFolder(
  context: Context,
  job: JobDetail,
  { hosts, all }: FolderHosts,
  path: string,
): Promise<Wholeness> {
  const fileOf = hostFiles(all);
  const folder = await openOutputFolder(context, path, job, hosts.map(fileOf));
  try {
    const kept = await unchangedRows(folder, hosts, fileOf);
    const toRead = hosts.filter(({ id }) => !kept.has(id));
    if (toRead.length > 0) await folder.claim(toRead.map(fileOf));
    const read = await writeHosts(context, job, toRead, { folder, fileOf });
    const rows = hosts.flatMap(({ id }) => kept.get(id) ?? read.rows.get(id) ?? []);
    const merged = mergedRows(rows, folder.earlier, all);
    const groups = await folder.index(merged.hosts);
    await context.print({
      document: {
        job_id: job.id,
        folder: path,
        hosts: rows,
        groups,
        written: read.written,
        kept_files: merged.gone.map(({ file }) => file),
      } satisfies Answered<'output-dir'>,
      prose: () => writtenText(read.written, rows.length, path),
    });
    if (merged.gone.length > 0) await context.note(goneText(job, merged.gone));
    return read.wholeness;
  } finally {
    folder.close();
  }
}

type FileOf = ReturnType<typeof hostFiles>;

/** Hosts of which the folder has everything that they will ever print. */
async function unchangedRows(
  folder: OutputFolder,
  hosts: readonly HostRun[],
  fileOf: FileOf,
): Promise<ReadonlyMap<number, FolderRow>> {
  const kept = new Map<number, FolderRow>();
  for (const host of hosts) {
    const row = folder.earlier.get(host.id);
    if (row === undefined || !isWhole(row) || row.status !== host.status) continue;
    if (row.file !== fileOf(host) || row.name !== host.name) continue;
    if (await hasContent(folder.pathOf(row.file), row)) kept.set(host.id, row);
  }
  return kept;
}

interface ReadHosts {
  readonly rows: ReadonlyMap<number, FolderRow>;
  /** Files that were not there as they are now. */
  readonly written: number;
  readonly wholeness: Wholeness;
}

async function writeHosts(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
  { folder, fileOf }: { readonly folder: OutputFolder; readonly fileOf: FileOf },
): Promise<ReadHosts> {
  const rows = new Map<number, FolderRow>();
  let written = 0;
  let wholeness: Wholeness = 'whole';
  for await (const page of hostPages(context, job, hosts)) {
    if (page.torn) wholeness = 'torn';
    const file = fileOf(page);
    const text = printedText(page);
    if (await folder.write(file, text)) written++;
    rows.set(page.id, folderRow(page, file, digestOfText(text)));
  }
  return { rows, written, wholeness };
}

function writtenText(written: number, count: number, path: string): string {
  const same = count - written;
  if (written === 0 && count > 0) return `${path} is up to date (${counted(count, 'file')})\n`;
  const rest =
    same === 0 ? '' : `; ${counted(same, 'file')} ${same === 1 ? 'is' : 'are'} as before`;
  return `Wrote ${counted(written, 'file')} and manifest.json to ${path}${rest}\n`;
}

function goneText({ id }: JobDetail, gone: readonly FolderRow[]): string {
  const [what, are] = gone.length === 1 ? ['a host', 'was'] : ['hosts', 'were'];
  const files = listed(gone.map(({ file }) => file));
  return `${counted(gone.length, 'file')} of ${what} that job ${id} does not show now ${are} kept: ${files}`;
}
