import { createHash } from 'node:crypto';
import { groupHosts, type HostGroup } from '../../../ui/compare/groups.ts';
import { groupTitles } from '../../../ui/compare/prose.ts';
import { endWord, isServerEcho, reasonOfWord } from '../../../ui/nouns/host.ts';
import type { Screen } from '../../../ui/terminal/screen.ts';
import type { FolderGroup, FolderRow } from './manifest.ts';

/** The groups of hosts with the same result and output, like those of `--group`. */
function folderGroups(rows: readonly FolderRow[]): readonly HostGroup[] {
  return groupHosts(rows.map(comparedRow));
}

function comparedRow({ debug, sha256, bytes, reason, ...host }: FolderRow) {
  const { id, name, status, exit_code, failure } = host;
  const word = reason ?? endWord({ status, exit_code, last_line: null });
  const about = debug.filter((text) => !isServerEcho(text)).map((text) => text.trimEnd());
  const digest = bytes > 0 ? sha256 : createHash('sha256').update(about.join('\n')).digest('hex');
  const text = { digest, read: () => '' };
  return { id, name, status, exit_code, word, failure, digest, text };
}

/** The groups in the form of the manifest. */
export function groupDocuments(rows: readonly FolderRow[]): readonly FolderGroup[] {
  const fileOf = filesById(rows);
  return folderGroups(rows).map((group) => ({
    count: group.hosts.length,
    status: group.status,
    exit_code: group.exit_code,
    reason: reasonOfWord(group.status, group.word),
    failure: group.failure,
    hosts: group.hosts.map(({ id, name }) => ({ id, name })),
    file: fileOf(group),
  }));
}

/** The text of `groups.txt`: a line for each group with the file to read below it. */
export function groupsText(rows: readonly FolderRow[], screen: Screen): string {
  const groups = folderGroups(rows);
  const title = groupTitles(screen);
  const fileOf = filesById(rows);
  return groups.map((group) => `${title(group)}\n  ${fileOf(group)}\n`).join('');
}

/** Returns a function that finds the file of a group's first host. */
function filesById(rows: readonly FolderRow[]): (group: HostGroup) => string {
  const files = new Map(rows.map(({ id, file }) => [id, file]));
  return ({ hosts: [first] }) => files.get(first?.id ?? 0) ?? '';
}
