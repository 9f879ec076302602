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

/** How the hosts of a job are sorted. */
export interface HostOrder {
  readonly name: SortName;
  readonly descending: boolean;
}

/** Throws a usage `Failure` for anything but a known name, with `:asc` or `:desc` or neither. */
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

/** Those without the value come last in both directions; equal ones are in the order of names. */
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
 * Near to the order of the server's database, whatever the language of this machine is. Made when
 * it is used, which takes 8 ms.
 */
function comparedWords(one: string, other: string): number {
  collator ??= new Intl.Collator('en');
  return collator.compare(one, other);
}

function byName(one: HostRun, other: HostRun): number {
  return comparedWords(one.name, other.name) || one.id - other.id;
}
