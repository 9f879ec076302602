import type { Call, Program } from './call.ts';
import { fileText, namesIn } from './files.ts';

/** Programs that read one file, or text that is piped in. */
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

/** The text of the file, or the piped one. Complains if there is no such file; returns `null`. */
function inputOf(
  { stdin, host, complain }: Call,
  name: string,
  file: string | undefined,
): string | null {
  if (file === undefined || file === '-') return stdin ?? '';
  const text = fileText(file, host);
  if (text !== undefined) return text;
  const reason = namesIn(file) === undefined ? 'No such file or directory' : 'Is a directory';
  complain(`${name}: ${file}: ${reason}`);
  return null;
}

/** Runs `grep`; patterns are plain text, optionally with `^` or `$` at their ends. */
function grep(call: Call): number {
  const { words, print, complain } = call;
  const options = optionsOf(words);
  const [pattern, file] = words.filter((word) => !word.startsWith('-'));
  if (pattern === undefined) {
    complain('Usage: grep [OPTION]... PATTERNS [FILE]...');
    return 2;
  }
  const text = inputOf(call, 'grep', file);
  if (text === null) return 2;
  const fold = (text: string) => (options.includes('i') ? text.toLowerCase() : text);
  const matches = matcher(fold(pattern));
  const found = linesOf(text).filter((line) => matches(fold(line)) !== options.includes('v'));
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

function wc(call: Call): number {
  const { words, print } = call;
  const file = words.find((word) => !word.startsWith('-'));
  const text = inputOf(call, 'wc', file);
  if (text === null) return 1;
  const counts = {
    l: text.split('\n').length - 1,
    w: text.split(/\s+/).filter((word) => word !== '').length,
    c: Buffer.byteLength(text),
  };
  const options = optionsOf(words);
  const shown = Object.entries(counts).filter(
    ([letter]) => options === '' || options.includes(letter),
  );
  print(`${[...shown.map(([, count]) => count), file ?? []].flat().join(' ')}\n`);
  return 0;
}

/** Prints the first or last lines; the number is `-n 3` or `-3`. */
function part(
  call: Call,
  name: string,
  choose: (lines: readonly string[], count: number) => readonly string[],
): number {
  const [, long, short, file] =
    /^(?:-n ?(\d{1,9})|-(\d{1,9}))?(?:^| |$)([^-].*)?$/.exec(call.words.join(' ')) ?? [];
  const text = inputOf(call, name, file);
  if (text === null) return 1;
  const count = Number(long ?? short ?? '10');
  call.print(count === 0 ? '' : joined(choose(linesOf(text), count)));
  return 0;
}

function sort(call: Call): number {
  const { words, print } = call;
  const options = optionsOf(words);
  const text = inputOf(
    call,
    'sort',
    words.find((word) => !word.startsWith('-')),
  );
  if (text === null) return 2;
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const byNumber = (a: string, b: string) =>
    (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0) || byText(a, b);
  const sorted = linesOf(text).toSorted(options.includes('n') ? byNumber : byText);
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
