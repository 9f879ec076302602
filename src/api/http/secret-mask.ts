import { chunksOf } from '../../text/chunks.ts';
/** Hides credentials in a text of the server. */
export type SecretMask = (text: string) => string;

interface Credential {
  readonly login: string | null;
  readonly secret: string | null;
}

const masked = '*****';

/** Shorter secrets are not hidden, because they occur in normal sentences. */
const shortestSecret = 4;

/**
 * Longer credentials are hidden in pieces, because one expression would be too large to compile.
 */
const longestPiece = 200;

/** Hides the credential and other secrets in all escaped forms, and session cookies. */
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
 * The texts to hide. None is part of another: hiding pieces of one would hide the other from the
 * search.
 */
function credentialTexts(login: string, secret: string): readonly string[] {
  const whole = `${login}:${secret}`;
  const base64 = Buffer.from(whole, 'utf8').toString('base64').replace(/=+$/, '');
  return secret.length < shortestSecret ? [whole, base64] : [base64, secret];
}

/** The expressions, longest text first, so that each text is hidden as a whole. */
function formsOf(texts: readonly string[]): readonly RegExp[] {
  const longestFirst = [...texts].sort((a, b) => b.length - a.length);
  return longestFirst
    .flatMap(piecesOf)
    .map((piece) => new RegExp(piece.map(anyForm).join(''), 'gi'));
}

/**
 * The pieces of a long text, of about equal length, so that no piece is too short.
 */
function piecesOf(text: string): readonly (readonly string[])[] {
  const characters = [...text];
  const count = Math.ceil(characters.length / longestPiece);
  const size = Math.ceil(characters.length / count);
  return chunksOf(characters, size);
}

/** A character as it is, or escaped for addresses (also twice), HTML or JSON. */
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
