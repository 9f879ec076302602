/**
 * Color sequences (SGR, `ESC [ … m`) of text from elsewhere: which of them may stay, and whether a
 * color is still on.
 */
export interface SgrFilter {
  /**
   * What may stay of the parameters of one sequence; `undefined` when nothing may. Remembers what
   * it switched on.
   */
  accept(parameters: string): string | undefined;
  /**
   * The sequence that switches everything off, or nothing where nothing is on; afterwards nothing
   * is.
   */
  close(): string;
}

/** The code that switches each look off; looks without an entry end with a full reset only. */
const closers: Readonly<Record<number, number>> = {
  1: 22,
  2: 22,
  3: 23,
  4: 24,
  7: 27,
  9: 29,
  21: 24,
  53: 55,
  58: 59,
};
const closerCodes: ReadonlySet<number> = new Set([22, 23, 24, 27, 29, 39, 49, 55, 59]);

export function sgrFilter(): SgrFilter {
  const open = new Set<number>();
  return {
    accept(parameters) {
      if (!/^[\d;:]*$/.test(parameters)) return undefined;
      const groups = groupsOf(parameters.split(';')).filter(mayStay);
      for (const group of groups) apply(codeOf(group), open);
      return groups.length === 0 ? undefined : groups.join(';');
    },
    close() {
      if (open.size === 0) return '';
      open.clear();
      return '\u001b[0m';
    },
  };
}

/** One entry per look: `38;5;196` and `38;2;r;g;b` belong together. */
function groupsOf(words: readonly string[]): string[] {
  const groups: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const length = lengthAt(words, at);
    groups.push(words.slice(at, at + length).join(';'));
    at += length - 1;
  }
  return groups;
}

function lengthAt(words: readonly string[], at: number): number {
  if (!/^[345]8$/.test(words[at] ?? '')) return 1;
  if (words[at + 1] === '5') return 3;
  return words[at + 1] === '2' ? 5 : 1;
}

function codeOf(group: string): number {
  return Number.parseInt(group, 10) || 0;
}

/** Not blinking, not hidden, and no extended color that lacks its numbers. */
function mayStay(group: string): boolean {
  const code = codeOf(group);
  if (code === 5 || code === 6 || code === 8) return false;
  return !/^[345]8(?:;|$)/.test(group) || /^\d+(?:;5;[^;]*|;2;[^;]*;[^;]*;[^;]*)$/.test(group);
}

function apply(code: number, open: Set<number>): void {
  if (code === 0) open.clear();
  else if (closerCodes.has(code)) open.delete(code);
  else open.add(closerOf(code));
}

function closerOf(code: number): number {
  if ((code >= 30 && code <= 38) || (code >= 90 && code <= 97)) return 39;
  if ((code >= 40 && code <= 48) || (code >= 100 && code <= 107)) return 49;
  return closers[code] ?? 0;
}
