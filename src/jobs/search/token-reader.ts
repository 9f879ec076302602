import type { Span } from './problem.ts';
import { type SymbolName, type TextToken, type Token, tokensOf } from './tokens.ts';

/** Reads the tokens of a search from left to right. */
export class TokenReader {
  readonly typed: string;
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(typed: string) {
    this.typed = typed;
    this.tokens = tokensOf(typed);
  }

  get next(): Token | undefined {
    return this.tokens[this.position];
  }

  get atEnd(): boolean {
    return this.next === undefined;
  }

  /** The next token, if it is a symbol. */
  get symbol(): SymbolName | undefined {
    const { next } = this;
    return next?.kind === 'symbol' ? next.symbol : undefined;
  }

  /** The token `count` places after the next one. */
  ahead(count: number): Token | undefined {
    return this.tokens[this.position + count];
  }

  get last(): Token | undefined {
    return this.tokens[this.position - 1];
  }

  /** The place of the next token or, at the end, of the last one. */
  get place(): Span {
    return this.next?.span ?? this.last?.span ?? { start: 0, end: 0 };
  }

  take(): Token | undefined {
    const token = this.next;
    this.position++;
    return token;
  }

  takeSymbol(symbol: SymbolName): Token | undefined {
    return this.symbol === symbol ? this.take() : undefined;
  }

  takeText(): TextToken | undefined {
    const { next } = this;
    if (next?.kind !== 'text') return undefined;
    this.position++;
    return next;
  }

  /** The typed text from the beginning of a token to the last token that was read. */
  since({ start }: Span): { readonly text: string; readonly span: Span } {
    const span = { start, end: this.last?.span.end ?? start };
    return { span, text: this.textAt(span) };
  }

  textAt({ start, end }: Span): string {
    return this.typed.slice(start, end);
  }
}
