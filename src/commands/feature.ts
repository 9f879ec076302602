import { Argument } from '@commander-js/extra-typings';
import { listRemoteExecutionFeatures } from '../api/endpoints/job-templates.ts';
import { type CommandGroup, command } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { columnsOption, filled } from '../cli/options/option-parsers.ts';
import type { Answered } from '../documents/types.ts';
import { usageError } from '../errors.ts';
import type { RemoteExecutionFeature } from '../jobs/job-template.ts';
import { featureColumns, featureDocument } from '../ui/nouns/feature.ts';

const list = command({
  description: 'Lists the remote execution features, and the template that runs for each.',
  arguments: [
    new Argument('[text]', 'only features with this text in label, name or template').argParser(
      partOf,
    ),
  ],
  options: [columnsOption(featureColumns)],
  topics: ['inputs'],
  examples: [
    ['rexctl feature list', 'list the features for run --feature'],
    ['rexctl feature list package', 'list features for packages'],
  ],
  paged: () => true,
  run: (context, { text, columns }) => runFeatureList(context, text, columns),
});

/** Lists features, which `run --feature` can use. */
export const feature: CommandGroup = {
  description: 'Lists remote execution features.',
  subcommands: [
    { name: 'list', alias: 'ls', summary: 'list the remote execution features', command: list },
  ],
};

/** Checks the text. A search expression is refused: it would match nothing without an error. */
function partOf(text: string): string {
  if (!/[~=^<>]/.test(text)) return filled('[text]')(text);
  throw usageError(
    `invalid text \`${text}\`: the server has no search for features`,
    'give a part of the label, e.g. rexctl feature list package',
  );
}

async function runFeatureList(
  context: Context,
  text: string | undefined,
  columns: readonly string[] | undefined,
): Promise<number> {
  const connection = await context.connection();
  const all = await context.during('reading features', () =>
    listRemoteExecutionFeatures(connection),
  );
  const rows = all.filter((one) => text === undefined || contains(one, text));
  await context.print(
    {
      document: { features: rows.map(featureDocument) } satisfies Answered<'features'>,
      rowsKey: 'features',
      rows,
      columns: featureColumns,
      note: rows.length === 0 ? noneText(all.length) : '',
    },
    columns,
  );
  return 0;
}

/** Whether a feature contains the text; the server cannot search for features. */
function contains(
  { label, name, job_template_name }: RemoteExecutionFeature,
  text: string,
): boolean {
  const wanted = text.toLowerCase();
  return [label, name, job_template_name ?? ''].some((one) => one.toLowerCase().includes(wanted));
}

function noneText(all: number): string {
  return all === 0 ? 'The server has no features.' : 'No feature matches.';
}
