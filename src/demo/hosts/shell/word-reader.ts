import { type Part, ShellSyntaxError } from './syntax.ts';

const special = new Set([' ', '\t', '\n', ';', '&', '|', '(', ')', '<', '>']);

/** The deepest nesting; deeper scripts are refused because they could exhaust the stack. */
export const deepest = 60;

/** Reads the words of a script: quotes, escapes and expansions. */
export class WordReader {
  at = 0;
  line = 1;
  /** The number of open `$(`. */
  private brackets = 0;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get next(): string {
    return this.text.charAt(this.at);
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Takes the next character. */
  take(): string {
    const character = this.text.charAt(this.at++);
    if (character === '\n') this.line++;
    return character;
  }

  /** Skips `length` characters. */
  skip(length: number): void {
    for (const end = this.at + length; this.at < end; ) this.take();
  }

  /** Reads the word that begins here; returns its parts. */
  word(): Part[] {
    const parts: Part[] = [];
    while (!this.isAtEnd && !special.has(this.next)) this.piece(parts);
    return parts;
  }

  /** Takes the next line; returns it without its end. */
  takeLine(): string {
    const { at } = this;
    while (!this.isAtEnd && this.next !== '\n') this.take();
    const text = this.text.slice(at, this.at);
    this.take();
    return text;
  }

  /** Reads the whole text, in which only expansions and escapes have a meaning. */
  textParts(): Part[] {
    const parts = [quotedText('')];
    while (!this.isAtEnd) this.quotedPiece(parts);
    return parts;
  }

  private piece(parts: Part[]): void {
    const character = this.take();
    if (character === "'") parts.push(quotedText(this.until("'")));
    else if (character === '"') this.doubleQuoted(parts);
    else if (character === '\\') this.escaped(parts);
    else if (character === '$' || character === '`') this.expansion(character, parts, false);
    else addText(parts, character, false);
  }

  private escaped(parts: Part[]): void {
    if (this.next === '\n') this.take();
    else if (!this.isAtEnd) addText(parts, this.take(), true);
  }

  private doubleQuoted(parts: Part[]): void {
    const begunAt = this.line;
    parts.push(quotedText(''));
    while (this.next !== '"') {
      if (this.isAtEnd) throw unmatched(begunAt, '"');
      this.quotedPiece(parts);
    }
    this.take();
  }

  private quotedPiece(parts: Part[]): void {
    const character = this.take();
    if (character === '\\' && !this.isAtEnd && '$`"\\\n'.includes(this.next)) this.escaped(parts);
    else if (character === '$' || character === '`') this.expansion(character, parts, true);
    else addText(parts, character, true);
  }

  private expansion(opener: string, parts: Part[], quoted: boolean): void {
    if (opener === '`') parts.push({ kind: 'command', script: this.until('`'), quoted });
    else if (this.text.startsWith('((', this.at)) {
      const inside = this.bracketed();
      parts.push({ kind: 'arithmetic', text: inside.slice(1, -1), quoted });
    } else if (this.next === '(') parts.push({ kind: 'command', script: this.bracketed(), quoted });
    else if (this.next === '{') parts.push({ kind: 'variable', ...this.braced(), quoted });
    else this.plainVariable(parts, quoted);
  }

  private plainVariable(parts: Part[], quoted: boolean): void {
    const name = /^(?:[A-Za-z_]\w*|[0-9?#$@*])/.exec(this.text.slice(this.at, this.at + 100))?.[0];
    if (name === undefined) addText(parts, '$', quoted);
    else {
      this.at += name.length;
      parts.push({ kind: 'variable', name, fallback: null, quoted });
    }
  }

  private braced(): { readonly name: string; readonly fallback: string | null } {
    const { line } = this;
    this.take();
    const inside = this.until('}');
    const [, name, fallback = null] = /^([A-Za-z_]\w*|[0-9?#$@*])(?::?-(.*))?$/s.exec(inside) ?? [];
    if (name !== undefined) return { name, fallback };
    throw new ShellSyntaxError(line, `\${${inside}}: bad substitution`);
  }

  /** The text between this opening bracket and its closing one. */
  private bracketed(): string {
    const { line, at } = this;
    if (++this.brackets > deepest) throw new ShellSyntaxError(line, 'nested too deeply');
    let depth = 0;
    do {
      if (this.isAtEnd) throw unmatched(line, ')');
      const character = this.take();
      if (character === '(') depth++;
      else if (character === ')') depth--;
      else this.skipQuoted(character);
    } while (depth > 0);
    this.brackets--;
    return this.text.slice(at + 1, this.at - 1);
  }

  /** Skips the quoted text that this character begins. */
  private skipQuoted(character: string): void {
    if (character === "'") this.until("'");
    else if (character === '"') this.doubleQuoted([]);
    else if (character === '\\') this.take();
  }

  private until(end: string): string {
    const { line, at } = this;
    while (!this.isAtEnd) if (this.take() === end) return this.text.slice(at, this.at - 1);
    throw unmatched(line, end);
  }
}

function quotedText(text: string): Part {
  return { kind: 'text', text, quoted: true };
}

function addText(parts: Part[], text: string, quoted: boolean): void {
  const last = parts.at(-1);
  if (last?.kind === 'text' && last.quoted === quoted)
    parts[parts.length - 1] = { ...last, text: last.text + text };
  else parts.push({ kind: 'text', text, quoted });
}

function unmatched(line: number, character: string): ShellSyntaxError {
  return new ShellSyntaxError(line, `unexpected EOF while looking for matching \`${character}'`);
}
