import { Argument } from '@commander-js/extra-typings';
import { readPages } from '../api/endpoints/all-pages.ts';
import { listBookmarks } from '../api/endpoints/hosts.ts';
import { type CommandGroup, command } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { limitConflicts, limitOf, limitOptions } from '../cli/options/limit-options.ts';
import { columnsOption } from '../cli/options/option-parsers.ts';
import type { OptionValues } from '../cli/options/option-values.ts';
import type { Answered } from '../documents/types.ts';
import { readListSearch, type Search } from '../jobs/search/read-search.ts';
import { allOf, userQuery } from '../jobs/search/search-query.ts';
import { searchToSend } from '../lookup/search.ts';
import { listNote } from '../text/counts.ts';
import { bookmarkColumns, bookmarkDocument } from '../ui/nouns/bookmark.ts';

const listOptions = [...limitOptions('bookmarks'), columnsOption(bookmarkColumns)] as const;

const list = command({
  description: 'Lists the host searches saved on the server: yours and public ones.',
  arguments: [new Argument('[search]', "search for bookmarks, e.g. 'name ~ web'")],
  options: listOptions,
  conflicts: limitConflicts,
  topics: ['hosts', 'search'],
  examples: [
    ['rexctl bookmark list', 'list the searches for run --bookmark'],
    [
      "rexctl bookmark list --json | jq -r '.bookmarks[].query'",
      'print their queries, for a script',
    ],
  ],
  paged: () => true,
  run: (context, { search, ...values }) => {
    const given = readListSearch(search, 'bookmarks');
    return runBookmarkList(context, given, values);
  },
});

/** Lists bookmarks, which `run --bookmark` can use. */
export const bookmark: CommandGroup = {
  description: 'Lists saved host searches.',
  subcommands: [{ name: 'list', alias: 'ls', summary: 'list saved host searches', command: list }],
};

async function runBookmarkList(
  context: Context,
  given: Search | null,
  values: OptionValues<typeof listOptions>,
): Promise<number> {
  if (given !== null) await searchToSend(context, given);
  const search = allOf(['controller = hosts', ...(given === null ? [] : [userQuery(given)])]);
  const limit = limitOf(values);
  const connection = await context.connection();
  const readPage = (page: number, perPage: number) =>
    listBookmarks(connection, { search, page, perPage });
  const { rows, subtotal } = await context.during('reading bookmarks', () =>
    readPages(readPage, { perPage: Math.min(limit ?? 100, 100), limit }),
  );
  await context.print(
    {
      document: {
        bookmarks: rows.map(bookmarkDocument),
        subtotal,
      } satisfies Answered<'bookmarks'>,
      rowsKey: 'bookmarks',
      rows,
      columns: bookmarkColumns,
      note: listNote(rows.length, subtotal, 'bookmark'),
    },
    values.columns,
  );
  return 0;
}
