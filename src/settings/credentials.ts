import { Failure, usageError } from '../errors.ts';
import { fileTrouble } from '../text/file-trouble.ts';
import { type CommandSurroundings, outputOfCommand } from './credential-command.ts';
import { closedKeyring, type TimedKeyring } from './keyring/keyring.ts';
import { readFileWith } from './read-bytes.ts';

/**
 * Where a source is named: on the command line, in the environment or in the profile; and its name
 * in messages.
 */
export interface Origin {
  readonly from: 'flag' | 'environment' | 'profile';
  readonly label: string;
}

/** The source of the credential. */
export type CredentialSource = CredentialPlace &
  Origin & {
    /** What to do if the server refuses the credential. */
    readonly remedy: string;
  };

type CredentialPlace =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'keyring'; readonly entry: string; readonly profile: string };

/** A credential with the name of its source. */
export interface Credential {
  readonly value: string;
  readonly source: string;
  /** What to do if the server refuses the credential. */
  readonly remedy: string;
  /** A warning for the user, e.g. that others can read the file. */
  readonly warning: string | null;
}

export interface CredentialReader extends CommandSurroundings {
  readonly platform: string;
  readonly keyring: Pick<TimedKeyring, 'read'>;
}

/** Reads the credential. Throws a `Failure` that names the source if it has none. */
export async function readCredential(
  source: CredentialSource,
  reader: CredentialReader,
): Promise<Credential> {
  const named = { source: source.label, remedy: source.remedy, warning: null };
  if (source.kind === 'value') return { ...named, value: source.value };
  if (source.kind === 'command') return { ...named, value: await fromCommand(source, reader) };
  if (source.kind === 'keyring') return { ...named, value: await fromKeyring(source, reader) };
  const { value, isExposed } = await fromFile(source, reader);
  return {
    ...named,
    value,
    warning: isExposed
      ? `other users can read the token file \`${source.path}\`; restrict it: chmod 600 ${source.path}`
      : null,
  };
}

/**
 * The credential in a text: its first line, without the byte order mark or line break that editors
 * and shells add.
 */
export function firstLine(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r?\n[\s\S]*$/, '');
}

/**
 * Reads a file. `isExposed` is true only for regular files, which others can read later; a pipe or
 * device is opened by one process.
 */
async function fromFile(
  { path, label, from }: Extract<CredentialSource, { kind: 'file' }>,
  { platform, signal }: CredentialReader,
): Promise<{ readonly value: string; readonly isExposed: boolean }> {
  if (path === '-') {
    throw usageError(
      `${label} reads standard input in \`rexctl login\` only`,
      'name a file instead',
    );
  }
  const { bytes, stats } = await readFileWith(path, signal).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw usageError(
      `cannot read the token file \`${path}\` (${label}): ${fileTrouble(error)}`,
      fileHint(from, label),
    );
  });
  const value = firstLine(bytes.toString('utf8'));
  return {
    value: notEmpty(value, `the first line of the token file \`${path}\` (${label}) is empty`),
    isExposed: platform !== 'win32' && stats.isFile() && (stats.mode & 0o077) !== 0,
  };
}

/** What was just typed needs no hint. */
function fileHint(from: Origin['from'], label: string): string | undefined {
  if (from === 'environment') return `correct or unset ${label}`;
  return from === 'profile' ? 'see where it is set: rexctl config list' : undefined;
}

async function fromCommand(
  { command, label }: Extract<CredentialSource, { kind: 'command' }>,
  reader: CredentialReader,
): Promise<string> {
  const printed = await outputOfCommand(command, label, reader);
  return notEmpty(firstLine(printed), `the ${label} printed nothing`);
}

/**
 * Reads the keyring. If the entry is missing or cannot be read, the user is not logged in; no other
 * credential is used instead.
 */
async function fromKeyring(
  { entry, profile, remedy }: Extract<CredentialSource, { kind: 'keyring' }>,
  { keyring }: CredentialReader,
): Promise<string> {
  const value = await keyring.read(entry).catch((error: unknown) => {
    throw closedKeyring(error, profile, 'read');
  });
  if (value !== null && value !== '') return value;
  throw new Failure(
    'not_logged_in',
    `the keyring of this machine has no token of profile \`${profile}\``,
    { hint: remedy },
  );
}

function notEmpty(value: string, complaint: string): string {
  if (value === '') throw usageError(complaint, 'expected a password or a personal access token');
  return value;
}
