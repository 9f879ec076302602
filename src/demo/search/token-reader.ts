import type { SymbolName, Token } from './tokens.ts';

/** Reads the tokens of a query, from first to last. */
export class TokenReader {
  private readonly tokens: readonly Token[];
  private position = 0;
  /** Whether empty parentheses were read. */
  sawEmptyGroup = false;

  /** Drops operators, parentheses and commas at the end, silently like the server. */
  constructor(tokens: readonly Token[]) {
    this.tokens = tokens.slice(0, tokens.findLastIndex((token) => 'text' in token) + 1);
  }

  get atEnd(): boolean {
    return this.position >= this.tokens.length;
  }

  /** The next token, if it is a symbol. */
  get symbol(): SymbolName | undefined {
    const token = this.tokens[this.position];
    return token !== undefined && 'symbol' in token ? token.symbol : undefined;
  }

  /** Takes the next token if it is a word. */
  takeText(): string | undefined {
    const token = this.tokens[this.position];
    if (token === undefined || !('text' in token)) return undefined;
    this.position++;
    return token.text;
  }

  skip(): void {
    this.position++;
  }

  /** Takes the next token if it is this symbol. */
  take(symbol: SymbolName): boolean {
    if (this.symbol !== symbol) return false;
    this.position++;
    return true;
  }
}
