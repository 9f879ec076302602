import type { IUnicodeVersionProvider } from '@xterm/headless';
import { widthOf } from '../../src/ui/terminal/width.ts';

/** What a character says about the next one. */
const plain = 0;
const joins = 1;
const opensFlag = 2;

const regional = /^\p{Regional_Indicator}$/u;
const extends_ = /^[\p{M}\p{Emoji_Modifier}\u200d]$/u;

/** Draws what is read as one character in one place, two columns wide where it is an emoji. */
export const graphemeWidths: IUnicodeVersionProvider = {
  version: 'graphemes',
  wcwidth: (point) => columnsOf(String.fromCodePoint(point)),
  charProperties(point, preceding) {
    const character = String.fromCodePoint(point);
    const before = (preceding >> 1) & 3;
    const state = preceding >> 3;
    if (state === joins || (state === opensFlag && regional.test(character)))
      return packed(plain, 2, true);
    if (preceding !== 0 && extends_.test(character))
      return packed(character === '\u200d' ? joins : plain, widened(character, before), true);
    return packed(regional.test(character) ? opensFlag : plain, columnsOf(character), false);
  },
};

function widened(character: string, before: number): 0 | 1 | 2 {
  return character === '\ufe0f' || character === '\u20e3' || before === 2 ? 2 : 1;
}

function columnsOf(character: string): 0 | 1 | 2 {
  return Math.min(2, widthOf(character)) as 0 | 1 | 2;
}

function packed(state: number, width: number, isJoined: boolean): number {
  return (state << 3) | (width << 1) | (isJoined ? 1 : 0);
}
