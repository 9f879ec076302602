import { Failure } from '../errors.ts';
import {
  type NamedHost,
  type NameProblem,
  type ResolvedHosts,
  resolveHosts,
  suggestedHost,
} from '../jobs/hosts/host-names.ts';
import { enumerated, numberText } from '../text/counts.ts';
import { foldNames } from '../ui/terminal/fold-names.ts';
import { listed } from '../ui/terminal/names.ts';

/** The place where names are looked up, for messages. */
export interface NameScope {
  /** The name of the place in a sentence. */
  readonly name: string;
  /** What to type to look elsewhere. */
  readonly leave?: string;
  /** A sentence about `count` of `all` names that are unknown, without full stop. */
  readonly unknown: (names: string, count: number, all: number) => string;
  /** The hint for an unknown name; `isOnly`: it is the only one, so a similar name can be named. */
  readonly hint: (name: string, isOnly: boolean) => string;
  /** What to type for one of two hosts with the same name. */
  readonly byId: (host: NamedHost) => string;
  /** The command sends changes, so the message has "Nothing was sent". */
  readonly sends: boolean;
}

/** The most candidates in a message; more are counted. */
const maxCandidates = 5;
/** The longest set in a message. */
const longestFold = 300;

/** The resolved hosts; throws a `Failure` if a name does not refer to exactly one. */
export function allResolved<Host>(
  { hosts, problems }: ResolvedHosts<Host>,
  scope: NameScope,
): readonly Host[] {
  if (problems.length > 0) throw refusedNames(problems, hosts.length + problems.length, scope);
  return hosts;
}

function refusedNames(problems: readonly NameProblem[], all: number, scope: NameScope): Failure {
  const unknown = problems.filter(({ kind }) => kind === 'unknown').map(({ name }) => name);
  const elsewhere = problems.flatMap((one) => (one.kind === 'elsewhere' ? [one.host.name] : []));
  const ambiguous = problems.filter((one) => one.kind === 'ambiguous');
  const parts = [
    ...ambiguous.map(ambiguousText),
    ...(elsewhere.length > 0 ? [`not in ${scope.name}: ${foldedNames(elsewhere)}`] : []),
    ...(unknown.length > 0 ? [scope.unknown(foldedNames(unknown), unknown.length, all)] : []),
  ];
  const [name] = unknown;
  const [first] = ambiguous;
  const hint =
    name !== undefined
      ? (commaHint(name) ?? scope.hint(name, unknown.length === 1))
      : first !== undefined
        ? ambiguityHint(first, scope)
        : scope.leave;
  const kind = unknown.length + elsewhere.length > 0 ? 'not_found' : 'usage';
  return new Failure(kind, `${parts.join('; ')}${scope.sends ? '. Nothing was sent' : ''}`, {
    hint,
  });
}

/** The hint for a name with blanks, which was probably meant as several names. */
function commaHint(name: string): string | undefined {
  const words = name.split(/\s+/).filter((word) => word !== '');
  return words.length > 1 ? `separate names with commas: ${words.join(',')}` : undefined;
}

type Ambiguous = Extract<NameProblem, { kind: 'ambiguous' }>;

function ambiguousText({ name, candidates }: Ambiguous): string {
  const shown = candidates.slice(0, maxCandidates).map((host) => candidateText(host, candidates));
  const rest = candidates.length - shown.length;
  const others = rest > 0 ? [`${numberText(rest)} more`] : [];
  return `\`${name}\` is ambiguous: it matches ${enumerated([...shown, ...others])}`;
}

/** A candidate, with its id if another host has the same name. */
function candidateText({ id, name }: NamedHost, candidates: readonly NamedHost[]): string {
  return hasTwin(name, candidates) ? `${name} (id ${id})` : name;
}

function hasTwin(name: string, candidates: readonly NamedHost[]): boolean {
  return candidates.filter((host) => host.name === name).length > 1;
}

function ambiguityHint({ candidates }: Ambiguous, { byId }: NameScope): string {
  const twin = candidates.find(({ name }) => hasTwin(name, candidates));
  return twin === undefined ? 'give the full name' : byId(twin);
}

/** The names as a set for `--host`, or a short list if the set is too long. */
export function foldedNames(names: readonly string[]): string {
  const folded = foldNames(names);
  return folded.length <= longestFold ? folded : listed(names);
}

/** The hosts of a job with these names; throws a `Failure` for unknown and ambiguous names. */
export function hostsOfJob<Host extends NamedHost>(
  jobId: number,
  hosts: readonly Host[],
  names: readonly string[],
  scope: Partial<NameScope> = {},
): readonly Host[] {
  return allResolved(resolveHosts(names, hosts), { ...jobScope(jobId, hosts), ...scope });
}

function jobScope(jobId: number, hosts: readonly NamedHost[]): NameScope {
  const look = `see its hosts: rexctl show ${jobId} --hosts`;
  return {
    name: `job ${jobId}`,
    unknown: (names, count, all) =>
      count === 1
        ? `job ${jobId} has no host \`${names}\`, or it is not visible to you`
        : `${count} of ${all} hosts are not in job ${jobId}, or not visible to you: ${names}`,
    hint: (name, isOnly) => {
      const near = isOnly ? suggestedHost(name, hosts) : undefined;
      return near === undefined ? look : `did you mean ${near}?`;
    },
    byId: () => look,
    sends: false,
  };
}
