import { Option } from '@commander-js/extra-typings';
import { listing } from '../cli/options/option-text.ts';
import { type Mask, maskNames, parseMasks } from '../ui/compare/mask.ts';
import type { Grouping } from '../ui/follow/groups/ended-hosts.ts';
import { everyLine } from '../ui/follow/line-filter.ts';

/** The options that `run`, `rerun` and `watch` share. */
export function groupOptions() {
  return [
    new Option('--group', 'at the end, print hosts with the same output and result together'),
    maskOption('with --group, ignore'),
  ] as const;
}

/** `when` is the beginning of the description; the values of `--mask` follow it. */
export function maskOption(when: string) {
  return listing(maskNames, new Option('--mask <what>', when).argParser(parseMasks));
}

export const groupNeeds = [{ options: ['mask'], oneOf: ['group'] }] as const;

/** The option values as Commander passes them. */
export interface GroupFlags {
  readonly group?: true;
  readonly mask?: readonly Mask[];
}

/** `null` without `--group`. */
export function toGrouping({ group, mask = [] }: GroupFlags): Grouping | null {
  return group === true ? { masks: mask, filter: everyLine, tail: undefined } : null;
}

/** The options to type for the same groups, with a space before them; `''` without `--group`. */
export function groupWords(group: Pick<Grouping, 'masks'> | null): string {
  if (group === null) return '';
  return group.masks.length === 0 ? ' --group' : ` --group --mask ${group.masks.join(',')}`;
}
