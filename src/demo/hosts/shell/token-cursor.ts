import { ShellSyntaxError } from './syntax.ts';
import type { Token } from './tokens.ts';

/** Words that end the list of commands before them. */
const closing = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', '}']);

/** A position in the tokens of a script; reads the tokens there. */
export class TokenCursor {
  protected at = 0;
  private readonly tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  protected get token(): Token | undefined {
    return this.tokens[this.at];
  }

  protected get line(): number {
    return this.token?.line ?? this.tokens.at(-1)?.line ?? 1;
  }

  /** The next token, if it is an unquoted word without expansions. */
  protected get word(): string | undefined {
    const { token } = this;
    if (token?.kind !== 'word' || token.parts.length !== 1) return undefined;
    const [part] = token.parts;
    return part?.kind === 'text' && !part.quoted ? part.text : undefined;
  }

  /** Whether `name()` follows, which defines a function. */
  protected isDefinition(): boolean {
    const [open, close] = this.tokens.slice(this.at + 1, this.at + 3);
    const isOperator = (token: Token | undefined, text: string) =>
      token?.kind === 'operator' && token.text === text;
    return this.word !== undefined && isOperator(open, '(') && isOperator(close, ')');
  }

  protected takesWord(word: string): boolean {
    if (this.word !== word) return false;
    this.at++;
    return true;
  }

  protected expectWord(word: string): void {
    if (!this.takesWord(word)) throw this.unexpected();
  }

  protected isOperator(...texts: readonly string[]): boolean {
    return this.token?.kind === 'operator' && texts.includes(this.token.text);
  }

  protected takesOperator(...texts: readonly string[]): string | undefined {
    const { token } = this;
    if (token?.kind !== 'operator' || !texts.includes(token.text)) return undefined;
    this.at++;
    return token.text;
  }

  protected isClosed(): boolean {
    return this.token === undefined || this.isOperator(')', ';;') || closing.has(this.word ?? '');
  }

  protected skipLines(): void {
    while (this.takesOperator('\n') !== undefined);
  }

  /** Skips line ends and `;`; returns whether anything is left. */
  protected skipSeparators(): boolean {
    while (this.takesOperator('\n', ';') !== undefined);
    return this.token !== undefined;
  }

  protected unexpected(): ShellSyntaxError {
    const { token, line } = this;
    if (token === undefined)
      return new ShellSyntaxError(line, 'syntax error: unexpected end of file');
    const text = token.kind === 'operator' ? token.text.replace('\n', 'newline') : this.word;
    return new ShellSyntaxError(line, `syntax error near unexpected token \`${text ?? '…'}'`);
  }
}
