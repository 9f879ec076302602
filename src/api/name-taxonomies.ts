import { shellWord } from '../text/shell-word.ts';
import { closest } from '../text/suggestion.ts';
import type { Connection } from './connection.ts';
import { listLocations, listOrganizations } from './endpoints/account.ts';
import { UnknownTaxonomy } from './failures.ts';

/** The most names in a message. */
const mostNamed = 8;

/** The same failure, also naming the organizations or locations that the user can see. */
export async function withTaxonomies(
  { taxonomy, wanted }: UnknownTaxonomy,
  connection: Connection,
): Promise<UnknownTaxonomy> {
  const list = taxonomy === 'organization' ? listOrganizations : listLocations;
  const titles = await list(connection.with({ retry: false }), { perPage: 100 }).then(
    ({ items }) => items.map(({ title }) => title),
    () => [],
  );
  connection.signal?.throwIfAborted();
  const named = titles.slice(0, mostNamed).join(', ');
  const more = titles.length > mostNamed ? ` and ${titles.length - mostNamed} more` : '';
  const near = closest(wanted, titles);
  const instead = near ?? titles[0];
  if (instead === undefined)
    return new UnknownTaxonomy(taxonomy, wanted, { hint: `see yours: rexctl ${taxonomy} list` });
  return new UnknownTaxonomy(taxonomy, wanted, {
    end: near === undefined ? `; yours: ${named}${more}` : `; did you mean \`${near}\`?`,
    hint: `try: --${taxonomy} ${shellWord(instead)}`,
  });
}
