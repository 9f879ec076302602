import { allHosts } from '../../api/hosts.ts';
import type { Context } from '../../context.ts';
import { Failure, refusal, usageError } from '../../errors.ts';
import type { TargetHost } from '../../jobs/job-invocation.ts';
import { equals } from '../../jobs/search-query.ts';
import { closest } from '../../jobs/suggestion.ts';

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
  if (unknown.length > 0) throw unknownHosts(unknown, [...found.keys()]);
  return wanted.flatMap((name) => found.get(name) ?? []);
}

function unknownHosts(names: readonly string[], known: readonly string[]): Failure {
  const [first = ''] = names;
  const near = closest(first, known);
  const list = names.slice(0, 5).join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '');
  return new Failure('not_found', `no such host, or not visible to you: ${list}. Nothing was sent`, {
    hint:
      near === undefined ? `try: rexctl host list 'name ~ ${first.split('.')[0]}'` : `did you mean ${near}?`,
  });
}
