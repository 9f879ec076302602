import { type DiffLine, diffLines } from './diff.ts';
import { groupHosts, type HostGroup } from './group.ts';
import { comparedText, type HostPage } from './host-page.ts';
import { type Mask, masked } from './mask.ts';

/** How other hosts differ from the reference. */
export interface HostComparison {
  readonly reference: HostGroup;
  /** One entry per group of hosts that printed the same; failed first. */
  readonly others: readonly { readonly group: HostGroup; readonly diff: readonly DiffLine[] }[];
}

/**
 * Compares every group of hosts with the group of `against` (a host's id), or, where it is `null`, with what most
 * hosts printed. `undefined` where no host has that id, or there is no host.
 */
export function compareHosts(
  pages: readonly HostPage[],
  against: number | null,
  masks: readonly Mask[] = [],
): HostComparison | undefined {
  const groups = groupHosts(pages, masks);
  const reference = against === null ? largest(groups) : groupOf(groups, against);
  if (reference === undefined) return undefined;
  const before = maskedLines(reference, masks);
  const others = groups.filter((group) => group !== reference);
  return {
    reference,
    others: others.map((group) => ({ group, diff: diffLines(before, maskedLines(group, masks)) })),
  };
}

/** Among equally large groups the successful one. */
function largest(groups: readonly HostGroup[]): HostGroup | undefined {
  const most = Math.max(...groups.map((group) => group.hosts.length));
  return groups.findLast((group) => group.hosts.length === most);
}

function groupOf(groups: readonly HostGroup[], id: number): HostGroup | undefined {
  return groups.find((group) => group.hosts.some((host) => host.id === id));
}

function maskedLines(group: HostGroup, masks: readonly Mask[]): string[] {
  const [first] = group.hosts;
  const text = first === undefined ? '' : masked(comparedText(first), masks, first.name);
  return linesOf(text);
}

/** Without line ends; whether the last line has one does not matter here. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** The comparison as JSON tells it. */
export function comparisonDocument({ reference, others }: HostComparison): Readonly<Record<string, unknown>> {
  const hostsOf = (group: HostGroup) => group.hosts.map(({ id, name }) => ({ id, name }));
  return {
    reference: { hosts: hostsOf(reference), exit_code: reference.exit_code, output: reference.text },
    differences: others.map(({ group, diff }) => ({
      count: group.hosts.length,
      status: group.status,
      exit_code: group.exit_code,
      hosts: hostsOf(group),
      diff,
    })),
  };
}
