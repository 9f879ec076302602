import { Argument, Option } from '@commander-js/extra-typings';
import { readPages } from '../api/endpoints/all-pages.ts';
import { listJobTemplates } from '../api/endpoints/job-templates.ts';
import { type CommandGroup, command } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { columnsOption, wholeNumber } from '../cli/options/option-parsers.ts';
import type { OptionValues } from '../cli/options/option-values.ts';
import type { Answered } from '../documents/types.ts';
import type { JobTemplate } from '../jobs/job-template.ts';
import { readSearch, type Search } from '../jobs/search/read-search.ts';
import { allOf, equals, userQuery } from '../jobs/search/search-query.ts';
import { searchToSend } from '../lookup/search.ts';
import { templateByName } from '../lookup/template.ts';
import { numberText } from '../text/counts.ts';
import {
  inputDocument,
  templateColumns,
  templateDetailDocument,
  templateDocument,
  templateProse,
} from '../ui/nouns/template.ts';

const listOptions = [
  new Option('--category <name>', 'only templates of this job category'),
  new Option('-n, --limit <n>', 'list at most n templates (default: 100)').argParser(
    wholeNumber('--limit', 1),
  ),
  new Option('--all', 'list all templates'),
  columnsOption(templateColumns),
] as const;

const list = command({
  description: 'Lists the job templates that you can use.',
  arguments: [new Argument('[search]', "search for templates, e.g. 'name ~ package'")],
  options: listOptions,
  conflicts: [['limit', 'all']],
  topics: ['search'],
  examples: [
    ["rexctl template list 'name ~ package'", 'templates for packages'],
    ['rexctl template list --category Commands', 'templates of a job category'],
  ],
  paged: () => true,
  run: (context, { search, ...values }) =>
    runTemplateList(toTemplateListOptions(search, values), context),
});

const show = command({
  description: 'Shows a job template and the inputs that it takes.',
  arguments: [new Argument('<template>', 'name or id')],
  options: [new Option('--text', 'also show the text of the template')],
  topics: ['inputs'],
  examples: [
    ['rexctl template show "Run Command - Script Default"', 'the inputs of a template'],
    ['rexctl template show 103 --text', 'its text too'],
  ],
  paged: () => true,
  run: (context, { template, text }) => runTemplateShow(template, text === true, context),
});

/** What `run --template` can refer to, and which inputs a template takes. */
export const template: CommandGroup = {
  description: 'Lists job templates and shows their inputs.',
  subcommands: [
    {
      name: 'list',
      alias: 'ls',
      summary: 'list the job templates that you can use',
      command: list,
    },
    { name: 'show', summary: 'show one template and its inputs', command: show },
  ],
};

interface TemplateListOptions {
  readonly search: string | undefined;
  /** What the user gave of it. */
  readonly given: Search | null;
  readonly limit: number | null;
  readonly columns: readonly string[] | undefined;
}

function toTemplateListOptions(
  search: string | undefined,
  values: OptionValues<typeof listOptions>,
): TemplateListOptions {
  const given =
    search === undefined ? null : readSearch(search, { where: 'the search', of: 'templates' });
  const parts = [
    'snippet = false',
    ...(values.category === undefined ? [] : [equals('job_category', values.category)]),
    ...(given === null ? [] : [userQuery(given)]),
  ];
  const limit = values.all === true ? null : (values.limit ?? 100);
  return { search: allOf(parts), given, limit, columns: values.columns };
}

async function runTemplateList(options: TemplateListOptions, context: Context): Promise<number> {
  const connection = await context.connection();
  if (options.given !== null) await searchToSend(context, options.given);
  const perPage = Math.min(options.limit ?? 100, 100);
  const readPage = (page: number, size: number) =>
    listJobTemplates(connection, { search: options.search, page, perPage: size });
  const { rows: templates, subtotal } = await context.during('reading templates', () =>
    readPages<JobTemplate>(readPage, { perPage, limit: options.limit }),
  );
  await context.print(
    {
      document: { templates: templates.map(templateDocument) } satisfies Answered<'templates'>,
      rowsKey: 'templates',
      rows: templates,
      columns: templateColumns,
      note: listNote(templates.length, subtotal),
    },
    options.columns,
  );
  return 0;
}

function listNote(shown: number, matching: number): string {
  if (shown === 0) return 'No template matches.';
  if (matching <= shown) return '';
  return `Showing ${numberText(shown)} of ${numberText(matching)} templates; all of them with --all`;
}

async function runTemplateShow(name: string, text: boolean, context: Context): Promise<number> {
  const { template, sheet } = await context.during('reading the template', () =>
    templateByName(context, name),
  );
  await context.print({
    document: {
      template: {
        ...templateDetailDocument(template),
        ...(text ? { template: template.template } : {}),
        inputs: sheet.own.map(inputDocument),
        foreign_inputs: sheet.foreign.map(inputDocument),
      },
    } satisfies Answered<'template'>,
    prose: (screen) => templateProse(template, sheet, { text }, screen),
  });
  return 0;
}
