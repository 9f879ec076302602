import type { Call, Program } from './call.ts';

/** Programs that read what is piped into them; of files they know none. */
export const filters: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['grep', grep],
  ['wc', wc],
  ['head', (call) => part(call, 'head', (lines, count) => lines.slice(0, count))],
  ['tail', (call) => part(call, 'tail', (lines, count) => lines.slice(-count || lines.length))],
  ['sort', sort],
  ['uniq', uniq],
]);

function linesOf(text: string | null): readonly string[] {
  if (text === null || text === '') return [];
  return text.replace(/\n$/, '').split('\n');
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function optionsOf(words: readonly string[]): string {
  return words.filter((word) => /^-[a-zA-Z]+$/.test(word)).join('');
}

/** Patterns are plain text, with `^` and `$` at their ends. */
function grep({ words, stdin, print, complain }: Call): number {
  const options = optionsOf(words);
  const [pattern, file] = words.filter((word) => !word.startsWith('-'));
  if (pattern === undefined || file !== undefined) {
    complain(pattern === undefined ? 'Usage: grep [OPTION]... PATTERNS' : noFile('grep', file));
    return 2;
  }
  const fold = (text: string) => (options.includes('i') ? text.toLowerCase() : text);
  const matches = matcher(fold(pattern));
  const found = linesOf(stdin).filter((line) => matches(fold(line)) !== options.includes('v'));
  if (options.includes('c')) print(`${found.length}\n`);
  else if (!options.includes('q')) print(joined(found));
  return found.length > 0 ? 0 : 1;
}

function matcher(pattern: string): (line: string) => boolean {
  const text = pattern.replace(/^\^/, '').replace(/\$$/, '');
  const atStart = pattern.startsWith('^');
  const atEnd = pattern.endsWith('$');
  if (atStart && atEnd) return (line) => line === text;
  if (atStart) return (line) => line.startsWith(text);
  return atEnd ? (line) => line.endsWith(text) : (line) => line.includes(text);
}

function wc({ words, stdin, print }: Call): number {
  const text = stdin ?? '';
  const counts = {
    l: text.split('\n').length - 1,
    w: text.split(/\s+/).filter((word) => word !== '').length,
    c: Buffer.byteLength(text),
  };
  const options = optionsOf(words);
  const shown = Object.entries(counts).filter(
    ([letter]) => options === '' || options.includes(letter),
  );
  print(`${shown.map(([, count]) => count).join(' ')}\n`);
  return 0;
}

/** `-n 3` and `-3`. */
function part(
  { words, stdin, print, complain }: Call,
  name: string,
  choose: (lines: readonly string[], count: number) => readonly string[],
): number {
  const found = /^(?:-n ?|-)?(\d{1,9})?(?: (.+))?$/.exec(words.join(' '));
  if (found === null || found[2] !== undefined) {
    complain(noFile(name, words.at(-1)));
    return 1;
  }
  const count = Number(found[1] ?? '10');
  print(count === 0 ? '' : joined(choose(linesOf(stdin), count)));
  return 0;
}

function sort({ words, stdin, print }: Call): number {
  const options = optionsOf(words);
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const byNumber = (a: string, b: string) =>
    (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0) || byText(a, b);
  const sorted = linesOf(stdin).toSorted(options.includes('n') ? byNumber : byText);
  const unique = options.includes('u') ? [...new Set(sorted)] : sorted;
  print(joined(options.includes('r') ? unique.toReversed() : unique));
  return 0;
}

function uniq({ words, stdin, print }: Call): number {
  const groups: { readonly line: string; count: number }[] = [];
  for (const line of linesOf(stdin)) {
    const last = groups.at(-1);
    if (last?.line === line) last.count++;
    else groups.push({ line, count: 1 });
  }
  const counts = optionsOf(words).includes('c');
  print(
    joined(
      groups.map(({ line, count }) => (counts ? `${String(count).padStart(7)} ${line}` : line)),
    ),
  );
  return 0;
}

function noFile(name: string, file: string | undefined): string {
  return `${name}: ${file ?? ''}: No such file or directory`;
}
