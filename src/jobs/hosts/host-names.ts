import { closest } from '../../text/suggestion.ts';

/** A host of a job or of the server. */
export interface NamedHost {
  readonly id: number;
  readonly name: string;
}

/** Why a name does not refer to a host. */
export type NameProblem =
  | { readonly kind: 'unknown'; readonly name: string }
  /** The host exists, but not in the searched organization, location or job. */
  | { readonly kind: 'elsewhere'; readonly name: string; readonly host: NamedHost }
  | {
      readonly kind: 'ambiguous';
      readonly name: string;
      readonly candidates: readonly NamedHost[];
    };

export interface ResolvedHosts<Host> {
  /** Each host once, in the order in which they were named. */
  readonly hosts: readonly Host[];
  readonly problems: readonly NameProblem[];
}

/**
 * Finds hosts by names: the full name, or its beginning up to a dot, ignoring case. The best match
 * counts. Two equally good matches are a problem, because hosts are never guessed.
 */
export function resolveHosts<Host extends NamedHost>(
  names: readonly string[],
  known: readonly Host[],
): ResolvedHosts<Host> {
  const find = hostFinder(known);
  const hosts = new Map<number, Host>();
  const problems: NameProblem[] = [];
  for (const name of new Set(names)) {
    const [host, ...others] = find(name);
    if (host === undefined) problems.push({ kind: 'unknown', name });
    else if (others.length > 0)
      problems.push({ kind: 'ambiguous', name, candidates: [host, ...others] });
    else hosts.set(host.id, host);
  }
  return { hosts: [...hosts.values()], problems };
}

/** The names that are not full names of known hosts: they may mean hosts not yet known. */
export function inexactNames(
  names: readonly string[],
  known: readonly NamedHost[],
): readonly string[] {
  const settled = new Set(known.map((host) => host.name));
  return names.filter((name) => !settled.has(name));
}

/** Whether the text has characters of shell patterns or searches, which host names do not have. */
export function isPattern(name: string): boolean {
  return /[*?%{}]/.test(name);
}

/** The label with its final number in other widths: `web1`, `web01`, `web001`. */
export function otherWidths(label: string): readonly string[] {
  const [, stem = '', digits] = /^(.*?)0*(\d+)$/.exec(label) ?? [];
  if (digits === undefined) return [];
  return [1, 2, 3, 4].map((width) => stem + digits.padStart(width, '0'));
}

/** Names of hosts are much alike: `db01` and `web01` differ in two letters, and are two hosts. */
const lettersPerSlip = 4;

/**
 * The host that an unknown name probably means: with the number in another width, or with a similar
 * name or label.
 */
export function suggestedHost(name: string, known: readonly NamedHost[]): string | undefined {
  const names = [...new Set(known.map((host) => host.name))];
  const [label = name] = name.split('.');
  const sameLabel = names.filter((one) => labelOf(one) === label.toLowerCase());
  if (sameLabel.length === 1) return sameLabel[0];
  const widths = otherWidths(label.toLowerCase());
  const sameNumber = names.filter((one) => widths.includes(labelOf(one)));
  if (sameNumber.length === 1) return sameNumber[0];
  const limit = Math.max(1, Math.floor(label.length / lettersPerSlip));
  if (name.includes('.')) return closest(name, names, limit);
  const near = closest(name, [...new Set(names.map(labelOf))], limit);
  const like = names.filter((one) => labelOf(one) === near);
  return like.length === 1 ? like[0] : closest(name, names, limit);
}

function labelOf(name: string): string {
  return name.toLowerCase().split('.')[0] ?? '';
}

function hostFinder<Host extends NamedHost>(
  known: readonly Host[],
): (name: string) => readonly Host[] {
  const hosts = [...new Map(known.map((host) => [host.id, host])).values()];
  const exact = indexed(hosts, ({ name }) => [name]);
  const inAnyCase = indexed(hosts, ({ name }) => [name.toLowerCase()]);
  const byBeginning = indexed(hosts, ({ name }) => beginningsOf(name.toLowerCase()));
  return (name) => {
    const typed = name.toLowerCase();
    return exact.get(name) ?? inAnyCase.get(typed) ?? byBeginning.get(typed) ?? [];
  };
}

function indexed<Host>(
  hosts: readonly Host[],
  keysOf: (host: Host) => readonly string[],
): ReadonlyMap<string, readonly Host[]> {
  const index = new Map<string, Host[]>();
  for (const host of hosts) {
    for (const key of keysOf(host)) {
      const others = index.get(key);
      if (others === undefined) index.set(key, [host]);
      else others.push(host);
    }
  }
  return index;
}

/** `web01` and `web01.example` for `web01.example.com`; empty for an IP address. */
function beginningsOf(name: string): readonly string[] {
  if (/^[\d.]+$/.test(name)) return [];
  const labels = name.split('.');
  return labels.slice(1).map((_, at) => labels.slice(0, at + 1).join('.'));
}
