import { type ChangeObject, diffArrays } from 'diff';
import type { Document, Shape } from '../../documents/types.ts';
import { reasonOfWord } from '../nouns/host.ts';
import { type ComparedHost, groupHosts, type HostGroup } from './groups.ts';
import { type Mask, masked } from './mask.ts';

/** The differences of other hosts from the reference. */
export interface HostComparison {
  readonly reference: HostGroup;
  /** The other hosts, grouped by output; failed groups first. */
  readonly others: readonly HostGroup[];
  /** The difference from the reference to a group, computed on demand because it may be long. */
  diffOf(group: HostGroup): readonly DiffLine[];
}

/**
 * Compares every group of hosts with the group of `against` (a host's id) or, if that is `null`,
 * with the largest group. `undefined` = no host has that id, or there is no host.
 */
export function compareHosts(
  hosts: readonly ComparedHost[],
  against: number | null,
  masks: readonly Mask[] = [],
): HostComparison | undefined {
  const groups = groupHosts(hosts, masks);
  const reference = against === null ? largest(groups) : groupOf(groups, against);
  if (reference === undefined) return undefined;
  const before = maskedLines(reference, masks);
  return {
    reference,
    others: groups.filter((group) => group !== reference),
    diffOf: (group) => diffLines(before, maskedLines(group, masks)),
  };
}

/** The largest group; of equally large ones a successful one. */
function largest(groups: readonly HostGroup[]): HostGroup | undefined {
  const most = groups.reduce((size, { hosts }) => Math.max(size, hosts.length), 0);
  return groups.findLast((group) => group.hosts.length === most);
}

function groupOf(groups: readonly HostGroup[], id: number): HostGroup | undefined {
  return groups.find((group) => group.hosts.some((host) => host.id === id));
}

function maskedLines(group: HostGroup, masks: readonly Mask[]): string[] {
  const [first] = group.hosts;
  const text = first === undefined ? '' : masked(first.text.read(), masks, first.name);
  return linesOf(text);
}

/** The lines without line feeds. A missing line feed at the end is ignored, other bytes are not. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** The reference as JSON. */
export function referenceDocument({
  reference,
}: HostComparison): Document<'output-diff'>['reference'] {
  const { exit_code, text } = reference;
  return { hosts: hostsOf(reference), exit_code, output: text };
}

/** One of the other groups as JSON. */
export function differenceDocument(
  comparison: HostComparison,
  group: HostGroup,
): Document<'output-diff'>['differences'][number] {
  const { hosts, status, exit_code, word, failure } = group;
  return {
    count: hosts.length,
    status,
    exit_code,
    reason: reasonOfWord(status, word),
    failure,
    hosts: hostsOf(group),
    diff: comparison.diffOf(group),
  };
}

function hostsOf({ hosts }: HostGroup): readonly Shape<'target'>[] {
  return hosts.map(({ id, name }) => ({ id, name }));
}

/** A line of a difference: in both texts, only in the first, or only in the second. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly line: string;
}

/** The most edits for a shortest difference; with more, all differing lines are one block. */
export const mostEdits = 1_000;

/**
 * The shortest difference between two texts by lines (Myers' algorithm). If they have little in
 * common, it is all old lines, then all new ones, which limits time and memory.
 */
export function diffLines(
  before: readonly string[],
  after: readonly string[],
  limit: number = mostEdits,
): DiffLine[] {
  const start = sharedStart(before, after);
  const end = sharedEnd(before, after, start);
  const oldLines = before.slice(start, before.length - end);
  const newLines = after.slice(start, after.length - end);
  return [
    ...ofKind('same', before.slice(0, start)),
    ...(editsBetween(oldLines, newLines, limit) ?? [
      ...ofKind('removed', oldLines),
      ...ofKind('added', newLines),
    ]),
    ...ofKind('same', before.slice(before.length - end)),
  ];
}

function ofKind(kind: DiffLine['kind'], lines: readonly string[]): DiffLine[] {
  return lines.map((line) => ({ kind, line }));
}

function sharedStart(a: readonly string[], b: readonly string[]): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}

function sharedEnd(a: readonly string[], b: readonly string[], start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let count = 0;
  while (count < most && a[a.length - 1 - count] === b[b.length - 1 - count]) count++;
  return count;
}

/** Whether the texts certainly need more edits than the limit, judged by their common lines. */
export function isFarApart(
  a: readonly string[],
  b: readonly string[],
  limit: number = mostEdits,
): boolean {
  return a.length + b.length - 2 * sharedLines(a, b) > limit;
}

/** The difference; `null` if it needs more than `limit` edits. */
function editsBetween(a: string[], b: string[], limit: number): DiffLine[] | null {
  if (isFarApart(a, b, limit)) return null;
  const changes = diffArrays(a, b, { maxEditLength: limit });
  return changes?.flatMap((change) => ofKind(kindOf(change), change.value)) ?? null;
}

function kindOf({ added, removed }: ChangeObject<string[]>): DiffLine['kind'] {
  if (added) return 'added';
  return removed ? 'removed' : 'same';
}

/** The number of common lines in any order. */
function sharedLines(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>();
  for (const line of a) left.set(line, (left.get(line) ?? 0) + 1);
  let shared = 0;
  for (const line of b) {
    const count = left.get(line) ?? 0;
    if (count === 0) continue;
    left.set(line, count - 1);
    shared++;
  }
  return shared;
}
