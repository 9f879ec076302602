import type { Document, Shape } from '../../documents/types.ts';
import { reasonOfWord } from '../nouns/host.ts';
import type { ComparedHost } from './compared-host.ts';
import { type DiffLine, diffLines } from './diff.ts';
import { groupHosts, type HostGroup } from './group.ts';
import { type Mask, masked } from './mask.ts';

/** How other hosts differ from the reference. */
export interface HostComparison {
  readonly reference: HostGroup;
  /** Hosts that printed the same together; failed first. */
  readonly others: readonly HostGroup[];
  /**
   * From the reference to one of the others; made when it is asked for, because all of them are
   * long.
   */
  diffOf(group: HostGroup): readonly DiffLine[];
}

/**
 * Compares every group of hosts with the group of `against` (a host's id), or, where it is `null`,
 * with what most hosts printed. `undefined` where no host has that id, or there is no host.
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

/** Among equally large groups the successful one. */
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

/**
 * Without line feeds, every other byte is compared; whether the last line has one does not matter
 * here.
 */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** What is compared with, as JSON tells it. */
export function referenceDocument({
  reference,
}: HostComparison): Document<'output-diff'>['reference'] {
  const { exit_code, text } = reference;
  return { hosts: hostsOf(reference), exit_code, output: text };
}

/** One of the others as JSON tells it. */
export function differenceDocument(
  comparison: HostComparison,
  group: HostGroup,
): Document<'output-diff'>['differences'][number] {
  const { hosts, status, exit_code, word } = group;
  return {
    count: hosts.length,
    status,
    exit_code,
    reason: reasonOfWord(status, word),
    hosts: hostsOf(group),
    diff: comparison.diffOf(group),
  };
}

function hostsOf({ hosts }: HostGroup): readonly Shape<'target'>[] {
  return hosts.map(({ id, name }) => ({ id, name }));
}
