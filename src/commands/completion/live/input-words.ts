import type { Connection } from '../../../api/connection.ts';
import {
  listForeignInputSets,
  listRemoteExecutionFeatures,
  listTemplateInputs,
  showJobTemplate,
} from '../../../api/endpoints/job-templates.ts';
import type { TemplateInput } from '../../../jobs/job-template.ts';
import type { CompletionWord } from '../../../settings/caches.ts';
import type { Owner } from '../typed-context.ts';
import { typedJob } from './job-words.ts';

/**
 * `name=` for each input that can be set, and `name=value` for each allowed value. The values of
 * hidden inputs are omitted, because they do not belong on a command line.
 */
export async function inputWords(
  connection: Connection,
  owner: Owner,
): Promise<readonly CompletionWord[]> {
  const id = await templateId(connection, owner);
  if (id === null) return [];
  const own = await listTemplateInputs(connection, id);
  const foreign: TemplateInput[] = [];
  for (const set of await listForeignInputSets(connection, id)) {
    const inputs = await listTemplateInputs(connection, set.target_template_id);
    const isTaken = (name: string) => set.include_all || set.include.includes(name);
    foreign.push(...inputs.filter(({ name }) => isTaken(name) && !set.exclude.includes(name)));
  }
  return [...own, ...foreign].filter(({ input_type }) => input_type === 'user').flatMap(wordsOf);
}

function wordsOf({
  name,
  description,
  required,
  options,
  hidden_value,
}: TemplateInput): readonly CompletionWord[] {
  const about = [required ? 'required' : '', hidden_value ? 'hidden' : '', description ?? ''];
  const values = hidden_value ? [] : (options ?? []);
  return [
    { word: `${name}=`, about: about.filter((text) => text !== '').join(', ') },
    ...values.map((value) => ({ word: `${name}=${value}`, about: '' })),
  ];
}

async function templateId(connection: Connection, owner: Owner): Promise<number | null> {
  if (owner.kind === 'schemas') return null;
  const { kind, name } = owner;
  if (kind === 'job') return (await typedJob(connection, name))?.template_id ?? null;
  if (kind === 'template') return idOf(connection, name);
  const features = await listRemoteExecutionFeatures(connection);
  return features.find(({ label }) => label === name)?.job_template_id ?? null;
}

async function idOf(connection: Connection, name: string): Promise<number> {
  if (/^\d+$/.test(name)) return Number(name);
  return (await showJobTemplate(connection, name)).id;
}
