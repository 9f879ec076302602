import { usageError } from '../errors.ts';
import { type SecretFlags, secretReaders } from './secret-options.ts';

/** Options that may read standard input. */
export interface Readers extends SecretFlags {
  command?: string;
  host?: string[];
  exclude?: string[];
  input?: string[];
  providerInput?: string[];
  inputsFile?: string;
}

/** Standard input can be read once. */
export function refuseTwoReaders({
  host = [],
  exclude = [],
  input = [],
  providerInput = [],
  inputsFile,
  command,
  ...secrets
}: Readers): void {
  const readers = [
    ...(command === '-' ? ['--command -'] : []),
    ...host.filter((name) => name.trim() === '-').map(() => '--host -'),
    ...exclude.filter((name) => name.trim() === '-').map(() => '--exclude -'),
    ...(inputsFile === '-' ? ['--inputs-file -'] : []),
    ...secretReaders(secrets),
    ...input.filter(isDash).map((text) => `-i ${text}`),
    ...providerInput.filter(isDash).map((text) => `--provider-input ${text}`),
  ];
  const [first, second] = readers;
  if (second !== undefined)
    throw usageError(
      `${first} and ${second} cannot both read standard input`,
      'use a file for one',
    );
}

function isDash(text: string): boolean {
  return text.endsWith('=-') && text.indexOf('=') === text.length - 2;
}
