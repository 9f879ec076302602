import { allHosts } from '../api/endpoints/hosts.ts';
import type { Context } from '../cli/context.ts';
import { refusal } from '../errors.ts';
import type { TargetHost } from '../jobs/job-invocation.ts';
import { looserSearch } from '../jobs/search/read-search.ts';
import { hostCount } from '../text/counts.ts';
import { shellWord } from '../ui/terminal/command-lines.ts';

/**
 * The hosts that a search matches now, for this user. None is a refusal: nothing can have been
 * meant.
 */
export async function hostsOfSearch(
  context: Context,
  search: string,
  mayBeNone = false,
): Promise<readonly TargetHost[]> {
  const hosts = await allHosts(await context.connection(), { search });
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
    `try: rexctl host list ${shellWord(looserSearch(search) ?? search)}`,
  );
}

export const chooseAnother =
  'choose another with --organization or --location, or leave them out of the profile';

/** The organization and location in use; `null` where there is neither. */
export async function placeInUse(context: Context): Promise<string | null> {
  const { organization, location } = (await context.settings()).resolve(context.globals);
  const places = [
    ...(organization === undefined || organization === null
      ? []
      : [`organization ${organization}`]),
    ...(location === undefined || location === null ? [] : [`location ${location}`]),
  ];
  return places.length === 0 ? null : places.join(', ');
}

/**
 * Hosts that a search would match without the organization and location in use; `null` where there
 * are none.
 */
async function outsidePlace(
  context: Context,
  search: string,
): Promise<{ readonly place: string; readonly hosts: readonly TargetHost[] } | null> {
  const place = await placeInUse(context);
  if (place === null) return null;
  const anywhere = (await context.connection()).with({ taxonomy: false });
  const hosts = await allHosts(anywhere, { search });
  return hosts.length === 0 ? null : { place, hosts };
}
