import { usageError } from '../errors.ts';
import { fileTrouble } from '../text/file-trouble.ts';
import { readBytes } from './read-bytes.ts';

/** Where the server's authority comes from. */
export type AuthoritySource = (
  | { readonly kind: 'pem'; readonly pem: string }
  | { readonly kind: 'file'; readonly path: string }
) & {
  /** `profile`: it is kept, nobody gave it for this run. */
  readonly from: 'flag' | 'environment' | 'profile';
  /** How messages call that place. */
  readonly label: string;
};

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
