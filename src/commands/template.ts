import { Option } from '@commander-js/extra-typings';
import { allPages } from '../api/endpoints/all-pages.ts';
import { listJobTemplates } from '../api/endpoints/job-templates.ts';
import { type Parent, type Runner, refuseTogether } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { examples, fieldNames, wholeNumber, words } from '../cli/option-parsers.ts';
import type { Answered } from '../documents/types.ts';
import type { JobTemplate } from '../jobs/job-template.ts';
import { readSearch, type Search } from '../jobs/search/read-search.ts';
import { allOf, equals, userQuery } from '../jobs/search/search-query.ts';
import { searchToSend } from '../lookup/search-to-send.ts';
import { templateByName } from '../lookup/template.ts';
import { inputDocument, templateDetailDocument, templateDocument } from '../ui/answers/document.ts';
import { templateColumns } from '../ui/nouns/template-columns.ts';
import { templateProse } from '../ui/nouns/template-prose.ts';

/** What `run --template` can refer to, and which inputs a template takes. */
export function registerTemplate(parent: Parent, run: Runner): Parent {
  const template = parent
    .command('template')
    .description('Lists job templates and shows their inputs.');
  registerTemplateList(template as Parent, run);
  registerTemplateShow(template as Parent, run);
  return template as Parent;
}

interface TemplateListOptions {
  readonly search: string | undefined;
  /** What the user gave of it. */
  readonly given: Search | null;
  readonly limit: number | null;
  readonly columns: readonly string[] | undefined;
}

function registerTemplateList(parent: Parent, run: Runner): void {
  const command = parent
    .command('list')
    .alias('ls')
    .summary('job templates that you may use')
    .description('Lists the job templates that you may use.')
    .argument('[search]', "search in Foreman's own language, e.g. 'name ~ package'")
    .option('--category <name>', 'only templates of this job category')
    .addOption(
      new Option('-n, --limit <n>', 'how many (default: 100)').argParser(wholeNumber('--limit', 1)),
    )
    .option('--all', 'all of them')
    .addOption(
      new Option(
        '--columns <names>',
        `columns of the table: ${fieldNames(templateColumns)}`,
      ).argParser(words),
    )
    .addHelpText(
      'after',
      examples(["rexctl template list 'name ~ package'", 'templates about packages']),
    );
  command.action((search, options) =>
    run(command as Parent, (context) =>
      runTemplateList(toTemplateListOptions(search, options), context),
    ),
  );
}

interface RawListOptions {
  category?: string;
  limit?: number;
  all?: true;
  columns?: string[];
}

export function toTemplateListOptions(
  search: string | undefined,
  raw: RawListOptions,
): TemplateListOptions {
  refuseTogether({ ...raw }, 'limit', 'all');
  const given =
    search === undefined ? null : readSearch(search, { where: 'the search', of: 'templates' });
  const parts = [
    'snippet = false',
    ...(raw.category === undefined ? [] : [equals('job_category', raw.category)]),
    ...(given === null ? [] : [userQuery(given)]),
  ];
  const limit = raw.all === true ? null : (raw.limit ?? 100);
  return { search: allOf(parts), given, limit, columns: raw.columns };
}

async function runTemplateList(options: TemplateListOptions, context: Context): Promise<number> {
  const connection = await context.connection();
  if (options.given !== null) await searchToSend(context, options.given);
  const perPage = Math.min(options.limit ?? 100, 100);
  const readPage = (page: number, size: number) =>
    listJobTemplates(connection, { search: options.search, page, perPage: size });
  const templates: readonly JobTemplate[] = await context.during('asking for templates', () =>
    allPages(readPage, { perPage, limit: options.limit }),
  );
  await context.print(
    {
      document: { templates: templates.map(templateDocument) } satisfies Answered<'templates'>,
      rowsKey: 'templates',
      rows: templates,
      columns: templateColumns,
      note: templates.length === 0 ? 'No template matches.' : '',
    },
    options.columns,
  );
  return 0;
}

function registerTemplateShow(parent: Parent, run: Runner): void {
  const command = parent
    .command('show')
    .summary('one template and its inputs')
    .description('Shows a job template and the inputs that it takes.')
    .argument('<template>', 'name or id')
    .option('--text', "also the template's own text")
    .addHelpText(
      'after',
      examples(['rexctl template show "Package Action - Script Default"', 'its inputs']),
    );
  command.action((name, options) =>
    run(command as Parent, async (context) => {
      const { template, sheet } = await context.during('asking for the template', () =>
        templateByName(context, name),
      );
      const text = options.text === true;
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
    }),
  );
}
