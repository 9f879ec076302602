import { Argument, Option } from '@commander-js/extra-typings';
import { readPages } from '../api/endpoints/all-pages.ts';
import { listJobTemplates } from '../api/endpoints/job-templates.ts';
import { type CommandGroup, command } from '../cli/command.ts';
import { isMachine } from '../cli/command-output.ts';
import type { Context } from '../cli/context.ts';
import { limitConflicts, limitOf, limitOptions } from '../cli/options/limit-options.ts';
import { columnsOption } from '../cli/options/option-parsers.ts';
import type { OptionValues } from '../cli/options/option-values.ts';
import type { Answered } from '../documents/types.ts';
import { Failure } from '../errors.ts';
import type { JobTemplate, JobTemplateDetail } from '../jobs/job-template.ts';
import { readListSearch, type Search } from '../jobs/search/read-search.ts';
import { allOf, equals, userQuery } from '../jobs/search/search-query.ts';
import { searchToSend } from '../lookup/search.ts';
import { templateByName } from '../lookup/template.ts';
import { listNote } from '../text/counts.ts';
import {
  inputDocument,
  templateColumns,
  templateDetailDocument,
  templateDocument,
  templateProse,
} from '../ui/nouns/template.ts';
import { sanitise } from '../ui/terminal/sanitise.ts';

const listOptions = [
  new Option('--category <name>', 'only templates of this category, e.g. Commands'),
  ...limitOptions('templates'),
  columnsOption(templateColumns),
] as const;

const list = command({
  description: 'Lists the job templates that you can use.',
  arguments: [new Argument('[search]', "search for templates, e.g. 'name ~ package'")],
  options: listOptions,
  conflicts: limitConflicts,
  topics: ['search'],
  examples: [
    ["rexctl template list 'name ~ package'", 'list templates for packages'],
    ['rexctl template list --category Commands', 'list the templates of a category'],
  ],
  paged: () => true,
  run: (context, { search, ...values }) =>
    runTemplateList(toTemplateListOptions(search, values), context),
});

const show = command({
  description: 'Shows a job template and the inputs that it takes.',
  arguments: [new Argument('<template>', 'name or id of a template')],
  options: [
    new Option('--text', 'also show the text of the template'),
    new Option('--script', 'print only the text of the template, unchanged'),
  ],
  conflicts: [['text', 'script']],
  topics: ['inputs'],
  examples: [
    ["rexctl template show 'Run Command - Script Default'", 'show the inputs of a template'],
    ['rexctl template show 103 --text', 'also show its text'],
    ['rexctl template show 103 --script > patch.erb', 'save its text in a file'],
  ],
  answers: ({ script }) =>
    script === true
      ? { schemas: ['template'], isRecord: true, text: 'the text of a template' }
      : undefined,
  paged: () => true,
  run: (context, { template, text, script }) =>
    runTemplateShow(context, template, { text: text === true, script: script === true }),
});

/** Lists templates, which `run --template` can use, and shows their inputs. */
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
  /** The search as the user typed it. */
  readonly given: Search | null;
  readonly limit: number | null;
  readonly columns: readonly string[] | undefined;
}

function toTemplateListOptions(
  search: string | undefined,
  values: OptionValues<typeof listOptions>,
): TemplateListOptions {
  const given = readListSearch(search, 'templates');
  const parts = [
    'snippet = false',
    ...(values.category === undefined ? [] : [equals('job_category', values.category)]),
    ...(given === null ? [] : [userQuery(given)]),
  ];
  return { search: allOf(parts), given, limit: limitOf(values), columns: values.columns };
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
      note: listNote(templates.length, subtotal, 'template'),
    },
    options.columns,
  );
  return 0;
}

interface TemplateShowOptions {
  /** Whether the answer includes the text of the template. */
  readonly text: boolean;
  /** Whether the answer is only the text of the template. */
  readonly script: boolean;
}

async function runTemplateShow(
  context: Context,
  name: string,
  { text, script }: TemplateShowOptions,
): Promise<number> {
  const { template, sheet } = await context.during('reading the template', () =>
    templateByName(context, name),
  );
  if (script && !isMachine(context.globals.format)) return printScript(context, template);
  await context.print({
    document: {
      template: {
        ...templateDetailDocument(template),
        ...(text || script ? { template: template.template } : {}),
        inputs: sheet.own.map(inputDocument),
        foreign_inputs: sheet.foreign.map(inputDocument),
      },
    } satisfies Answered<'template'>,
    prose: (screen) => templateProse(template, sheet, { text }, screen),
  });
  return 0;
}

/** Prints the text unchanged; on a terminal without control sequences and with a line end. */
async function printScript(
  { io: { out } }: Context,
  { name, template: text }: JobTemplateDetail,
): Promise<number> {
  if (text === null)
    throw new Failure('bad_answer', `the server does not return the text of template \`${name}\``);
  const shown = out.isTerminal ? sanitise(text, { color: false }) : text;
  const lacksEnd = out.isTerminal && shown !== '' && !shown.endsWith('\n');
  await out.write(lacksEnd ? `${shown}\n` : shown);
  return 0;
}
