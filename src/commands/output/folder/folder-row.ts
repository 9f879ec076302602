import { hostFailureOf } from '../../../jobs/hosts/host-failure.ts';
import { failureReason } from '../../../ui/nouns/host.ts';
import { type HostPage, hostPageEnd } from '../../../ui/nouns/host-page.ts';
import type { FileDigest } from './file-digest.ts';
import type { FolderRow } from './manifest.ts';

/** A host's page in the manifest. */
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

/** Nothing can be added to what was written, and nothing is missing in it. */
export function isWhole(row: FolderRow): boolean {
  return row.complete && row.notice === null;
}

/**
 * The rows of a run, with what earlier ones wrote of other hosts; in the order of the job's hosts,
 * those that it does not show now last.
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
