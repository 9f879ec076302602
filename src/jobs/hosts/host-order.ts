import { usageError } from '../../errors.ts';
import { alternatives } from '../../text/counts.ts';
import { type HostRun, hostStatuses } from './host-run.ts';

type Value = string | number | null;

const sortValues = {
  name: ({ name }) => name,
  status: ({ status }) => hostStatuses.indexOf(status),
  operatingsystem_name: (host) => host.operatingsystem_name,
  hostgroup_name: (host) => host.hostgroup_name,
  smart_proxy_name: (host) => host.smart_proxy_name,
  id: ({ id }) => id,
  started_at: ({ times }) => times?.started_at ?? null,
  ended_at: ({ times }) => times?.ended_at ?? null,
  duration: ({ times }) => times?.duration_s ?? null,
} as const satisfies Readonly<Record<string, (host: HostRun) => Value>>;

type SortName = keyof typeof sortValues;

export const hostSortNames = Object.keys(sortValues) as readonly SortName[];

/** The order of the hosts of a job. */
export interface HostOrder {
  readonly name: SortName;
  readonly descending: boolean;
}

/** Parses `NAME`, `NAME:asc` or `NAME:desc`; throws a usage `Failure` for other text. */
export function parseHostOrder(text: string): HostOrder {
  const [word = '', direction = 'asc', ...rest] = text.split(':');
  const name = hostSortNames.find((known) => known === word);
  if (name === undefined || rest.length > 0 || !/^(?:asc|desc)$/.test(direction))
    throw usageError(
      `invalid --sort \`${text}\`: expected ${alternatives(hostSortNames)}`,
      'add :asc or :desc for the direction',
    );
  return { name, descending: direction === 'desc' };
}

/** Sorts hosts; those without a value are last in both directions, equal ones sorted by name. */
export function sortedHosts<Host extends HostRun>(
  hosts: readonly Host[],
  { name, descending }: HostOrder,
): readonly Host[] {
  const value: (host: HostRun) => Value = sortValues[name];
  return hosts.toSorted((one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === null || b === null)
      return Number(a === null) - Number(b === null) || byName(one, other);
    return (descending ? -compared(a, b) : compared(a, b)) || byName(one, other);
  });
}

function compared(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : comparedWords(`${a}`, `${b}`);
}

let collator: Intl.Collator | undefined;

/**
 * Compares words similarly to the server's database, independent of the locale of this machine. The
 * collator is created on first use, because that takes 8 ms.
 */
function comparedWords(one: string, other: string): number {
  collator ??= new Intl.Collator('en');
  return collator.compare(one, other);
}

function byName(one: HostRun, other: HostRun): number {
  return comparedWords(one.name, other.name) || one.id - other.id;
}
