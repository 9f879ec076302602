import { Option } from '@commander-js/extra-typings';
import { refuseTogether } from '../cli/command.ts';

/**
 * Passwords that a job may need on its hosts. Their values are no flags: others on this machine
 * could read them.
 */
export const secretKinds = [
  { key: 'sshPassword', title: 'SSH password', what: 'password of the SSH user' },
  { key: 'keyPassphrase', title: 'Passphrase of the SSH key', what: 'passphrase of the SSH key' },
  {
    key: 'effectiveUserPassword',
    title: 'Password of the effective user',
    what: 'password of the effective user',
  },
] as const;

export type SecretKind = (typeof secretKinds)[number]['key'];

/**
 * Where a secret comes from; one that nobody asked for comes from the environment, if it is there.
 */
export type SecretWish =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'ask' };

export type SecretWishes = Partial<Record<SecretKind, SecretWish>>;

/** As Commander gives them. */
export interface SecretFlags {
  sshPasswordFile?: string;
  askSshPassword?: true;
  keyPassphraseFile?: string;
  askKeyPassphrase?: true;
  effectiveUserPasswordFile?: string;
  askEffectiveUserPassword?: true;
}

export function secretOptions(): Option[] {
  return secretKinds.flatMap(({ key, what }) => [
    new Option(
      `${fileFlag(key)} <file>`,
      `${what}, first line of a file; - reads it (environment: ${variable(key)})`,
    ),
    new Option(askFlag(key), `ask for the ${what}`),
  ]);
}

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

/** Throws a usage `Failure` when one secret is to come from two places. */
export function secretWishes(raw: SecretFlags): SecretWishes {
  const wishes: SecretWishes = {};
  for (const { key } of secretKinds) {
    const ask = `ask${key.charAt(0).toUpperCase()}${key.slice(1)}` as keyof SecretFlags;
    const file = `${key}File` as const;
    refuseTogether({ ...raw }, file, ask);
    const path = raw[file];
    if (path !== undefined) wishes[key] = { kind: 'file', path };
    else if (raw[ask] !== undefined) wishes[key] = { kind: 'ask' };
  }
  return wishes;
}

/** Options that read standard input, as they were written. */
export function secretReaders(raw: SecretFlags): readonly string[] {
  return secretKinds
    .filter(({ key }) => raw[`${key}File`] === '-')
    .map(({ key }) => `${fileFlag(key)} -`);
}
