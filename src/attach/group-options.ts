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

/** `when`: the beginning of a sentence that the words of `--mask` end. */
export function maskOption(when: string) {
  return listing(maskNames, new Option('--mask <what>', when).argParser(parseMasks));
}

export const groupNeeds = [{ options: ['mask'], oneOf: ['group'] }] as const;

/** As Commander gives them. */
export interface GroupFlags {
  readonly group?: true;
  readonly mask?: readonly Mask[];
}

/** `null` without `--group`. */
export function toGrouping({ group, mask = [] }: GroupFlags): Grouping | null {
  return group === true ? { masks: mask, filter: everyLine, tail: undefined } : null;
}

/** What is typed to group again, with a blank before it; `''` without `--group`. */
export function groupWords(group: Pick<Grouping, 'masks'> | null): string {
  if (group === null) return '';
  return group.masks.length === 0 ? ' --group' : ` --group --mask ${group.masks.join(',')}`;
}
