import type { JobDetail } from '../../../jobs/job-invocation.ts';
import { counted } from '../../../text/counts.ts';
import type { FilesAnswer } from '../../../ui/follow/view.ts';
import { listed } from '../../../ui/terminal/names.ts';
import type { FolderGroup, FolderRow } from './manifest.ts';

/** The result of writing a folder. */
interface WrittenFolder {
  readonly job: JobDetail;
  readonly path: string;
  /** The rows of the requested hosts. */
  readonly rows: readonly FolderRow[];
  readonly groups: readonly FolderGroup[];
  /** The number of new and changed files. */
  readonly written: number;
  /** The rows of hosts that the job no longer shows. */
  readonly gone: readonly FolderRow[];
}

export function folderAnswer({
  job,
  path,
  rows,
  groups,
  written,
  gone,
}: WrittenFolder): FilesAnswer {
  return {
    document: {
      folder: path,
      hosts: rows,
      groups,
      written,
      kept_files: gone.map(({ file }) => file),
    },
    prose: writtenText(written, rows.length, path),
    note: gone.length > 0 ? goneText(job, gone) : null,
  };
}

function writtenText(written: number, count: number, path: string): string {
  const same = count - written;
  if (written === 0 && count > 0) return `${path} is up to date (${counted(count, 'file')})\n`;
  const rest =
    same === 0 ? '' : `; ${counted(same, 'file')} ${same === 1 ? 'is' : 'are'} unchanged`;
  return `Wrote ${counted(written, 'file')}, manifest.json and groups.txt to ${path}${rest}\n`;
}

function goneText({ id }: JobDetail, gone: readonly FolderRow[]): string {
  const [what, are] = gone.length === 1 ? ['a host', 'was'] : ['hosts', 'were'];
  const files = listed(gone.map(({ file }) => file));
  return `${counted(gone.length, 'file')} of ${what} that job ${id} does not show now ${are} kept: ${files}`;
}
