import { hostFailureOf } from '../../../jobs/hosts/host-failure.ts';
import { failureReason } from '../../../ui/nouns/host.ts';
import { type HostPage, hostPageEnd } from '../../../ui/nouns/host-page.ts';
import type { FileDigest } from './file-digest.ts';
import type { FolderRow } from './manifest.ts';

/** The row of a host in the manifest. */
export function folderRow(page: HostPage, file: string, { bytes, sha256 }: FileDigest): FolderRow {
  const { id, name, status, exit_code, complete, notice } = page;
  const debug = page.lines.filter(({ stream }) => stream === 'debug').map(({ text }) => text);
  const end = hostPageEnd(page);
  const reason = failureReason(end);
  return {
    ...{ id, name, file, bytes, sha256, status, exit_code, reason, complete, notice },
    failure: hostFailureOf(end),
    debug,
  };
}

/** Whether the file has the whole output: no more will follow and nothing is missing. */
export function isWhole(row: FolderRow): boolean {
  return row.complete && row.notice === null;
}

/**
 * The rows of this run, and those of earlier runs for other hosts. They are in the order of the
 * job's hosts; hosts that the job no longer shows are last.
 */
export function mergedRows(
  rows: readonly FolderRow[],
  earlier: ReadonlyMap<number, FolderRow>,
  all: readonly { readonly id: number }[],
): { readonly hosts: readonly FolderRow[]; readonly gone: readonly FolderRow[] } {
  const merged = new Map([...earlier, ...rows.map((row) => [row.id, row] as const)]);
  const hosts = all.flatMap(({ id }) => merged.get(id) ?? []);
  for (const { id } of all) merged.delete(id);
  const gone = [...merged.values()];
  return { hosts: [...hosts, ...gone], gone };
}
