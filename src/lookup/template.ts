import type { Connection } from '../api/connection.ts';
import {
  listForeignInputSets,
  listJobTemplates,
  listRemoteExecutionFeatures,
  listTemplateInputs,
  showJobTemplate,
} from '../api/endpoints/job-templates.ts';
import type { Context } from '../cli/context.ts';
import { Failure, usageError } from '../errors.ts';
import type {
  JobTemplateDetail,
  RemoteExecutionFeature,
  TemplateInput,
} from '../jobs/job-template.ts';
import { equals } from '../jobs/search/search-query.ts';
import type { InputSheet } from '../jobs/template-inputs.ts';
import { closest } from '../text/suggestion.ts';
import { chooseAnotherTaxonomy, readOutside } from './taxonomy.ts';

/** A template with all inputs that can be set. */
export interface ChosenTemplate {
  readonly template: JobTemplateDetail;
  readonly sheet: InputSheet;
}

/** The feature for running a command line; sites assign different templates to it. */
export const commandFeature = 'run_script';

/** A template by id or exact name. */
export async function templateByName(context: Context, nameOrId: string): Promise<ChosenTemplate> {
  if (/^\d+$/.test(nameOrId)) return templateById(context, Number(nameOrId), null);
  const connection = await context.connection();
  const page = await listJobTemplates(connection, { search: equals('name', nameOrId), perPage: 2 });
  const [row] = page.items;
  if (row !== undefined) return withInputs(context, await showJobTemplate(connection, row.id));
  const taxonomy = await taxonomyHiding(context, nameOrId);
  if (taxonomy !== null) throw hiddenTemplate(nameOrId, taxonomy);
  const all = await listJobTemplates(connection, { search: 'snippet = false', perPage: 100 });
  const near = closest(
    nameOrId,
    all.items.map((template) => template.name),
  );
  throw noTemplate(nameOrId, near);
}

/** A template by id. `name`: from a job or feature, which also name templates that are hidden. */
export async function templateById(
  context: Context,
  id: number,
  name: string | null,
): Promise<ChosenTemplate> {
  const connection = await context.connection();
  try {
    return await withInputs(context, await showJobTemplate(connection, id));
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'not_found') throw error;
    const taxonomy = await taxonomyHiding(context, id);
    const text = name ?? String(id);
    throw taxonomy === null
      ? noTemplate(text, undefined, name === null ? null : id)
      : hiddenTemplate(text, taxonomy);
  }
}

/** The organization and location in use, if they hide the template; else `null`. */
async function taxonomyHiding(context: Context, template: number | string): Promise<string | null> {
  const isVisible = (anywhere: Connection) =>
    showJobTemplate(anywhere, template).then(
      () => true,
      () => false,
    );
  const outside = await readOutside(context, isVisible);
  return outside?.found === true ? outside.taxonomy : null;
}

function hiddenTemplate(template: string, taxonomy: string): Failure {
  return new Failure('not_found', `template \`${template}\` is not in ${taxonomy}`, {
    hint: chooseAnotherTaxonomy,
  });
}

/** The failure for an unknown template. `id`: known from other records, so the template exists. */
function noTemplate(template: string, near: string | undefined, id: number | null = null): Failure {
  if (id !== null)
    return new Failure(
      'not_found',
      `template \`${template}\` (${id}) was deleted or is not visible to you`,
      {
        hint: 'ask an administrator to add it to your organization and location; others: rexctl template list',
      },
    );
  return new Failure('not_found', `no template \`${template}\`, or not visible to you`, {
    hint: near === undefined ? 'list them: rexctl template list' : `did you mean \`${near}\`?`,
  });
}

/**
 * The template of a feature. Its id is sent instead of the feature, with which the server would
 * always use static targeting.
 */
export async function templateByFeature(context: Context, label: string): Promise<ChosenTemplate> {
  const connection = await context.connection();
  const features = await listRemoteExecutionFeatures(connection);
  const feature = features.find((candidate) => candidate.label === label);
  if (feature === undefined) throw unknownFeature(label, features);
  if (feature.job_template_id === null) {
    throw new Failure(
      'not_found',
      `feature \`${label}\` has no template on this server, or none that is visible to you`,
      {
        hint: 'ask an administrator to assign one in Administer > Remote Execution Features',
      },
    );
  }
  return templateById(context, feature.job_template_id, feature.job_template_name);
}

function unknownFeature(label: string, features: readonly RemoteExecutionFeature[]): Failure {
  const labels = features.map((feature) => feature.label);
  const near = closest(label, labels);
  return new Failure('not_found', `no feature \`${label}\``, {
    hint:
      near === undefined ? `this server has: ${labels.join(', ')}` : `did you mean \`${near}\`?`,
  });
}

async function withInputs(context: Context, template: JobTemplateDetail): Promise<ChosenTemplate> {
  const connection = await context.connection();
  const own = await listTemplateInputs(connection, template.id);
  const foreign: TemplateInput[] = [];
  for (const set of await listForeignInputSets(connection, template.id)) {
    const inputs = await listTemplateInputs(connection, set.target_template_id);
    foreign.push(
      ...inputs.filter(
        ({ name }) =>
          (set.include_all || set.include.includes(name)) && !set.exclude.includes(name),
      ),
    );
  }
  return { template, sheet: { template: template.name, own, foreign } };
}

/** The name of the input for the command line of `--command`. */
export function commandInput(chosen: ChosenTemplate): string {
  const settable = chosen.sheet.own.filter((input) => input.input_type === 'user');
  const required = settable.filter((input) => input.required);
  const input =
    settable.find(({ name }) => name === 'command') ??
    (required.length === 1 ? required[0] : undefined);
  if (input !== undefined) return input.name;
  throw usageError(
    `template \`${chosen.template.name}\` of feature \`${commandFeature}\` has no input for a command`,
    'choose a template: rexctl run --template NAME --input NAME=VALUE',
  );
}
