import { type SgrFilter, sgrFilter } from './sgr.ts';

/**
 * Options of `sanitise`, which makes text of servers and hosts safe for terminals and cells: it
 * keeps colors if color is on, removes other control sequences, and shows control characters by
 * name. Text in pipes is not changed.
 */
interface SanitiseOptions {
  /** Keep colors (SGR), except blinking and hidden text, and reset them at the end of each line. */
  readonly color: boolean;
}

/** Invisible characters, and those that change the direction of text, for a character class. */
export const invisibleCharacters = [
  '\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e',
  '\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f',
  '\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb',
].join('');

/**
 * Everything but printable text, tab and line feed, to find the text that needs no change. Tag
 * characters begin with U+DB40.
 */
const unsafe = new RegExp(
  `[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f${invisibleCharacters}\\udb40]`,
);

/** Joiners are kept in scripts where they shape letters, and in emoji made of several. */
const shaping =
  '\\p{sc=Arab}\\p{sc=Syrc}\\p{sc=Deva}\\p{sc=Beng}\\p{sc=Guru}\\p{sc=Gujr}\\p{sc=Orya}\\p{sc=Taml}\\p{sc=Telu}' +
  '\\p{sc=Knda}\\p{sc=Mlym}\\p{sc=Sinh}\\p{sc=Khmr}\\p{sc=Mymr}';
const emoji = '\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f';
const joinsLetters = `(?<!(?<=[\\p{L}\\p{M}])(?<=[${shaping}])[\\u200c\\u200d])`;
const joinsEmoji = `(?<!(?<=[${emoji}])\\u200d(?=\\p{Extended_Pictographic}))`;

const control = `(?:[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f${invisibleCharacters}\\u{e0000}-\\u{e007f}])${joinsLetters}${joinsEmoji}`;

/** OSC (titles, links), DCS, SOS, PM and APC with their texts, which have no control characters. */
const controlString =
  /(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0000-\u001f\u007f-\u009f]*(?:\u0007|\u001b\\|\u009c)/;
const controlSequence = /(?:\u001b\[|\u009b)([0-?]*)([ -/]*)([@-~])/;
const shortEscape = /\u001b(?:[ -/]+[0-~]|[0-OQ-WYZ\\`-~])/;
const lineEnd = /\r*\n|\r+/;

const plain = [controlString, controlSequence, shortEscape, lineEnd].map(({ source }) => source);
let tokenPattern: RegExp | undefined;

/** The pattern, compiled on first use: that takes 4 ms, and most commands do not need it. */
function tokens(): RegExp {
  tokenPattern ??= new RegExp([...plain, control].join('|'), 'gu');
  return tokenPattern;
}

/**
 * Makes a text safe for a terminal, in linear time. No ESC remains except in colors; a single
 * carriage return becomes a line break; tabs are kept. A second call changes nothing.
 */
export function sanitise(text: string, { color }: SanitiseOptions): string {
  if (!unsafe.test(text)) return text;
  const colors = sgrFilter();
  const clean = text.replace(
    tokens(),
    (token: string, parameters?: string, between?: string, final?: string) => {
      if (final !== undefined) {
        return color && final === 'm' && between === '' ? keptColor(parameters ?? '', colors) : '';
      }
      if (token.endsWith('\n') || token.endsWith('\r')) return `${colors.close()}\n`;
      return /^.$/su.test(token) ? shown(token) : '';
    },
  );
  return clean + colors.close();
}

/** A safe text without color, line breaks and tabs, for a cell or a sentence. */
export function oneLine(text: string): string {
  return sanitise(text, { color: false }).replaceAll(/[\t\n]+/g, ' ');
}

function keptColor(parameters: string, colors: SgrFilter): string {
  const kept = colors.accept(parameters);
  return kept === undefined ? '' : `\u001b[${kept}m`;
}

/** A control character by name, in ASCII: `^[` for ESC, `^G` for the bell, else `<U+202E>`. */
function shown(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  if (code === 0x7f) return '^?';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}
