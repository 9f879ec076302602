/** Prefix of the instructions above the text in the editor. */
const mark = '#|';

/**
 * The file to open in the editor: instructions (`about`), then the text. An empty text gets an
 * empty line, because some editors continue a comment on the next line.
 */
export function editedFile(text: string, about: readonly string[]): string {
  const lines = about.map((line) => `${aboutLine(line)}\n`);
  return `${lines.join('')}${text}${text.endsWith('\n') ? '' : '\n'}`;
}

/**
 * The text of an edited file, without the instructions wherever they are now; at the beginning
 * also without changed instructions and, for a new text, without empty lines. A text of one line
 * loses the line end that editors add.
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

/** Whether the script has only comments and empty lines. */
export function hasOnlyComments(script: string): boolean {
  return !linesOf(script).some((line) => /^\s*[^\s#]/.test(line));
}

function aboutLine(line: string): string {
  return `${mark} ${line}`;
}

/** The lines, each with its line end. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function withoutBreak(line: string): string {
  return line.replace(/\r?\n$/, '');
}

function withoutOneBreak(text: string): string {
  return text.indexOf('\n') === text.length - 1 ? withoutBreak(text) : text;
}
