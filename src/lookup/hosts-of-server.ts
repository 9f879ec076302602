import { hostsOfAny, listHosts } from '../api/endpoints/hosts.ts';
import type { Context } from '../cli/context.ts';
import {
  inexactNames,
  type NamedHost,
  type NameProblem,
  otherWidths,
  resolveHosts,
  suggestedHost,
} from '../jobs/hosts/host-names.ts';
import type { TargetHost } from '../jobs/job-invocation.ts';
import { beginsWith, contains, equals } from '../jobs/search/search-query.ts';
import { foldNames } from '../ui/terminal/fold-names.ts';
import { allResolved, foldedNames, type NameScope } from './named-hosts.ts';
import { chooseAnotherTaxonomy, taxonomyInUse } from './taxonomy.ts';

/** The hosts with these names; throws a `Failure` for unknown and ambiguous names. */
export async function hostsOfServer(
  context: Context,
  names: readonly string[],
  scope: Partial<NameScope> = {},
): Promise<readonly TargetHost[]> {
  const found = await lookUp(context, names, []);
  return allResolved(found, { ...(await serverScope(context, found)), ...scope });
}

/** Removes the named hosts from the targets; warns of names that are not among them. */
export async function withoutNamed(
  context: Context,
  targets: readonly TargetHost[],
  names: readonly string[],
): Promise<readonly TargetHost[]> {
  const found = await lookUp(context, names, targets);
  const problems = found.problems.filter(({ kind }) => kind !== 'elsewhere');
  const elsewhere = found.problems.flatMap((one) => (one.kind === 'elsewhere' ? [one.host] : []));
  const hosts = allResolved(
    { ...found, problems },
    await serverScope(context, { ...found, problems }),
  );
  const out = new Set(hosts.map(({ id }) => id));
  const isTarget = new Set(targets.map(({ id }) => id));
  const unchosen = [...hosts.filter(({ id }) => !isTarget.has(id)), ...elsewhere];
  if (unchosen.length > 0) await warnOfUnchosen(context, unchosen);
  return targets.filter(({ id }) => !out.has(id));
}

async function warnOfUnchosen(context: Context, hosts: readonly NamedHost[]): Promise<void> {
  const names = foldedNames(hosts.map(({ name }) => name));
  await context.warn(`--exclude has no effect on ${names}: not among the chosen hosts`);
}

interface Found {
  readonly hosts: readonly TargetHost[];
  readonly problems: readonly NameProblem[];
  /** All hosts that were read. */
  readonly known: readonly TargetHost[];
}

/** Resolves names among `first` and all other hosts of the organization and location in use. */
async function lookUp(
  context: Context,
  names: readonly string[],
  first: readonly TargetHost[],
): Promise<Found> {
  const known = [...first, ...(await knownHosts(context, inexactNames(names, first), true))];
  const { hosts, problems } = resolveHosts(names, known);
  return { hosts, problems: await withElsewhere(context, problems), known };
}

/** Reads hosts by full names; for the other names, all hosts whose names begin with them. */
async function knownHosts(
  context: Context,
  names: readonly string[],
  taxonomy: boolean,
): Promise<readonly TargetHost[]> {
  const connection = (await context.connection()).with({ taxonomy });
  const search = (some: readonly string[], condition: typeof equals) =>
    hostsOfAny(
      connection,
      some.map((name) => condition('name', name)),
    );
  const exact = await search(names, equals);
  return [...exact, ...(await search(inexactNames(names, exact), beginsWith))];
}

/** Looks for unknown names in other organizations and locations. */
async function withElsewhere(
  context: Context,
  problems: readonly NameProblem[],
): Promise<readonly NameProblem[]> {
  const unknown = problems.filter(({ kind }) => kind === 'unknown').map(({ name }) => name);
  if (unknown.length === 0 || (await taxonomyInUse(context)) === null) return problems;
  const known = await knownHosts(context, unknown, false);
  return problems.map((problem) => {
    const [host] = problem.kind === 'unknown' ? resolveHosts([problem.name], known).hosts : [];
    return host === undefined ? problem : { kind: 'elsewhere', name: problem.name, host };
  });
}

async function serverScope(
  context: Context,
  { problems, known }: Pick<Found, 'problems' | 'known'>,
): Promise<NameScope> {
  const unknown = problems.filter(({ kind }) => kind === 'unknown').map(({ name }) => name);
  const [only, ...others] = unknown;
  const near =
    only === undefined || others.length > 0
      ? await hostsWithNumbers(context, unknown)
      : await suggestedOnServer(context, only, known);
  return {
    name: (await taxonomyInUse(context)) ?? 'this server',
    leave: chooseAnotherTaxonomy,
    unknown: (names, count, all) =>
      count === 1
        ? `no host \`${names}\`, or not visible to you`
        : `${count} of ${all} hosts do not exist, or are not visible to you: ${names}`,
    hint: (name) => (near === undefined ? searchHint(name) : `did you mean ${near}?`),
    byId: ({ id }) => `choose by id: --search 'id = ${id}'`,
    sends: true,
  };
}

/** The hint with a search for an unknown name. */
function searchHint(name: string): string {
  if (/^all$/i.test(name)) return "for all hosts use: --search 'id > 0'";
  const stem = stemOf(name);
  return /^[\p{L}\p{N}_][\p{L}\p{N}_-]*$/u.test(stem)
    ? `try: rexctl host list 'name ~ ${stem}'`
    : 'list them: rexctl host list';
}

async function suggestedOnServer(
  context: Context,
  name: string,
  known: readonly TargetHost[],
): Promise<string | undefined> {
  if (!hasPlainLabel(name)) return undefined;
  const label = labelOf(name);
  const connection = await context.connection();
  const [{ items }, sameNumber] = await Promise.all([
    listHosts(connection, { search: contains('name', label), perPage: 50 }),
    hostsLabelled(context, otherWidths(label)),
  ]);
  return suggestedHost(name, [...known, ...items, ...sameNumber]);
}

/** More names are not searched for a suggestion. */
const mostSuggested = 20;

/** The hosts with these numbers in other widths, as a set, if there is exactly one for each. */
async function hostsWithNumbers(
  context: Context,
  names: readonly string[],
): Promise<string | undefined> {
  if (names.length === 0 || names.length > mostSuggested || !names.every(hasPlainLabel)) return;
  const widths = names.map((name) => otherWidths(labelOf(name).toLowerCase()));
  const found = await hostsLabelled(context, widths.flat());
  const meant = widths.map((labels) =>
    found.filter(({ name }) => labels.includes(labelOf(name).toLowerCase())),
  );
  return meant.every((hosts) => hosts.length === 1)
    ? foldNames(meant.flatMap((hosts) => hosts.map(({ name }) => name)))
    : undefined;
}

async function hostsLabelled(
  context: Context,
  labels: readonly string[],
): Promise<readonly TargetHost[]> {
  return hostsOfAny(
    await context.connection(),
    labels.map((label) => beginsWith('name', `${label}.`)),
  );
}

function hasPlainLabel(name: string): boolean {
  return /^[\w-]+$/.test(labelOf(name));
}

/** The common part of names of similar hosts: `web` for `web13.example.com`. */
function stemOf(name: string): string {
  const label = labelOf(name);
  return label.replace(/\d+$/, '') || label;
}

function labelOf(name: string): string {
  return name.split('.')[0] ?? name;
}
