import { listForeignInputSets } from '../../api/foreign-input-sets.ts';
import { listJobTemplates, showJobTemplate } from '../../api/job-templates.ts';
import { listRemoteExecutionFeatures } from '../../api/remote-execution-features.ts';
import { listTemplateInputs } from '../../api/template-inputs.ts';
import type { Context } from '../../context.ts';
import { Failure, usageError } from '../../errors.ts';
import type { JobTemplateDetail, RemoteExecutionFeature, TemplateInput } from '../../jobs/job-template.ts';
import { equals } from '../../jobs/search-query.ts';
import { closest } from '../../jobs/suggestion.ts';
import type { InputSheet } from '../../jobs/template-inputs.ts';

/** A template with all inputs that a caller may set. */
export interface ChosenTemplate {
  readonly template: JobTemplateDetail;
  readonly sheet: InputSheet;
}

/** The feature whose template runs a command line; its template differs from site to site. */
export const commandFeature = 'run_script';

/** By id or exact name. */
export async function templateByName(context: Context, nameOrId: string): Promise<ChosenTemplate> {
  const connection = await context.connection();
  const options = { signal: context.signal };
  if (/^\d+$/.test(nameOrId)) {
    const found = showJobTemplate(connection, Number(nameOrId), options).catch((error: unknown) => {
      throw error instanceof Failure && error.kind === 'not_found' ? noTemplate(nameOrId, undefined) : error;
    });
    return withInputs(context, await found);
  }
  const page = await listJobTemplates(connection, { search: equals('name', nameOrId), perPage: 2 }, options);
  const [row] = page.items;
  if (row !== undefined) return withInputs(context, await showJobTemplate(connection, row.id, options));
  const all = await listJobTemplates(connection, { search: 'snippet = false', perPage: 100 }, options);
  const near = closest(
    nameOrId,
    all.items.map((template) => template.name),
  );
  throw noTemplate(nameOrId, near);
}

function noTemplate(nameOrId: string, near: string | undefined): Failure {
  return new Failure('not_found', `no template "${nameOrId}", or not visible to you`, {
    hint: near === undefined ? 'see them: rexctl template list' : `did you mean "${near}"?`,
  });
}

/** The template of a feature. Its id is what is sent: sending the feature would force static targeting (PROTOCOL §6.2). */
export async function templateByFeature(context: Context, label: string): Promise<ChosenTemplate> {
  const connection = await context.connection();
  const features = await listRemoteExecutionFeatures(connection, { signal: context.signal });
  const feature = features.find((candidate) => candidate.label === label);
  if (feature === undefined) throw unknownFeature(label, features);
  if (feature.job_template_id === null) {
    throw new Failure(
      'not_found',
      `feature \`${label}\` has no template on this server, or not one visible to you`,
      {
        hint: 'an administrator can assign one in Administer > Remote Execution Features',
      },
    );
  }
  const template = await showJobTemplate(connection, feature.job_template_id, { signal: context.signal });
  return withInputs(context, template);
}

function unknownFeature(label: string, features: readonly RemoteExecutionFeature[]): Failure {
  const labels = features.map((feature) => feature.label);
  const near = closest(label, labels);
  return new Failure('not_found', `no feature \`${label}\``, {
    hint: near === undefined ? `this server has: ${labels.join(', ')}` : `did you mean \`${near}\`?`,
  });
}

async function withInputs(context: Context, template: JobTemplateDetail): Promise<ChosenTemplate> {
  const connection = await context.connection();
  const options = { signal: context.signal };
  const own = await listTemplateInputs(connection, template.id, options);
  const foreign: TemplateInput[] = [];
  for (const set of await listForeignInputSets(connection, template.id, options)) {
    const inputs = await listTemplateInputs(connection, set.target_template_id, options);
    foreign.push(
      ...inputs.filter(
        ({ name }) => (set.include_all || set.include.includes(name)) && !set.exclude.includes(name),
      ),
    );
  }
  return { template, sheet: { template: template.name, own, foreign } };
}

/** The input that takes the command line of `--command`. */
export function commandInput(chosen: ChosenTemplate): string {
  const settable = chosen.sheet.own.filter((input) => input.input_type === 'user');
  const required = settable.filter((input) => input.required);
  const input =
    settable.find(({ name }) => name === 'command') ?? (required.length === 1 ? required[0] : undefined);
  if (input !== undefined) return input.name;
  throw usageError(
    `template "${chosen.template.name}" of feature \`${commandFeature}\` has no input for a command`,
    'name a template yourself: rexctl run --template NAME --input NAME=VALUE',
  );
}
