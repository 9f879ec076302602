import type { TypedLine } from './typed-line.ts';

/**
 * Reads the line from the PowerShell script: Base64 of UTF-8, because older versions break quotes
 * in arguments. Its parts, separated by NULs, are the words, the word at the cursor, and the part
 * of that word that is replaced.
 */
export function readPowershellLine(encoded: string): TypedLine {
  const parts = Buffer.from(encoded, 'base64').toString('utf8').split('\0');
  const [replaced = '', last = ''] = [parts.pop(), parts.pop()];
  const current = unquoted(last);
  const tail = unquoted(replaced);
  const words = parts.slice(1);
  return {
    words,
    variables: {},
    unknown: new Set(words.filter((word) => /[$`]/.test(word))),
    current,
    kept: current.endsWith(tail) ? current.length - tail.length : 0,
    quote: null,
  };
}

const quotes = { single: "'‘’‚‛", double: '"“”„' } as const;

/** The typed word without quotes; a quote may be open. */
function unquoted(text: string): string {
  const [first = ''] = text;
  if (first !== '' && quotes.single.includes(first))
    return text
      .slice(1)
      .replace(/(['‘’‚‛])\1/g, '$1')
      .replace(/(?<!['‘’‚‛])['‘’‚‛]$/, '');
  if (first !== '' && quotes.double.includes(first))
    return text
      .slice(1)
      .replace(/["“”„]$/, '')
      .replaceAll(/`([\s\S])/g, '$1');
  return text.replaceAll(/`([\s\S])/g, '$1');
}

/** Quotes a word so that PowerShell reads it as one argument and replaces nothing in it. */
export function powershellWord(word: string): string {
  if (/^[A-Za-z0-9_./\\:+=-][\w./\\:+=-]*$/.test(word) && !/^-[^-]*[.:]/.test(word)) return word;
  return `'${word.replaceAll(/['‘’‚‛]/g, '$&$&')}'`;
}
