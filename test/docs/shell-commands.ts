import { parse } from 'shell-quote';

/** The text of the fenced blocks of a page in one of these languages. */
export function codeBlocks(markdown: string, languages: readonly string[]): readonly string[] {
  const found = markdown.matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm);
  return [...found].flatMap(([, language = '', text = '']) =>
    languages.includes(language) ? [text] : [],
  );
}

/** Commands in the running text of a page; what has an ellipsis or a placeholder is none. */
export function inlineCommands(program: string, markdown: string): readonly string[] {
  const prose = markdown.replaceAll(/^```[\s\S]*?^```$/gm, '');
  const commands = [...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) =>
    code.replaceAll(/\s+/g, ' '),
  );
  return commands.filter(
    (code) => code.startsWith(`${program} `) && !/…| \[| <|\b[A-Z]{2,}\b/.test(code),
  );
}

/** What is executed by the lines of a crontab, without their times and settings. */
export function crontabCommands(crontab: string): string {
  const lines = crontab.split('\n').filter((line) => /^[\d*@]/.test(line));
  return lines.map((line) => line.replace(/^(?:@\S+|(?:\S+\s+){4}\S+)\s+/, '')).join('\n');
}

/** The arguments of each call of a program in a script. A variable is `215`, as an id could be. */
export function callsOf(program: string, script: string): readonly (readonly string[])[] {
  return linesOf(script).flatMap((line) => commandsOf(line).flatMap((words) => call(words)));

  function call(words: readonly string[]): readonly (readonly string[])[] {
    const at = words.findIndex((word) => !prefix.test(word));
    return words[at] === program ? [words.slice(at + 1)] : [];
  }
}

/** The files that a script writes with `cat > FILE <<'END'`, with their texts. */
export function hereDocuments(script: string): ReadonlyMap<string, string> {
  const found = script.matchAll(/^cat > (\S+) <<'(\w+)'\n([\s\S]*?)^\2$/gm);
  return new Map([...found].map(([, name = '', , text = '']) => [name, text]));
}

/** What may stand before the name of a program. */
const prefix = /^(?:[A-Z_]+=.*|!|do|then|else|if|while|time|nohup|sudo)$/s;

/** Continued lines are one, and the text of a here-document is none. */
function linesOf(script: string): readonly string[] {
  const lines: string[] = [];
  let end: string | undefined;
  for (const line of script.replaceAll('\\\n', ' ').split('\n')) {
    if (end !== undefined) end = line === end ? undefined : end;
    else {
      lines.push(line);
      end = /<<'?(\w+)'?/.exec(line)?.[1];
    }
  }
  return lines;
}

/** The words of each command of a line, without operators and the files of redirections. */
function commandsOf(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  let isFile = false;
  for (const piece of parse(line.replaceAll(/(\s)\d(?=>)/g, '$1'), () => '215')) {
    const word = wordOf(piece);
    if (word !== undefined && !isFile) commands.at(-1)?.push(word);
    const operator = word === undefined ? operatorOf(piece) : '';
    isFile = /[<>]/.test(operator);
    if (operator !== '' && !isFile) commands.push([]);
  }
  return commands;
}

type Piece = ReturnType<typeof parse>[number];

/** `undefined` for operators and comments. */
function wordOf(piece: Piece): string | undefined {
  if (typeof piece === 'string') return piece;
  return 'pattern' in piece ? piece.pattern : undefined;
}

/** Empty for comments. */
function operatorOf(piece: Piece): string {
  return typeof piece !== 'string' && 'op' in piece ? piece.op : '';
}
