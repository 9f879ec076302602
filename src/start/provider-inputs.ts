import { Option } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { collected } from '../cli/options/option-parsers.ts';
import { inGroup } from '../cli/options/option-text.ts';
import type { OptionValues } from '../cli/options/option-values.ts';
import { usageError } from '../errors.ts';
import type { JobTemplate } from '../jobs/job-template.ts';
import type { NewJob } from '../jobs/new-job.ts';
import { refuseMask } from '../jobs/template-inputs.ts';
import { readAssignments } from './inputs.ts';

export function providerOptions() {
  return inGroup('Inputs', [
    new Option('--ansible-tags <tags>', 'Ansible tags, separated by commas'),
    new Option('--ansible-tags-flag <flag>', 'include or exclude tasks with these tags').choices([
      'include',
      'exclude',
    ]),
    new Option(
      '--provider-input <namespace.key=value>',
      "input for the template's provider, e.g. ansible.tags=a,b; as for --input; repeatable",
    ).argParser(collected),
  ]);
}

/** The option values as Commander passes them. */
type ProviderFlags = OptionValues<ReturnType<typeof providerOptions>>;

export const providerNeeds = [{ options: ['ansibleTagsFlag'], oneOf: ['ansibleTags'] }] as const;

/**
 * What was given, each as `namespace.key=value`. Throws a usage `Failure` for a flag without tags.
 */
export function providerTexts({
  ansibleTags,
  ansibleTagsFlag,
  providerInput = [],
}: ProviderFlags): readonly string[] {
  if (ansibleTags?.trim() === '')
    throw usageError('--ansible-tags is empty: expected tags separated by commas');
  return [
    ...(ansibleTags === undefined ? [] : [`ansible.tags=${ansibleTags}`]),
    ...(ansibleTagsFlag === undefined ? [] : [`ansible.tags_flag=${ansibleTagsFlag}`]),
    ...providerInput,
  ];
}

/** The fields of the request itself: a namespace with such a name would replace them. */
const ownKeys =
  /^(?:job_template_id|feature|targeting_type|search_query|bookmark_id|host_ids|inputs|description_format|randomized_ordering|ssh_user|password|key_passphrase|ssh|concurrency_control|execution_timeout_interval|time_to_pickup|scheduling|recurrence)$/;

/**
 * The values by namespace and key. The server ignores a namespace that is not of the template's
 * provider: that is a usage `Failure`, as is a text that is not `namespace.key=value`.
 */
export async function providerInputs(
  context: Context,
  texts: readonly string[],
  template: Pick<JobTemplate, 'name' | 'provider_type'>,
): Promise<Pick<NewJob, 'provider_inputs'>> {
  if (texts.length === 0) return {};
  for (const text of texts) refuseUnassigned(text);
  const values = await readAssignments(context, texts);
  const byNamespace: Record<string, Record<string, string>> = {};
  for (const [path, value] of Object.entries(values)) {
    const [namespace = '', key = ''] = path.split('.');
    refuseMask(`--provider-input \`${path}\``, value, `--provider-input ${path}=@FILE`);
    if (value.includes('\0'))
      throw usageError(
        `--provider-input \`${path}\` contains a NUL byte, which the server cannot store`,
      );
    refuseUnknownNamespace(namespace, template);
    byNamespace[namespace] = { ...byNamespace[namespace], [key]: value };
  }
  return { provider_inputs: byNamespace };
}

function refuseUnassigned(text: string): void {
  if (/^[a-z][a-z0-9_]*\.[A-Za-z0-9_]+=/.test(text)) return;
  const [path] = text.split('=');
  throw usageError(`invalid --provider-input \`${path}\`: expected namespace.key=value`);
}

function refuseUnknownNamespace(
  namespace: string,
  { name, provider_type }: Pick<JobTemplate, 'name' | 'provider_type'>,
): void {
  const provider = (provider_type ?? 'script').toLowerCase();
  if (ownKeys.test(namespace))
    throw usageError(
      `--provider-input cannot set \`${namespace}\`: it is not a provider, and rexctl has other options for it`,
    );
  if (namespace !== provider)
    throw usageError(
      `template \`${name}\` uses the ${provider_type ?? 'script'} provider, which ignores inputs of \`${namespace}\`. Nothing was sent`,
      'choose a template of that provider: rexctl template list',
    );
}
