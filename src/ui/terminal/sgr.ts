/** Filters color sequences (SGR, `ESC [ … m`) in text of others, and knows which are still on. */
export interface SgrFilter {
  /** The allowed parameters of a sequence, or `undefined`. Remembers what it turns on. */
  accept(parameters: string): string | undefined;
  /** The sequence that turns everything off; empty if nothing is on. */
  close(): string;
}

/** The code that turns off each attribute; others end only with a reset. */
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

/** The parameters by attribute: `38;5;196` and `38;2;r;g;b` are one each. */
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

/** Whether an attribute is allowed: not blinking, not hidden, no incomplete color. */
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
