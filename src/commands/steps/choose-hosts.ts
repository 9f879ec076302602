import { allHosts, listHosts } from '../../api/hosts.ts';
import type { Context } from '../../context.ts';
import { Failure, refusal, usageError } from '../../errors.ts';
import type { TargetHost } from '../../jobs/job-invocation.ts';
import { contains, equals } from '../../jobs/search-query.ts';
import { closest } from '../../jobs/suggestion.ts';
import { hostCount } from '../../ui/hosts-text.ts';
import { listed } from '../../ui/names.ts';

/** Names asked about in one request: far below the 8,000 bytes that a URL may have (PROTOCOL §7.6). */
const namesPerRequest = 60;

/** The hosts that a search matches now, for this user. None is a refusal: nothing can have been meant (DESIGN §5). */
export async function hostsOfSearch(
  context: Context,
  search: string,
  mayBeNone = false,
): Promise<readonly TargetHost[]> {
  const hosts = await allHosts(await context.connection(), { search }, { signal: context.signal });
  if (hosts.length > 0 || mayBeNone) return hosts;
  const outside = await outsidePlace(context, search);
  if (outside !== null) {
    throw refusal(
      `no host matches \`${search}\` in ${outside.place}; outside of it ${hostCount(outside.hosts.length)} would. Nothing was sent`,
      chooseAnother,
    );
  }
  throw refusal(
    `no host matches \`${search}\`${context.globals.login === undefined ? '' : ` for ${context.globals.login}`}. Nothing was sent`,
    `try: rexctl host list '${search.replace(/=\s*/, '~ ')}'`,
  );
}

/** Hosts by exact name; every name that is not known is an error before anything is sent. */
export async function hostsOfNames(
  context: Context,
  names: readonly string[],
): Promise<readonly TargetHost[]> {
  const wanted = [...new Set(names.map((name) => name.trim()))];
  if (wanted.includes('')) throw usageError('a host name is empty: expected --host NAME');
  const connection = await context.connection();
  const found = new Map<string, TargetHost>();
  for (let at = 0; at < wanted.length; at += namesPerRequest) {
    const some = wanted.slice(at, at + namesPerRequest);
    const search = some.map((name) => equals('name', name)).join(' or ');
    for (const host of await allHosts(connection, { search }, { signal: context.signal }))
      found.set(host.name, host);
  }
  const unknown = wanted.filter((name) => !found.has(name));
  if (unknown.length > 0) throw await unknownHosts(context, unknown, [...found.keys()]);
  return wanted.flatMap((name) => found.get(name) ?? []);
}

const chooseAnother = 'choose another with --organization or --location, or leave them out of the profile';

/** Hosts that a search would match without the organization and location in use; `null` where there are none. */
async function outsidePlace(
  context: Context,
  search: string,
): Promise<{ readonly place: string; readonly hosts: readonly TargetHost[] } | null> {
  const { organization, location } = (await context.settings()).resolve(context.globals);
  const places = [
    ...(organization === undefined || organization === null ? [] : [`organization ${organization}`]),
    ...(location === undefined || location === null ? [] : [`location ${location}`]),
  ];
  if (places.length === 0) return null;
  const options = { signal: context.signal, taxonomy: false };
  const hosts = await allHosts(await context.connection(), { search }, options);
  return hosts.length === 0 ? null : { place: places.join(', '), hosts };
}

/** Says of each name whether it lies elsewhere or is not known, and what may have been meant. */
async function unknownHosts(
  context: Context,
  names: readonly string[],
  known: readonly string[],
): Promise<Failure> {
  const some = names.slice(0, namesPerRequest);
  const outside = await outsidePlace(context, some.map((name) => equals('name', name)).join(' or '));
  const elsewhere = new Set(outside?.hosts.map(({ name }) => name));
  const strangers = names.filter((name) => !elsewhere.has(name));
  const parts = [
    ...(outside === null ? [] : [`outside ${outside.place}: ${listed([...elsewhere])}`]),
    ...(strangers.length === 0 ? [] : [`no such host, or not visible to you: ${listed(strangers)}`]),
  ];
  const [first] = strangers;
  const hint = first === undefined ? chooseAnother : await suggestion(context, first, known);
  return new Failure('not_found', `${parts.join('; ')}. Nothing was sent`, { hint });
}

/** A short name is not taken for a host, but told which it may stand for. */
async function suggestion(context: Context, name: string, known: readonly string[]): Promise<string> {
  const [label = name] = name.split('.');
  const look = `try: rexctl host list 'name ~ ${label}'`;
  if (!/^[\w-]+$/.test(label)) return look;
  const search = contains('name', label);
  const page = await listHosts(
    await context.connection(),
    { search, perPage: 50 },
    { signal: context.signal },
  );
  const names = [...known, ...page.items.map((host) => host.name)];
  const sameLabel = names.filter((one) => one.split('.')[0] === label);
  const near = sameLabel.length === 1 ? sameLabel[0] : closest(name, names);
  return near === undefined ? look : `did you mean ${near}?`;
}
