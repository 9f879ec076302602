import { usageError } from '../../errors.ts';
import { alternatives } from '../../text/counts.ts';

/**
 * Options that exclude each other, in the order of the error message; with one of `unless` they can
 * be combined.
 */
export type Conflict<Name extends string = string> =
  | readonly Name[]
  | { readonly of: readonly Name[]; readonly unless: readonly Name[] };

/** Options that have no effect without one of the others. */
export interface Need<Name extends string = string> {
  readonly options: readonly Name[];
  readonly oneOf: readonly Name[];
  /** An argument that makes them effective too. */
  readonly orArgument?: string;
  readonly because?: string;
}

type Values = Readonly<Record<string, unknown>>;

/** Throws a usage `Failure` for options that contradict each other, naming them. */
export function refuseConflicts(conflicts: readonly Conflict[], values: Values): void {
  for (const conflict of conflicts) {
    const { of, unless } = 'of' in conflict ? conflict : { of: conflict, unless: [] };
    const given = of.filter((name) => isGiven(values[name]));
    if (given.length > 1 && !unless.some((name) => isGiven(values[name])))
      throw usageError(
        `${given.map(flagOf).join(' and ')} cannot be used together`,
        'use only one',
      );
  }
}

/** Throws a usage `Failure` for an option without the one that it needs. */
export function refuseUnmetNeeds(needs: readonly Need[], values: Values): void {
  for (const { options, oneOf, orArgument, because } of needs) {
    const given = options.find((name) => isGiven(values[name]));
    if (given === undefined || oneOf.some((name) => isGiven(values[name]))) continue;
    if (orArgument !== undefined && isGiven(values[orArgument])) continue;
    const reason = because === undefined ? '' : `: ${because}`;
    throw usageError(`${flagOf(given)} needs ${alternatives(oneOf.map(flagOf))}${reason}`);
  }
}

function isGiven(value: unknown): boolean {
  const isEmpty = Array.isArray(value) && value.length === 0;
  return value !== undefined && value !== false && !isEmpty;
}

/** `--dry-run` for `dryRun`. */
export function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
