import { type SgrFilter, sgrFilter } from './sgr.ts';

/**
 * Text that servers and hosts wrote, made harmless for a terminal: colors stay where color is on,
 * every other control sequence is dropped, every stray control character is shown by name. Pipes
 * keep their bytes: this is for terminals, and for the one-line cells of tables.
 */
interface SanitiseOptions {
  /**
   * Keep colors (SGR) but for blinking and hidden text, with a reset at the end of each line that
   * needs one.
   */
  readonly color: boolean;
}

/**
 * For a character class: what turns the direction of text, and what takes no room on a screen, but
 * for tags.
 */
export const invisibleCharacters = [
  '\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e',
  '\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f',
  '\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb',
].join('');

/**
 * Anything but printable text, tab and line feed. Most text has none of it; tags begin with U+DB40.
 */
const unsafe = new RegExp(
  `[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f${invisibleCharacters}\\udb40]`,
);

/** Joiners shape the letters of some scripts, and make one emoji of several: there they stay. */
const shaping =
  '\\p{sc=Arab}\\p{sc=Syrc}\\p{sc=Deva}\\p{sc=Beng}\\p{sc=Guru}\\p{sc=Gujr}\\p{sc=Orya}\\p{sc=Taml}\\p{sc=Telu}' +
  '\\p{sc=Knda}\\p{sc=Mlym}\\p{sc=Sinh}\\p{sc=Khmr}\\p{sc=Mymr}';
const emoji = '\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f';
const joinsLetters = `(?<!(?<=[\\p{L}\\p{M}])(?<=[${shaping}])[\\u200c\\u200d])`;
const joinsEmoji = `(?<!(?<=[${emoji}])\\u200d(?=\\p{Extended_Pictographic}))`;

const control = `(?:[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f${invisibleCharacters}\\u{e0000}-\\u{e007f}])${joinsLetters}${joinsEmoji}`;

/**
 * OSC (titles, links), DCS, SOS, PM, APC up to their end; their text never holds a control
 * character.
 */
const controlString =
  /(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0000-\u001f\u007f-\u009f]*(?:\u0007|\u001b\\|\u009c)/;
const controlSequence = /(?:\u001b\[|\u009b)([0-?]*)([ -/]*)([@-~])/;
const shortEscape = /\u001b(?:[ -/]+[0-~]|[0-OQ-WYZ\\`-~])/;
const lineEnd = /\r*\n|\r+/;

const plain = [controlString, controlSequence, shortEscape, lineEnd].map(({ source }) => source);
let tokenPattern: RegExp | undefined;

/** Made when it is used: most runs sanitise nothing, and its classes of letters take 4 ms. */
function tokens(): RegExp {
  tokenPattern ??= new RegExp([...plain, control].join('|'), 'gu');
  return tokenPattern;
}

/**
 * Linear in time, idempotent; no ESC other than that of a color survives. A lone carriage return
 * becomes a line break, tabs stay.
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

/**
 * For a cell of a table or the middle of a sentence: harmless, without color, in one line without
 * tabs.
 */
export function oneLine(text: string): string {
  return sanitise(text, { color: false }).replaceAll(/[\t\n]+/g, ' ');
}

function keptColor(parameters: string, colors: SgrFilter): string {
  const kept = colors.accept(parameters);
  return kept === undefined ? '' : `\u001b[${kept}m`;
}

/** `^[` for ESC, `^G` for the bell, `<U+202E>` for what has no such name; all of it plain ASCII. */
function shown(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  if (code === 0x7f) return '^?';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}
