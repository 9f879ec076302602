import type { Context } from '../../../cli/context.ts';
import type { HostRun } from '../../../jobs/hosts/host-run.ts';
import type { JobDetail } from '../../../jobs/job-invocation.ts';
import { hostPages } from '../../../lookup/host-pages.ts';
import { printedText } from '../../../ui/nouns/host-page.ts';
import type { Wholeness } from '../snapshot.ts';
import { digestOfText, hasContent } from './file-digest.ts';
import type { hostFiles } from './file-names.ts';
import { folderRow, isWhole } from './folder-row.ts';
import type { FolderRow } from './manifest.ts';
import type { OutputFolder } from './output-folder.ts';

export type FileOf = ReturnType<typeof hostFiles>;

/** The rows of hosts whose whole output is in the folder already. */
export async function unchangedRows(
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
  /** The number of new and changed files. */
  readonly written: number;
  readonly wholeness: Wholeness;
}

/** Reads the outputs of hosts and writes them into their files. */
export async function writeHosts(
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
