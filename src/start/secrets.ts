import { stat } from 'node:fs/promises';
import { Option } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { filled } from '../cli/options/option-parsers.ts';
import { inGroup } from '../cli/options/option-text.ts';
import type { OptionValues } from '../cli/options/option-values.ts';
import { textOfFile, textOfInput, withoutByteOrderMark } from '../cli/text-source.ts';
import { usageError } from '../errors.ts';
import type { NewJob } from '../jobs/new-job.ts';
import { askSecret } from '../ui/terminal/prompt.ts';

/** The secrets of a create, in the API's names. */
export type JobSecrets = Pick<NewJob, 'password' | 'key_passphrase'> & {
  readonly effective_user_password?: string;
};

/**
 * Passwords that a job may need on its hosts. They are never values of options, which other users
 * of this machine could read.
 */
const secretKinds = [
  {
    name: 'password',
    title: 'SSH password',
    flag: 'ssh-password',
    file: 'sshPasswordFile',
    ask: 'askSshPassword',
  },
  {
    name: 'key_passphrase',
    title: 'passphrase of the SSH key',
    flag: 'key-passphrase',
    file: 'keyPassphraseFile',
    ask: 'askKeyPassphrase',
  },
  {
    name: 'effective_user_password',
    title: 'password of the effective user',
    flag: 'effective-user-password',
    file: 'effectiveUserPasswordFile',
    ask: 'askEffectiveUserPassword',
  },
] as const;

type SecretKind = (typeof secretKinds)[number];

/**
 * Where the option says that a secret comes from; without an option it comes from the environment.
 */
type SecretSource = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'ask' };

export type SecretSources = Partial<Record<keyof JobSecrets, SecretSource>>;

/** Who the job runs as on the hosts, and the secrets for that. */
export function credentialOptions() {
  return inGroup('Credentials', [
    new Option('--effective-user <name>', 'user that the job runs as on the hosts').argParser(
      filled('--effective-user'),
    ),
    ...optionsOf('ssh-password', 'SSH password'),
    ...optionsOf('key-passphrase', 'SSH key passphrase'),
    ...optionsOf('effective-user-password', "effective user's password"),
  ]);
}

function optionsOf<const Flag extends keyof typeof variables>(flag: Flag, what: string) {
  return [
    new Option(
      `--${flag}-file <file>`,
      `file with the ${what}; - reads standard input (environment: ${variableOf(flag)})`,
    ),
    new Option(`--ask-${flag}`, `ask for the ${what}`),
  ] as const;
}

/** The option values as Commander passes them. */
type SecretFlags = OptionValues<ReturnType<typeof credentialOptions>>;

/** Each secret has only one source. */
export const secretConflicts = [
  ['sshPasswordFile', 'askSshPassword'],
  ['keyPassphraseFile', 'askKeyPassphrase'],
  ['effectiveUserPasswordFile', 'askEffectiveUserPassword'],
] as const;

const variables = {
  'ssh-password': 'REXCTL_SSH_PASSWORD',
  'key-passphrase': 'REXCTL_KEY_PASSPHRASE',
  'effective-user-password': 'REXCTL_EFFECTIVE_USER_PASSWORD',
} as const;

function variableOf(flag: keyof typeof variables) {
  return variables[flag];
}

export function toSecretSources(raw: SecretFlags): SecretSources {
  const sources: SecretSources = {};
  for (const { name, file, ask } of secretKinds) {
    const path = raw[file];
    if (path !== undefined) sources[name] = { kind: 'file', path };
    else if (raw[ask] !== undefined) sources[name] = { kind: 'ask' };
  }
  return sources;
}

/** Options that read standard input, as they were written. */
export function secretReaders(raw: SecretFlags): readonly string[] {
  return secretKinds.filter(({ file }) => raw[file] === '-').map(({ flag }) => `--${flag}-file -`);
}

/** The environment variables with passwords that this command could use. */
export function secretVariables({ runtime }: Context): readonly string[] {
  return secretKinds
    .map(({ flag }) => variableOf(flag))
    .filter((variable) => (runtime.env[variable] ?? '') !== '');
}

/**
 * Reads files first, then asks; a secret without an option comes from the environment. Throws a
 * usage `Failure` for an empty one.
 */
export async function readSecrets(context: Context, sources: SecretSources): Promise<JobSecrets> {
  const secrets: Partial<Record<keyof JobSecrets, string>> = {};
  const isAsked = ({ name }: SecretKind) => sources[name]?.kind === 'ask';
  const inOrder = [...secretKinds].sort((a, b) => Number(isAsked(a)) - Number(isAsked(b)));
  for (const kind of inOrder) {
    const source = sources[kind.name];
    const value =
      source === undefined
        ? context.runtime.env[variableOf(kind.flag)]
        : await readSecret(context, kind, source);
    if (value !== undefined && value !== '') secrets[kind.name] = value;
    else if (source !== undefined)
      throw usageError(
        `the ${kind.title} ${sourceText(kind, source)}is empty`,
        'to use none, omit the option',
      );
    if (value?.includes('\0') === true)
      throw usageError(`the ${kind.title} contains a NUL byte, which cannot be sent`);
  }
  return secrets;
}

/** The source, for messages; empty for an answer to a prompt. */
function sourceText({ flag }: SecretKind, source: SecretSource): string {
  if (source.kind === 'ask') return '';
  return `(first line of --${flag}-file ${source.path === '-' ? '-' : `\`${source.path}\``}) `;
}

async function readSecret(
  context: Context,
  { title, flag }: SecretKind,
  source: SecretSource,
): Promise<string> {
  const fileFlag = `--${flag}-file`;
  if (source.kind === 'ask')
    return askSecret(context.io, `${title.charAt(0).toUpperCase()}${title.slice(1)}`, {
      instead: `${fileFlag} FILE`,
      signal: context.signal,
    });
  return firstLine(
    source.path === '-'
      ? await textOfInput(context)
      : await fileText(context, fileFlag, source.path),
  );
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
    await context.warn(
      `other users can read \`${path}\` (${flag}); restrict it: chmod 600 ${path}`,
    );
  return text;
}

/** The server does not report whether the first job used passwords, so a rerun is shown without. */
export async function warnOfUnknownSecrets(
  context: Context,
  job: { readonly id: number },
): Promise<void> {
  await context.note(
    `The server does not report whether job ${job.id} used passwords. Pass them again if it did.`,
  );
}

/** The part of the request that has the secrets. */
export function withSecrets(
  job: NewJob,
  { effective_user_password, ...secrets }: JobSecrets,
): NewJob {
  const ssh =
    effective_user_password === undefined ? {} : { ssh: { ...job.ssh, effective_user_password } };
  return { ...job, ...secrets, ...ssh };
}
