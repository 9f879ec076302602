import { refusal, usageError } from '../errors.ts';

/** How many hosts a canary has. */
export type CanarySize =
  | { readonly kind: 'hosts'; readonly count: number }
  /** A share of all hosts in percent, more than 0 and less than 100. */
  | { readonly kind: 'share'; readonly percent: number };

export interface CanaryGroups<Host> {
  readonly canary: readonly Host[];
  readonly rest: readonly Host[];
}

/** Parses a number or share of hosts; throws a usage `Failure` for other text. */
export function parseCanarySize(text: string): CanarySize {
  const [, amount, sign] = /^(\d{1,9}(?:\.\d{1,3})?)(%?)$/.exec(text) ?? [];
  const value = Number(amount);
  if (sign === '%' && value > 0 && value < 100) return { kind: 'share', percent: value };
  if (sign === '' && value > 0 && Number.isInteger(value)) return { kind: 'hosts', count: value };
  throw usageError(
    `invalid --canary \`${text}\`: expected a whole number of hosts, 1 or more, or a share such as 5%`,
  );
}

/**
 * Splits hosts into the canary, the first of them, and the others. A share is rounded up, but never
 * to all hosts. A number that leaves no other host is refused, because all hosts would run at once.
 */
export function canaryGroups<Host>(size: CanarySize, hosts: readonly Host[]): CanaryGroups<Host> {
  const all = hosts.length;
  const wanted = size.kind === 'hosts' ? size.count : Math.min(partOf(size.percent, all), all - 1);
  if (wanted < 1 || wanted >= all) throw noneLeft(size, all);
  return { canary: hosts.slice(0, wanted), rest: hosts.slice(wanted) };
}

/** The share, rounded up, in whole numbers: 7 % of 100 would be 7.000000000000001. */
function partOf(percent: number, all: number): number {
  return Math.ceil((Math.round(percent * 1000) * all) / 100_000);
}

function noneLeft(size: CanarySize, all: number): Error {
  const number = size.kind === 'hosts' ? String(size.count) : `${size.percent}%`;
  const hosts = all === 1 ? 'only 1 host matches' : `only ${all} hosts match`;
  return refusal(
    `--canary ${number} leaves no other host: ${hosts}. Nothing was sent`,
    'to run on all hosts at once, omit --canary',
  );
}

/** The hosts in random order; `random` returns 0 ≤ n < 1. */
export function shuffled<Host>(hosts: readonly Host[], random: () => number): Host[] {
  const mixed = [...hosts];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [mixed[last], mixed[other]] as [Host, Host];
    [mixed[last], mixed[other]] = [b, a];
  }
  return mixed;
}
