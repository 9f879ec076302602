import type { HostGroup } from './groups.ts';
import { type Mask, masked } from './mask.ts';

/** Sets of masks to try, the smallest first. */
const sets: readonly (readonly Mask[])[] = [
  ['host'],
  ['numbers'],
  ['times'],
  ['host', 'numbers'],
  ['host', 'times'],
  ['numbers', 'times'],
  ['host', 'numbers', 'times'],
];

/**
 * Masks to suggest if every host printed something else: those with which two hosts with the same
 * result are equal. `null` = none.
 */
export function suggestedMasks(groups: readonly HostGroup[]): readonly Mask[] | null {
  if (groups.some(({ hosts }) => hosts.length > 1)) return null;
  const pair = groups.find((group, at) => isAlike(group, groups[at + 1]));
  const other = pair === undefined ? undefined : groups[groups.indexOf(pair) + 1];
  if (pair === undefined || other === undefined) return null;
  const [one, two] = [textOf(pair), textOf(other)];
  return sets.find((masks) => one(masks) === two(masks)) ?? null;
}

function isAlike(a: HostGroup, b: HostGroup | undefined): boolean {
  return b !== undefined && a.status === b.status && a.word === b.word;
}

function textOf(group: HostGroup): (masks: readonly Mask[]) => string {
  const { text, hosts } = group;
  return (masks) => masked(text, masks, hosts[0]?.name ?? '');
}
