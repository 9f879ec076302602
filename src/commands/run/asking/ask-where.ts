import { allHosts, listBookmarks, listHosts } from '../../../api/endpoints/hosts.ts';
import type { Context } from '../../../cli/context.ts';
import { Failure } from '../../../errors.ts';
import type { TargetHost } from '../../../jobs/job-invocation.ts';
import type { Bookmark } from '../../../jobs/job-template.ts';
import { readSearch } from '../../../jobs/search/read-search.ts';
import { refuseKept } from '../../../lookup/search.ts';
import { hostCount } from '../../../text/counts.ts';
import { askChoice, askChoices, askLine, askNext } from '../../../ui/ask/ask.ts';
import { foldNames } from '../../../ui/terminal/fold-names.ts';
import { namesInBrief } from '../../../ui/terminal/names.ts';
import type { Answer } from './answer.ts';
import { pickRows, refusalOf, troubleOf } from './pick-rows.ts';

/** Asks on which hosts to run, until some are chosen. */
export async function askWhere(context: Context): Promise<Answer> {
  for (;;) {
    const way = await askNext(context, 'On which hosts?', {
      search: 'hosts that match a search',
      names: 'hosts of a list',
      bookmark: 'hosts of a bookmark (saved search)',
    });
    const answer = await ask[way](context);
    if (answer !== null) return answer;
  }
}

/** Each resolves with `null` if the user wants to choose hosts in another way. */
const ask = { search: askSearch, names: askNames, bookmark: askBookmark };

async function askSearch(context: Context): Promise<Answer | null> {
  for (let text = ''; ; ) {
    text = await askLine(context, {
      message: 'Search',
      initial: text,
      example: 'name ~ web',
      check: (typed) => refusalOf(() => readSearch(typed, { where: 'this search', of: 'hosts' })),
    });
    const { text: sent } = readSearch(text, { where: '--search', of: 'hosts' });
    const found = await matching(context, sent).catch(asTrouble);
    if (typeof found === 'string') await context.warn(found);
    const next = typeof found === 'string' ? 'change' : await confirmed(context, found);
    if (next === 'use') return { flags: { search: text }, words: ['--search', text] };
    if (next === 'other') return null;
  }
}

async function askNames(context: Context): Promise<Answer> {
  const choices = await pickRows<TargetHost>(context, {
    noun: 'hosts',
    search: null,
    choice: ({ name }) => ({ value: name }),
    read: async (query) => listHosts(await context.connection(), query),
  });
  const names = await askChoices(context, { message: 'Hosts', choices });
  const host = foldNames(names);
  return { flags: { host: [host] }, words: ['--host', host] };
}

async function askBookmark(context: Context): Promise<Answer | null> {
  const queries = new Map<string, string>();
  const choices = await pickRows<Bookmark>(context, {
    noun: 'bookmarks of hosts',
    search: 'controller = hosts',
    choice: ({ name, query }) => {
      queries.set(name, query);
      return { value: name, hint: query };
    },
    read: async (query) => listBookmarks(await context.connection(), query),
  }).catch(asTrouble);
  if (typeof choices === 'string') {
    await context.warn(choices);
    return null;
  }
  const bookmark = await askChoice(context, { message: 'Bookmark', choices });
  const found = await matching(context, queries.get(bookmark) ?? '').catch(asTrouble);
  const isUsable = typeof found !== 'string' && found.count > 0;
  if (isUsable) return { flags: { bookmark }, words: ['--bookmark', bookmark] };
  await context.warn(
    typeof found === 'string' ? found : `no host matches the bookmark \`${bookmark}\``,
  );
  return null;
}

interface Matching {
  readonly count: number;
  /** The first names. */
  readonly names: readonly string[];
}

/** Counts the hosts that a search matches now. Throws a `Failure` for a search that is refused. */
async function matching(context: Context, search: string): Promise<Matching> {
  readSearch(search, { where: 'the search', of: 'hosts' });
  const connection = await context.connection();
  return context.during('counting the hosts', async () => {
    const { items, subtotal } = await listHosts(connection, { search, perPage: 20 });
    const isCounted = items.length < 20 || subtotal > items.length;
    const hosts = isCounted ? items : await allHosts(connection, { search });
    await refuseKept(context, search, hosts);
    return { count: Math.max(subtotal, hosts.length), names: hosts.map(({ name }) => name) };
  });
}

/** Asks whether to use these hosts. */
function confirmed(context: Context, found: Matching): Promise<'use' | 'change' | 'other'> {
  const { count } = found;
  return askNext(context, matchingText(context, found), {
    ...(count === 0
      ? {}
      : { use: `use ${count === 1 ? 'this host' : `these ${hostCount(count)}`}` }),
    change: 'change the search',
    other: 'choose hosts in another way',
  });
}

function matchingText({ io }: Context, { count, names }: Matching): string {
  if (count === 0) return 'No host matches';
  const more = io.unicode ? '…' : '...';
  const isWhole = names.length === count;
  const brief = isWhole
    ? namesInBrief(names, io.unicode)
    : `${names.slice(0, 3).join(', ')} ${more}`;
  return `${hostCount(count)} ${count === 1 ? 'matches' : 'match'}: ${brief}`;
}

/**
 * If the server refuses the search, the user can type another one. Any other failure ends the
 * command.
 */
function asTrouble(error: unknown): string {
  const isWrong = error instanceof Failure && (error.kind === 'usage' || error.kind === 'refused');
  if (!isWrong) throw error;
  return troubleOf(error);
}
