import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine, sanitise } from '../../../src/ui/terminal/sanitise.ts';

const esc = '\u001b';

describe('text from hosts on a terminal', () => {
  it.each([
    ['plain text', 'active\n', 'active\n'],
    ['tabs and CJK text', 'a\tb 漢字 😀\n', 'a\tb 漢字 😀\n'],
    ['a colour that ends', `${esc}[31mred${esc}[39m\n`, `${esc}[31mred${esc}[39m\n`],
    [
      'a colour that ends with a full reset',
      `${esc}[1;31mred${esc}[m\n`,
      `${esc}[1;31mred${esc}[m\n`,
    ],
    ['a colour that nobody ends', `${esc}[31mred\nnext`, `${esc}[31mred${esc}[0m\nnext`],
    ['a colour open at the end', `${esc}[38;5;0mx`, `${esc}[38;5;0mx${esc}[0m`],
    ['a true colour', `${esc}[38;2;1;0;8mx${esc}[0m`, `${esc}[38;2;1;0;8mx${esc}[0m`],
    ['blinking red text, which only stays red', `${esc}[5;31mx${esc}[0m`, `${esc}[31mx${esc}[0m`],
    ['hidden text, which shows', `${esc}[8msecret`, 'secret'],
    ['a colour without its number', `${esc}[38mx${esc}[38;5mx`, 'xx'],
    ['a screen that is cleared', `${esc}[2J${esc}[Hx${esc}[?25l`, 'x'],
    ['a title', `a${esc}]0;owned\u0007b`, 'ab'],
    ['a link, of which the text stays', `${esc}]8;;http://x${esc}\\link${esc}]8;;${esc}\\`, 'link'],
    ['a device string', `${esc}P+q544e${esc}\\ok`, 'ok'],
    ['an application string', `${esc}_payload${esc}\\ok`, 'ok'],
    ['one-byte control sequences', 'a\u009b2Jb\u009d0;title\u009cc', 'abc'],
    ['a string that never ends, shown', `${esc}]0;never\nnext`, '^[]0;never\nnext'],
    ['character sets and keypad modes', `${esc}(B${esc}=${esc}7x${esc}8`, 'x'],
    ['a lone escape, shown', `x${esc}`, 'x^['],
    ['bell, backspace, NUL and delete, shown', 'a\u0007\b\0\u007f', 'a^G^H^@^?'],
    ['a progress line', '10%\r20%\r\n', '10%\n20%\n'],
    ['a progress line that clears itself', `10%\r${esc}[K20%\n`, '10%\n20%\n'],
    ['text turned around by marks, shown', 'a\u200fb\u061cc', 'a<U+200F>b<U+061C>c'],
    [
      'characters without a width, shown',
      'ad\u200bmin\u2060x\ufeff',
      'ad<U+200B>min<U+2060>x<U+FEFF>',
    ],
    ['joiners that join nothing, shown', 'ad\u200dmin\u200cx', 'ad<U+200D>min<U+200C>x'],
    [
      'joiners of letters and emoji, kept',
      'می\u200cخواهم क्\u200dष 👩🏽\u200d🚒',
      'می\u200cخواهم क्\u200dष 👩🏽\u200d🚒',
    ],
    ['fillers and soft hyphens, shown', 'a\u3164b\u00adc', 'a<U+3164>b<U+00AD>c'],
    [
      'letters of invisible tags, shown',
      `x${'\u{e0068}\u{e0069}'}\u{e007f}`,
      'x<U+E0068><U+E0069><U+E007F>',
    ],
    ['line separators, shown', 'a\u2028b', 'a<U+2028>b'],
    ['text turned around, shown', 'a\u202egpj.exe\u2066', 'a<U+202E>gpj.exe<U+2066>'],
  ])('%s', (_title, text, expected) => {
    expect(sanitise(text, { color: true })).toBe(expected);
  });

  it('loses its colours where colour is off', () => {
    expect(sanitise(`${esc}[1;31mred${esc}[0m plain`, { color: false })).toBe('red plain');
  });

  it('is one line in a cell', () => {
    expect(oneLine(`a\tb\r\nc${esc}[31md\n\ne`)).toBe('a b cd e');
  });

  it('grows by a small factor at most, whatever a host sends', () => {
    for (const piece of ['\u009d', `${esc}[1;`, `${esc}]0;`, '\r', `${esc}   `, '\u009b']) {
      expect(sanitise(piece.repeat(200_000), { color: true }).length).toBeLessThan(3_000_000);
    }
  });
});

/** Text made of everything that could go wrong. */
const nastyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          esc,
          '[',
          ']',
          'm',
          ';',
          ':',
          '0',
          '1',
          '5',
          '8',
          '31',
          '38',
          '48',
          '2',
          '\u009b',
          '\u009d',
          '\u009c',
        ],
        ...[
          '\u200b',
          '\u200d',
          '\u200f',
          '\u061c',
          '\ufeff',
          '\u{e0041}',
          '\u{e007f}',
          '\udb40',
          '👩',
        ],
        ...['\r', '\n', '\t', '\u0007', '\\', 'P', '_', 'H', ' ', '(', '?', '\u202e', 'x', '漢'],
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(''));

describe('whatever the text', () => {
  it('has no control character left but tab, line feed and those of colours', () => {
    fc.assert(
      fc.property(nastyText, fc.boolean(), (text, color) => {
        const clean = sanitise(text, { color });
        const rest = color ? clean.replaceAll(/\u001b\[[\d;:]*m/g, '') : clean;
        expect(rest).not.toMatch(
          /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
        );
        expect(rest).not.toMatch(
          /[\u200b\u200e\u200f\u061c\u2060\ufeff\u00ad\u{e0000}-\u{e007f}]/u,
        );
        expect(rest).not.toMatch(/[\x20-\x7e][\u200c\u200d]/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('stays the same when it is made harmless twice', () => {
    fc.assert(
      fc.property(nastyText, fc.boolean(), (text, color) => {
        const once = sanitise(text, { color });
        expect(sanitise(once, { color })).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps every printable character of text without control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u.test(text));
        expect(sanitise(text, { color: true })).toBe(text);
      }),
    );
  });

  it('switches every colour off by the end of its line', () => {
    const codes = fc.constantFrom('1', '2', '4', '7', '31', '42', '91', '38;5;9', '0', '39', '22');
    const words = fc.array(
      fc.oneof(
        codes.map((code) => `${esc}[${code}m`),
        fc.constantFrom('x', '\n'),
      ),
    );
    fc.assert(
      fc.property(words, (pieces) => {
        for (const line of sanitise(pieces.join(''), { color: true }).split('\n'))
          expect(isOn(line)).toBe(false);
      }),
    );
  });
});

/**
 * Whether a look is on at the end of a line, by a model simpler than the code: a set of what was
 * switched on.
 */
function isOn(line: string): boolean {
  const on = new Set<string>();
  for (const [, code = ''] of line.matchAll(/\u001b\[([\d;]*)m/g)) {
    if (code === '0' || code === '') on.clear();
    else if (code === '39') for (const look of ['31', '91', '38;5;9']) on.delete(look);
    else if (code === '22') for (const look of ['1', '2']) on.delete(look);
    else on.add(code);
  }
  return on.size > 0;
}
