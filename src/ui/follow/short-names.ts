import { commonDomain, shortName } from '../terminal/names.ts';
import { oneLine } from '../terminal/sanitise.ts';
import { widthOf } from '../terminal/width.ts';

/**
 * Host names as they stand in front of lines: without what all of them end with, in a column of one
 * width.
 */
export interface ShortNames {
  know(name: string): void;
  /**
   * What is left out of the names, settled by the first call; `''` where they have nothing in
   * common.
   */
  domain(): string;
  /**
   * Filled up with blanks to the width of the column, which grows when a longer name becomes known.
   */
  padded(name: string): string;
  /** Changes when `padded` would give other texts than before. */
  width(): number;
}

const widestName = 32;

export function openShortNames(): ShortNames {
  const names = new Set<string>();
  let domain: string | undefined;
  let width = 0;
  const short = (name: string) => oneLine(shortName(name, domain ?? ''));
  const widen = (name: string) => {
    width = Math.max(width, Math.min(widestName, widthOf(short(name))));
  };
  return {
    know(name) {
      if (names.has(name)) return;
      names.add(name);
      if (domain !== undefined) widen(name);
    },
    domain() {
      if (domain === undefined) {
        domain = commonDomain([...names]);
        names.forEach(widen);
      }
      return domain;
    },
    padded(name) {
      const shown = short(name);
      return shown + ' '.repeat(Math.max(0, width - widthOf(shown)));
    },
    width: () => width,
  };
}
