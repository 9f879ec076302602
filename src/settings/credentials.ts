import type { Environment } from '../environment.ts';
import { Failure, usageError } from '../errors.ts';
import { fileTrouble } from '../text/file-trouble.ts';
import { readBytes, readFileWith } from './read-bytes.ts';

/** Who named a source, and how messages call it. */
interface Origin {
  readonly from: 'flag' | 'environment' | 'profile';
  readonly label: string;
}

/** Where the credential comes from. */
export type CredentialSource = CredentialPlace & Origin;

type CredentialPlace =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'command'; readonly command: string };

/** A credential and where it came from. */
export interface Credential {
  readonly value: string;
  readonly source: string;
  /** A warning for its owner, e.g. that others can read the file. */
  readonly warning: string | null;
}

export interface CredentialReader {
  readonly env: Environment;
  readonly platform: string;
  readonly signal?: AbortSignal;
}

/** Fetches the credential. Throws a `Failure` that names the source when it gives none. */
export async function readCredential(
  source: CredentialSource,
  reader: CredentialReader,
): Promise<Credential> {
  if (source.kind === 'value') return { value: source.value, source: source.label, warning: null };
  if (source.kind === 'command') {
    return { value: await fromCommand(source, reader), source: source.label, warning: null };
  }
  const { value, isExposed } = await fromFile(source, reader);
  return {
    value,
    source: source.label,
    warning: isExposed
      ? `others can read the token file \`${source.path}\`; close it with: chmod 600 ${source.path}`
      : null,
  };
}

/** A credential is one line; what editors and shells add to its end is not part of it. */
export function firstLine(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r?\n[\s\S]*$/, '');
}

/** Only a file stays readable for others; a pipe or device is opened by one process. */
async function fromFile(
  { path, label }: Extract<CredentialSource, { kind: 'file' }>,
  { platform, signal }: CredentialReader,
): Promise<{ readonly value: string; readonly isExposed: boolean }> {
  if (path === '-') {
    throw usageError(
      `${label} reads standard input only in \`rexctl login\``,
      'name a file instead',
    );
  }
  const { bytes, stats } = await readFileWith(path, signal).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw usageError(`cannot read the token file \`${path}\` (${label}): ${fileTrouble(error)}`);
  });
  const value = firstLine(bytes.toString('utf8'));
  return {
    value: notEmpty(value, `the token file \`${path}\` (${label}) is empty`),
    isExposed: platform !== 'win32' && stats.isFile() && (stats.mode & 0o077) !== 0,
  };
}

async function fromCommand(
  { command, label }: Extract<CredentialSource, { kind: 'command' }>,
  { env, signal }: CredentialReader,
): Promise<string> {
  const { exec } = await import('node:child_process');
  const printed = await new Promise<string>((resolve, reject) => {
    const limits = { timeout: 60_000, maxBuffer: 1 << 20, windowsHide: true };
    const child = exec(command, { ...limits, env, signal }, (error, stdout, stderr) => {
      if (signal?.aborted === true) reject(signal.reason);
      else if (error === null) resolve(stdout);
      else reject(commandFailed(label, error.code, stderr));
    });
    child.stdin?.end();
  });
  return notEmpty(firstLine(printed), `the ${label} printed nothing`);
}

/** What the command printed on standard output is never repeated: it may be the credential. */
function commandFailed(label: string, code: unknown, stderr: string): Failure {
  const said = stderr.trim().split('\n').at(-1) ?? '';
  const how =
    typeof code === 'number'
      ? `ended with exit code ${code}`
      : 'did not end in time or was not found';
  return new Failure('not_logged_in', `the ${label} ${how}${said === '' ? '' : `: ${said}`}`, {
    hint: 'run it by hand, or log in: rexctl login',
  });
}

function notEmpty(value: string, complaint: string): string {
  if (value === '')
    throw usageError(complaint, 'it must hold a password or a personal access token');
  return value;
}

/** Where the certificate of the server's authority comes from. */
export type AuthoritySource = Origin &
  (
    | { readonly kind: 'pem'; readonly pem: string }
    | { readonly kind: 'file'; readonly path: string }
  );

/**
 * The PEM text. Throws a usage `Failure` that names the file when it cannot be read or holds no
 * certificate.
 */
export async function readAuthority(
  source: AuthoritySource,
  signal?: AbortSignal,
): Promise<string> {
  const pem = source.kind === 'pem' ? source.pem : await textOf(source.path, source.label, signal);
  if (
    pem.includes('-----BEGIN CERTIFICATE-----') ||
    pem.includes('-----BEGIN TRUSTED CERTIFICATE-----')
  ) {
    return pem;
  }
  throw usageError(
    `${authorityName(source)} holds no certificate: expected PEM text that begins with -----BEGIN CERTIFICATE-----`,
  );
}

/** How messages call it. */
export function authorityName(source: AuthoritySource): string {
  return source.kind === 'pem'
    ? `the CA of ${source.label}`
    : `\`${source.path}\` (${source.label})`;
}

async function textOf(
  path: string,
  label: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const bytes = await readBytes(path, signal).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw usageError(`cannot read the CA file \`${path}\` (${label}): ${fileTrouble(error)}`);
  });
  return bytes.toString('utf8');
}
