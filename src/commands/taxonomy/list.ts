import { Argument } from '@commander-js/extra-typings';
import { type Command, command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import { limitConflicts, limitOf, limitOptions } from '../../cli/options/limit-options.ts';
import { columnsOption } from '../../cli/options/option-parsers.ts';
import type { Answered } from '../../documents/types.ts';
import { readListSearch, type Search } from '../../jobs/search/read-search.ts';
import type { TaxonomyKind } from '../../jobs/taxonomy.ts';
import { searchToSend } from '../../lookup/search.ts';
import { listTaxonomies } from '../../lookup/taxonomies.ts';
import { listNote } from '../../text/counts.ts';
import { taxonomyColumns } from '../../ui/nouns/taxonomy.ts';

/** The command that lists organizations or locations. */
export function taxonomyList(kind: TaxonomyKind): Command {
  const things = `${kind}s` as const;
  return command({
    description: `Lists the ${things} that you can work in, and marks the one in use.`,
    arguments: [new Argument('[search]', `search for ${things}, e.g. 'title ~ web'`)],
    options: [...limitOptions(things), columnsOption(taxonomyColumns)],
    conflicts: limitConflicts,
    topics: ['settings', 'search'],
    examples: [
      [`rexctl ${kind} list`, `list the values for --${kind}`],
      [
        `rexctl ${kind} list --json | jq -r '.${things}[].title'`,
        'print their titles, for a script',
      ],
    ],
    paged: () => true,
    run: (context, { search, columns, ...values }) => {
      const given = readListSearch(search, things);
      return runTaxonomyList(context, kind, { given, limit: limitOf(values), columns });
    },
  });
}

interface TaxonomyListOptions {
  readonly given: Search | null;
  readonly limit: number | null;
  readonly columns: readonly string[] | undefined;
}

async function runTaxonomyList(
  context: Context,
  kind: TaxonomyKind,
  { given, limit, columns }: TaxonomyListOptions,
): Promise<number> {
  const search = given === null ? undefined : await searchToSend(context, given);
  const things = `${kind}s` as const;
  const { rows, matching } = await context.during(`reading ${things}`, () =>
    listTaxonomies(context, kind, { search, limit }),
  );
  if (matching === null)
    await context.warn(
      `missing permission view_${things}: only those of your account are listed; nested ones may be missing`,
    );
  await context.print(
    {
      document: documentOf(kind, rows, matching),
      rowsKey: things,
      rows,
      columns: taxonomyColumns,
      note: listNote(rows.length, matching ?? 0, kind),
    },
    columns,
  );
  return 0;
}

type Rows = Answered<'organizations'>['organizations'];

function documentOf(
  kind: TaxonomyKind,
  rows: Rows,
  subtotal: number | null,
): Answered<'organizations'> | Answered<'locations'> {
  return kind === 'organization'
    ? { organizations: rows, subtotal }
    : { locations: rows, subtotal };
}
