import { chunksOf } from '../../text/chunks.ts';
/** Removes credentials from a text of the server before it is shown. */
export type SecretMask = (text: string) => string;

interface Credential {
  readonly login: string | null;
  readonly secret: string | null;
}

const masked = '*****';

/** What is so short stands in every sentence by chance. */
const shortestSecret = 4;

/**
 * A longer credential is hidden piece by piece: one expression for all of it would be too large to
 * compile.
 */
const longestPiece = 200;

/** Hides the credential and other secrets, however they are escaped, and every session. */
export function secretMask(
  { login, secret }: Credential,
  others: readonly string[] = [],
): SecretMask {
  const own = login === null || secret === null ? [] : credentialTexts(login, secret);
  const more = others.map((text) => text.trim()).filter((text) => text.length >= shortestSecret);
  let forms: readonly RegExp[] | undefined;
  return (text) => {
    forms ??= formsOf([...own, ...more]);
    return forms
      .reduce((shown, form) => shown.replaceAll(form, masked), text)
      .replaceAll(/(?:\*{5}){2,}/g, masked)
      .replaceAll(/(_session_id=)[^;\s"'&]+/g, `$1${masked}`)
      .replaceAll(/\b(Basic|Bearer)(?:\s+|%20)[\w+/=~.%-]{4,}/gi, `$1 ${masked}`);
  };
}

/**
 * None is a part of another: where one is hidden in pieces, the other's pieces would no longer be
 * found.
 */
function credentialTexts(login: string, secret: string): readonly string[] {
  const whole = `${login}:${secret}`;
  const base64 = Buffer.from(whole, 'utf8').toString('base64').replace(/=+$/, '');
  return secret.length < shortestSecret ? [whole, base64] : [base64, secret];
}

/** The longest first, so that none is hidden only in part. */
function formsOf(texts: readonly string[]): readonly RegExp[] {
  const longestFirst = [...texts].sort((a, b) => b.length - a.length);
  return longestFirst
    .flatMap(piecesOf)
    .map((piece) => new RegExp(piece.map(anyForm).join(''), 'gi'));
}

/**
 * Of about the same length, so that no piece is so short that it stands in a sentence by chance.
 */
function piecesOf(text: string): readonly (readonly string[])[] {
  const characters = [...text];
  const count = Math.ceil(characters.length / longestPiece);
  const size = Math.ceil(characters.length / count);
  return chunksOf(characters, size);
}

/** One character as it is, or escaped for addresses (also twice), pages or JSON. */
function anyForm(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const inAddresses = [...Buffer.from(character, 'utf8')]
    .map((byte) => `%(?:25)*${hex(byte, 2)}`)
    .join('');
  const name = namesInPages[character];
  return `(?:${[
    /\s/.test(character) ? '[\\s+]+' : `\\\\?${character.replace(/[^\p{L}\p{N}]/gu, '\\$&')}`,
    inAddresses,
    ...(name === undefined ? [] : [`&${name};`]),
    `&#0*${code};`,
    `&#x0*${hex(code, 1)};`,
    ...character.split('').map((unit) => `\\\\u${hex(unit.charCodeAt(0), 4)}`),
  ].join('|')})`;
}

const namesInPages: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

function hex(code: number, length: number): string {
  return code.toString(16).padStart(length, '0');
}
