import type { Context } from '../../../cli/context.ts';
import type { Answered } from '../../../documents/types.ts';
import type { HostRun } from '../../../jobs/hosts/host-run.ts';
import type { JobDetail } from '../../../jobs/job-invocation.ts';
import type { Wholeness } from '../snapshot.ts';
import { hostFiles } from './file-names.ts';
import { folderAnswer } from './folder-answer.ts';
import { mergedRows } from './folder-row.ts';
import { openOutputFolder } from './output-folder.ts';
import { unchangedRows, writeHosts } from './read-files.ts';

/** The hosts to write, and all hosts of the job. */
interface FolderHosts {
  readonly hosts: readonly HostRun[];
  readonly all: readonly HostRun[];
}

/**
 * Writes a file for each host, bytes unchanged, and `manifest.json` and `groups.txt`. The output of
 * an ended host is not read again if an unchanged file of an earlier run has it.
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
    const { gone } = merged;
    const { written } = read;
    const { document, prose, note } = folderAnswer({ job, path, rows, groups, written, gone });
    await context.print({
      document: { job_id: job.id, ...document } satisfies Answered<'output-dir'>,
      prose: () => prose,
    });
    if (note !== null) await context.note(note);
    return read.wholeness;
  } finally {
    folder.close();
  }
}
