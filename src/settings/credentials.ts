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
export type CredentialSource = CredentialPlace &
  Origin & {
    /** What to do when the server refuses it. */
    readonly remedy: string;
  };

type CredentialPlace =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'command'; readonly command: string };

/** A credential and where it came from. */
export interface Credential {
  readonly value: string;
  readonly source: string;
  /** What to do when the server refuses it. */
  readonly remedy: string;
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
  const named = { source: source.label, remedy: source.remedy, warning: null };
  if (source.kind === 'value') return { ...named, value: source.value };
  if (source.kind === 'command') return { ...named, value: await fromCommand(source, reader) };
  const { value, isExposed } = await fromFile(source, reader);
  return {
    ...named,
    value,
    warning: isExposed
      ? `other users can read the token file \`${source.path}\`; restrict it: chmod 600 ${source.path}`
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
      `${label} reads standard input in \`rexctl login\` only`,
      'name a file instead',
    );
  }
  const { bytes, stats } = await readFileWith(path, signal).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw usageError(`cannot read the token file \`${path}\` (${label}): ${fileTrouble(error)}`);
  });
  const value = firstLine(bytes.toString('utf8'));
  return {
    value: notEmpty(value, `the first line of the token file \`${path}\` (${label}) is empty`),
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
    typeof code === 'number' ? `failed with exit code ${code}` : 'timed out or was not found';
  return new Failure('not_logged_in', `the ${label} ${how}${said === '' ? '' : `: ${said}`}`, {
    hint: 'run the command by hand to see why',
  });
}

function notEmpty(value: string, complaint: string): string {
  if (value === '') throw usageError(complaint, 'expected a password or a personal access token');
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
  const pem = source.kind === 'pem' ? source.pem : await textOf('CA file', source, signal);
  if (
    pem.includes('-----BEGIN CERTIFICATE-----') ||
    pem.includes('-----BEGIN TRUSTED CERTIFICATE-----')
  ) {
    return pem;
  }
  throw usageError(
    `${authorityName(source)} has no certificate: expected PEM text with -----BEGIN CERTIFICATE-----`,
  );
}

/** How messages call it. */
export function authorityName(source: AuthoritySource): string {
  return source.kind === 'pem'
    ? `the CA of ${source.label}`
    : `\`${source.path}\` (${source.label})`;
}

/** Where certificate and key of the client are; `null` = the profile does not name that file. */
export interface ClientCertificateFiles {
  readonly cert: string | null;
  readonly key: string | null;
  readonly profile: string;
}

/**
 * Both as PEM text. Throws a usage `Failure` that names the file that is missing or cannot be used.
 */
export async function readClientCertificate(
  { cert, key, profile }: ClientCertificateFiles,
  signal?: AbortSignal,
): Promise<{ readonly cert: string; readonly key: string }> {
  if (cert === null) throw halfOfPair(profile, 'key', 'cert');
  if (key === null) throw halfOfPair(profile, 'cert', 'key');
  const label = `profile \`${profile}\``;
  const certificate = await textOf('certificate', { path: cert, label }, signal);
  if (!certificate.includes('-----BEGIN CERTIFICATE-----')) {
    throw usageError(
      `\`${cert}\` (client_cert_file of ${label}) has no certificate: expected PEM text with -----BEGIN CERTIFICATE-----`,
    );
  }
  const secret = await textOf('key', { path: key, label }, signal);
  if (
    /-----BEGIN (?:RSA |EC )?PRIVATE KEY-----/.test(secret) &&
    !/^Proc-Type: 4,ENCRYPTED/m.test(secret)
  )
    return { cert: certificate, key: secret };
  throw usageError(
    `\`${key}\` (client_key_file of ${label}) has no key without a passphrase: expected PEM text with -----BEGIN PRIVATE KEY-----`,
  );
}

function halfOfPair(profile: string, has: string, lacks: string): Failure {
  return usageError(
    `profile \`${profile}\` has client_${has}_file, but no client_${lacks}_file`,
    `name both files: rexctl profile set ${profile} client_${lacks}_file=FILE`,
  );
}

async function textOf(
  what: string,
  { path, label }: { readonly path: string; readonly label: string },
  signal: AbortSignal | undefined,
): Promise<string> {
  const bytes = await readBytes(path, signal).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw usageError(`cannot read the ${what} \`${path}\` (${label}): ${fileTrouble(error)}`);
  });
  return bytes.toString('utf8');
}
