import { stat } from 'node:fs/promises';
import { Option } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import type { OptionValues } from '../cli/option-values.ts';
import { textOfFile, textOfInput, withoutByteOrderMark } from '../cli/text-source.ts';
import { usageError } from '../errors.ts';
import type { NewJob } from '../jobs/new-job.ts';
import { askSecret } from '../ui/terminal/prompt.ts';

/**
 * Passwords that a job may need on its hosts. Their values are no flags: others on this machine
 * could read them.
 */
export const secretKinds = [
  { key: 'sshPassword', title: 'SSH password' },
  { key: 'keyPassphrase', title: 'Passphrase of the SSH key' },
  { key: 'effectiveUserPassword', title: 'Password of the effective user' },
] as const;

export type SecretKind = (typeof secretKinds)[number]['key'];

/**
 * Where an option says that a secret comes from; without one it comes from the environment.
 */
export type SecretSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'ask' };

export type SecretSources = Partial<Record<SecretKind, SecretSource>>;

export function secretOptions() {
  return [
    ...optionsOf('ssh-password', 'password of the SSH user'),
    ...optionsOf('key-passphrase', 'passphrase of the SSH key'),
    ...optionsOf('effective-user-password', 'password of the effective user'),
  ] as const;
}

function optionsOf<const Flag extends string>(flag: Flag, what: string) {
  const variable = `REXCTL_${flag.replaceAll('-', '_').toUpperCase()}`;
  return [
    new Option(
      `--${flag}-file <file>`,
      `${what}, first line of a file; - reads it (environment: ${variable})`,
    ),
    new Option(`--ask-${flag}`, `ask for the ${what}`),
  ] as const;
}

/** As Commander gives them. */
export type SecretFlags = OptionValues<ReturnType<typeof secretOptions>>;

/** One secret comes from one place. */
export const secretConflicts = [
  ['sshPasswordFile', 'askSshPassword'],
  ['keyPassphraseFile', 'askKeyPassphrase'],
  ['effectiveUserPasswordFile', 'askEffectiveUserPassword'],
] as const;

/** `--ssh-password-file` */
export function fileFlag(key: SecretKind): string {
  return `--${dashed(key)}-file`;
}

export function askFlag(key: SecretKind): string {
  return `--ask-${dashed(key)}`;
}

/** `REXCTL_SSH_PASSWORD` */
export function variable(key: SecretKind): string {
  return `REXCTL_${dashed(key).replaceAll('-', '_').toUpperCase()}`;
}

function dashed(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export function toSecretSources(raw: SecretFlags): SecretSources {
  const sources: SecretSources = {};
  for (const { key } of secretKinds) {
    const ask = `ask${key.charAt(0).toUpperCase()}${key.slice(1)}` as keyof SecretFlags;
    const file = `${key}File` as const;
    const path = raw[file];
    if (path !== undefined) sources[key] = { kind: 'file', path };
    else if (raw[ask] !== undefined) sources[key] = { kind: 'ask' };
  }
  return sources;
}

/** Options that read standard input, as they were written. */
export function secretReaders(raw: SecretFlags): readonly string[] {
  return secretKinds
    .filter(({ key }) => raw[`${key}File`] === '-')
    .map(({ key }) => `${fileFlag(key)} -`);
}

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
 * Reads files first, then asks; a secret without an option comes from the environment. Throws a
 * usage `Failure` for an empty one.
 */
export async function readSecrets(context: Context, sources: SecretSources): Promise<JobSecrets> {
  const secrets: Partial<Record<keyof JobSecrets, string>> = {};
  const isAsked = ({ key }: { readonly key: SecretKind }) => sources[key]?.kind === 'ask';
  const inOrder = [...secretKinds].sort((a, b) => Number(isAsked(a)) - Number(isAsked(b)));
  for (const { key, title } of inOrder) {
    const source = sources[key];
    const value =
      source === undefined
        ? context.runtime.env[variable(key)]
        : await given(context, key, title, source);
    if (value !== undefined && value !== '') secrets[names[key]] = value;
    else if (source !== undefined)
      throw usageError(
        `the ${title} ${whence(key, source)}is empty`,
        'leave the option out to use none',
      );
    if (value?.includes('\0') === true)
      throw usageError(`the ${title} contains a NUL byte, which no login can send`);
  }
  return secrets;
}

/** Where it was read from; empty where it was asked for. */
function whence(key: SecretKind, source: SecretSource): string {
  if (source.kind === 'ask') return '';
  return `(first line of ${fileFlag(key)} ${source.path === '-' ? '-' : `\`${source.path}\``}) `;
}

async function given(
  context: Context,
  key: SecretKind,
  title: string,
  source: SecretSource,
): Promise<string> {
  if (source.kind === 'ask') {
    return askSecret(context.io, title, {
      instead: `${fileFlag(key)} FILE`,
      signal: context.signal,
    });
  }
  const text =
    source.path === '-'
      ? await textOfInput(context)
      : await fileText(context, fileFlag(key), source.path);
  return firstLine(text);
}

/** A secret is one line; what editors and shells add to its end is not part of it. */
function firstLine(text: string): string {
  return withoutByteOrderMark(text).replace(/\r?\n[\s\S]*$/, '');
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
