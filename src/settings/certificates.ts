import { type Failure, usageError } from '../errors.ts';
import { fileTrouble } from '../text/file-trouble.ts';
import type { Origin } from './credentials.ts';
import { readBytes } from './read-bytes.ts';

/** The source of the CA certificate of the server. */
export type AuthoritySource = Origin &
  (
    | { readonly kind: 'pem'; readonly pem: string }
    | { readonly kind: 'file'; readonly path: string }
  );

/**
 * Reads the CA as PEM text. Throws a usage `Failure` that names the file if it cannot be read or
 * has no certificate.
 */
async function readAuthority(
  source: AuthoritySource,
  hint: string | undefined,
  signal?: AbortSignal,
): Promise<string> {
  const pem = source.kind === 'pem' ? source.pem : await textOf('CA file', source, signal, hint);
  if (
    pem.includes('-----BEGIN CERTIFICATE-----') ||
    pem.includes('-----BEGIN TRUSTED CERTIFICATE-----')
  ) {
    return pem;
  }
  throw usageError(
    `${authorityName(source)} has no certificate: expected PEM text with -----BEGIN CERTIFICATE-----`,
    hint,
  );
}

/**
 * How to correct the file. A file from the command line needs no hint: the user has just typed it.
 */
function remedyOf({ from, label }: AuthoritySource, profile: string): string | undefined {
  if (from === 'environment') return `correct or unset ${label}`;
  return from === 'profile' ? setFile(profile, 'ca_file') : undefined;
}

function setFile(profile: string, key: string): string {
  return `name the right file: rexctl profile set ${profile} ${key}=FILE`;
}

/** The name of the CA in messages. */
function authorityName(source: AuthoritySource): string {
  return source.kind === 'pem'
    ? `the CA of ${source.label}`
    : `\`${source.path}\` (${source.label})`;
}

/** The paths of certificate and key of the client; `null` = not in the profile. */
export interface ClientCertificateFiles {
  readonly cert: string | null;
  readonly key: string | null;
  readonly profile: string;
}

/** Reads both as PEM text. Throws a usage `Failure` that names the missing or invalid file. */
async function readClientCertificate(
  { cert, key, profile }: ClientCertificateFiles,
  signal?: AbortSignal,
): Promise<{ readonly cert: string; readonly key: string }> {
  if (cert === null) throw halfOfPair(profile, 'key', 'cert');
  if (key === null) throw halfOfPair(profile, 'cert', 'key');
  const label = `profile \`${profile}\``;
  const certificate = await textOf(
    'certificate',
    { path: cert, label },
    signal,
    setFile(profile, 'client_cert_file'),
  );
  const secret = await textOf(
    'key',
    { path: key, label },
    signal,
    setFile(profile, 'client_key_file'),
  );
  await assertPair({ cert: certificate, key: secret }, { cert, key, label });
  return { cert: certificate, key: secret };
}

/**
 * Throws if certificate or key is invalid, or if they do not match. Without this check, neither the
 * server nor the TLS library would name the wrong file.
 */
async function assertPair(
  pem: { readonly cert: string; readonly key: string },
  { cert, key, label }: { readonly cert: string; readonly key: string; readonly label: string },
): Promise<void> {
  const { createPrivateKey, X509Certificate } = await import('node:crypto');
  const parsed = attempt(() => new X509Certificate(pem.cert));
  if (parsed === null || !pem.cert.includes('-----BEGIN CERTIFICATE-----'))
    throw usageError(
      `\`${cert}\` (client_cert_file of ${label}) has no certificate: expected PEM text with -----BEGIN CERTIFICATE-----`,
    );
  const isLocked = pem.key.includes('ENCRYPTED');
  const privateKey = isLocked ? null : attempt(() => createPrivateKey(pem.key));
  if (privateKey === null)
    throw usageError(
      `\`${key}\` (client_key_file of ${label}) has no key without a passphrase: expected PEM text with -----BEGIN PRIVATE KEY-----`,
      isLocked ? `take the passphrase out: openssl pkey -in ${key} -out NEW.key` : undefined,
    );
  if (!parsed.checkPrivateKey(privateKey))
    throw usageError(
      `\`${key}\` (client_key_file of ${label}) is not the key of \`${cert}\` (client_cert_file)`,
    );
}

/** The result of `work`; `null` if it throws. */
function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

/** The certificates that the client trusts, and its own, in PEM. */
interface Trust {
  readonly ca: string | undefined;
  /** The name of the CA in messages. */
  readonly caLabel: string | undefined;
  readonly clientCert: { readonly cert: string; readonly key: string } | undefined;
}

/**
 * Reads CA and client certificate, if the settings name them. Throws as `readAuthority` and
 * `readClientCertificate` do.
 */
export async function readTrust(
  {
    ca,
    clientCertificate: files,
    profile,
  }: {
    readonly profile: string;
    readonly ca: AuthoritySource | null;
    readonly clientCertificate: ClientCertificateFiles | null;
  },
  signal?: AbortSignal,
): Promise<Trust> {
  return {
    ca: ca === null ? undefined : await readAuthority(ca, remedyOf(ca, profile), signal),
    caLabel: ca === null ? undefined : authorityName(ca),
    clientCert: files === null ? undefined : await readClientCertificate(files, signal),
  };
}

function halfOfPair(profile: string, has: string, lacks: string): Failure {
  return usageError(
    `profile \`${profile}\` has client_${has}_file, but no client_${lacks}_file`,
    `name the other file: rexctl profile set ${profile} client_${lacks}_file=FILE`,
  );
}

async function textOf(
  what: string,
  { path, label }: { readonly path: string; readonly label: string },
  signal: AbortSignal | undefined,
  hint?: string,
): Promise<string> {
  const bytes = await readBytes(path, signal).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw usageError(`cannot read the ${what} \`${path}\` (${label}): ${fileTrouble(error)}`, hint);
  });
  return bytes.toString('utf8');
}
