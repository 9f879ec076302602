/** Begins the lines above a text that are no part of it. */
const mark = '#|';

/**
 * The file of a text that is edited: lines that say what will happen, then the text. There is
 * always a line to begin on: below a comment some editors begin a new line as a comment, too.
 */
export function editedFile(text: string, about: readonly string[]): string {
  const lines = about.map((line) => `${aboutLine(line)}\n`);
  return `${lines.join('')}${text}${text.endsWith('\n') ? '' : '\n'}`;
}

/**
 * The text of such a file after it was edited. The lines above are left out wherever they are now,
 * and at the beginning also where they were changed; so are empty lines before a new text. Editors
 * end the last line; a text of one line needs no line end.
 */
export function textOfEditedFile(
  file: string,
  { text, about }: { readonly text: string; readonly about: readonly string[] },
): string {
  const own = new Set(about.map(aboutLine));
  const typed = new Set(linesOf(text).map(withoutBreak));
  const lines = linesOf(file).filter((line) => !own.has(withoutBreak(line)));
  const isText = (line: string) =>
    line.startsWith(mark) ? typed.has(withoutBreak(line)) : text !== '' || line.trim() !== '';
  const first = lines.findIndex(isText);
  return first < 0 ? '' : withoutOneBreak(lines.slice(first).join(''));
}

/** Whether a shell would run nothing of it. */
export function hasOnlyComments(script: string): boolean {
  return !linesOf(script).some((line) => /^\s*[^\s#]/.test(line));
}

function aboutLine(line: string): string {
  return `${mark} ${line}`;
}

/** Each with its line end. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function withoutBreak(line: string): string {
  return line.replace(/\r?\n$/, '');
}

function withoutOneBreak(text: string): string {
  return text.indexOf('\n') === text.length - 1 ? withoutBreak(text) : text;
}
