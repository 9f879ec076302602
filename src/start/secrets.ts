import { stat } from 'node:fs/promises';
import type { Context } from '../cli/context.ts';
import { textOfFile, textOfInput } from '../cli/text-source.ts';
import { usageError } from '../errors.ts';
import type { TemplateInput } from '../jobs/job-template.ts';
import type { NewJob } from '../jobs/new-job.ts';
import { type InputSheet, parseInput } from '../jobs/template-inputs.ts';
import { askSecret } from '../ui/terminal/prompt.ts';
import {
  fileFlag,
  type SecretKind,
  type SecretWish,
  type SecretWishes,
  secretKinds,
  variable,
} from './secret-options.ts';

/** The secrets of a create, in the API's names. */
export type JobSecrets = Pick<NewJob, 'password' | 'key_passphrase'> & {
  readonly effective_user_password?: string;
};

const names = {
  sshPassword: 'password',
  keyPassphrase: 'key_passphrase',
  effectiveUserPassword: 'effective_user_password',
} as const satisfies Record<SecretKind, keyof JobSecrets>;

/** Variables with passwords that this command could use. */
export function secretVariables({ runtime }: Context): readonly string[] {
  return secretKinds
    .map(({ key }) => variable(key))
    .filter((name) => (runtime.env[name] ?? '') !== '');
}

/**
 * Reads, then asks for what was wished; else the environment counts. Throws a usage `Failure` for
 * an empty one.
 */
export async function readSecrets(context: Context, wishes: SecretWishes): Promise<JobSecrets> {
  const secrets: Partial<Record<keyof JobSecrets, string>> = {};
  const isAsked = ({ key }: { readonly key: SecretKind }) => wishes[key]?.kind === 'ask';
  const inOrder = [...secretKinds].sort((a, b) => Number(isAsked(a)) - Number(isAsked(b)));
  for (const { key, title } of inOrder) {
    const wish = wishes[key];
    const value =
      wish === undefined
        ? context.runtime.env[variable(key)]
        : await given(context, key, title, wish);
    if (value !== undefined && value !== '') secrets[names[key]] = value;
    else if (wish !== undefined)
      throw usageError(
        `the ${title} ${whence(key, wish)}is empty`,
        'leave the option out to use none',
      );
    if (value?.includes('\0') === true)
      throw usageError(`the ${title} contains a NUL byte, which no login can send`);
  }
  return secrets;
}

/** The place that was named. */
function whence(key: SecretKind, wish: SecretWish): string {
  if (wish.kind === 'ask') return '';
  return `(first line of ${fileFlag(key)} ${wish.path === '-' ? '-' : `\`${wish.path}\``}) `;
}

async function given(
  context: Context,
  key: SecretKind,
  title: string,
  wish: SecretWish,
): Promise<string> {
  if (wish.kind === 'ask') {
    return askSecret(context.io, title, {
      instead: `${fileFlag(key)} FILE`,
      signal: context.signal,
    });
  }
  const text =
    wish.path === '-'
      ? await textOfInput(context)
      : await fileText(context, fileFlag(key), wish.path);
  return firstLine(text);
}

/** A secret is one line; what editors and shells add to its end is not part of it. */
function firstLine(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r?\n[\s\S]*$/, '');
}

async function fileText(context: Context, flag: string, path: string): Promise<string> {
  const text = await textOfFile(context, flag, path);
  const { mode, isFile } = await stat(path).then((found) => ({
    mode: found.mode,
    isFile: found.isFile(),
  }));
  if (isFile && context.runtime.platform !== 'win32' && (mode & 0o077) !== 0)
    await context.warn(`others can read \`${path}\` (${flag}); close it with: chmod 600 ${path}`);
  return text;
}

/** Whether the first job used any cannot be read back, so that its rerun is shown without. */
export async function warnOfUnknownSecrets(
  context: Context,
  job: { readonly id: number },
): Promise<void> {
  await context.note(
    `Whether job ${job.id} used passwords cannot be read back; what is not given again is not sent.`,
  );
}

/** The part of a create that carries them. */
export function withSecrets(
  job: NewJob,
  { effective_user_password, ...secrets }: JobSecrets,
): NewJob {
  const ssh =
    effective_user_password === undefined ? {} : { ssh: { ...job.ssh, effective_user_password } };
  return { ...job, ...secrets, ...ssh };
}

/**
 * Hidden values on the command line could be read by everybody on this machine: a usage `Failure`
 * says what else.
 */
export function refuseShownSecrets(sheet: InputSheet, texts: readonly string[]): void {
  const hidden = hiddenNames(sheet);
  for (const { name, value } of texts.map(parseInput)) {
    if (!hidden.has(name) || value === '-' || (value.startsWith('@') && !value.startsWith('@@')))
      continue;
    throw usageError(
      `input \`${name}\` is hidden, and the command line is not: others on this machine could read it. Nothing was sent`,
      `give it with: --input ${name}=@FILE, --input ${name}=-, or ${inputVariable(name)} in the environment`,
    );
  }
}

/** Hidden inputs that nobody gave and that the environment has. */
export function hiddenFromEnvironment(
  { runtime }: Context,
  sheet: InputSheet,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of hiddenNames(sheet)) {
    const value = runtime.env[inputVariable(name)];
    if (value !== undefined && !Object.hasOwn(given, name)) values[name] = value;
  }
  return values;
}

/** `REXCTL_INPUT_DB_PASSWORD` of `db password`. */
function inputVariable(name: string): string {
  return `REXCTL_INPUT_${name.replaceAll(/[^A-Za-z0-9]/g, '_').toUpperCase()}`;
}

function hiddenNames({ own, foreign }: InputSheet): ReadonlySet<string> {
  const isHidden = ({ hidden_value, input_type }: TemplateInput) =>
    hidden_value && input_type === 'user';
  return new Set([...own, ...foreign].filter(isHidden).map(({ name }) => name));
}
