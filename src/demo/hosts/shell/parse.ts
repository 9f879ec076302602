import {
  type Branch,
  type ListItem,
  type Node,
  type Redirection,
  ShellSyntaxError,
  unknownToShell,
  type Word,
} from './syntax.ts';
import { TokenCursor } from './token-cursor.ts';
import { tokensOf } from './tokens.ts';
import { deepest } from './word-reader.ts';

/** Words of bash that begin commands which this shell cannot run. */
const notSimulated = new Set(['case', 'select', 'coproc', 'time', '[[']);

/** Parses the commands of a script; throws a `ShellSyntaxError`. */
export function parseScript(script: string): Node {
  const parser = new Parser(tokensOf(script));
  return parser.whole();
}

class Parser extends TokenCursor {
  private depth = 0;

  whole(): Node {
    const node = this.list();
    if (this.token !== undefined) throw this.unexpected();
    return node;
  }

  private list(): Node {
    if (++this.depth > deepest) throw new ShellSyntaxError(this.line, 'nested too deeply');
    const items: ListItem[] = [];
    while (this.skipSeparators() && !this.isClosed()) {
      const node = this.chain();
      items.push({ node, background: this.isOperator('&') });
      if (!this.takesOperator(';', '&', '\n') && !this.isClosed()) throw this.unexpected();
    }
    this.depth--;
    return { kind: 'list', items };
  }

  private chain(): Node {
    const first = this.pipeline();
    const rest = [];
    for (;;) {
      const joiner = this.takesOperator('&&', '||');
      if (joiner === undefined) return rest.length === 0 ? first : { kind: 'chain', first, rest };
      this.skipLines();
      rest.push({ joiner, node: this.pipeline() });
    }
  }

  private pipeline(): Node {
    const negated = this.takesWord('!');
    const commands = [this.command()];
    while (this.takesOperator('|') !== undefined) {
      this.skipLines();
      commands.push(this.command());
    }
    const [only] = commands;
    if (only !== undefined && commands.length === 1 && !negated) return only;
    return { kind: 'pipeline', negated, commands };
  }

  private command(): Node {
    const compound = this.compound();
    if (compound === null) return this.simple();
    return redirected(compound, this.redirections());
  }

  private compound(): Node | null {
    if (this.takesOperator('(') !== undefined) return this.subshell();
    const word = this.word;
    if (word !== undefined && notSimulated.has(word))
      throw new ShellSyntaxError(this.line, unknownToShell(word));
    if (this.takesWord('function') || this.isDefinition()) return this.definition();
    if (this.takesWord('for')) return this.forLoop();
    if (this.takesWord('if')) return this.condition();
    if (word === 'while' || word === 'until') return this.whileLoop(word);
    return this.takesWord('{') ? this.upTo('}') : null;
  }

  private subshell(): Node {
    const body = this.list();
    if (this.takesOperator(')') === undefined) throw this.unexpected();
    return { kind: 'subshell', body };
  }

  /** Parses a function: `name() { …; }` or `function name { …; }`. */
  private definition(): Node {
    const name = this.word ?? '';
    if (!/^[A-Za-z_][\w-]*$/.test(name)) throw this.unexpected();
    this.at++;
    if (this.takesOperator('(') !== undefined && this.takesOperator(')') === undefined)
      throw this.unexpected();
    this.skipLines();
    const body = this.compound();
    if (body === null) throw this.unexpected();
    return { kind: 'function', name, body };
  }

  private forLoop(): Node {
    const name = this.word ?? '';
    if (!/^[A-Za-z_]\w*$/.test(name)) throw this.unexpected();
    this.at++;
    const words = this.takesWord('in') ? this.words() : [];
    this.skipSeparators();
    return { kind: 'for', name, words, body: this.loopBody() };
  }

  private whileLoop(word: string): Node {
    this.at++;
    const condition = this.list();
    return { kind: 'while', until: word === 'until', condition, body: this.loopBody() };
  }

  private loopBody(): Node {
    this.expectWord('do');
    return this.upTo('done');
  }

  private condition(): Node {
    const branches: Branch[] = [];
    do {
      const condition = this.list();
      this.expectWord('then');
      branches.push({ condition, body: this.list() });
    } while (this.takesWord('elif'));
    if (this.takesWord('else')) return { kind: 'if', branches, otherwise: this.upTo('fi') };
    this.expectWord('fi');
    return { kind: 'if', branches, otherwise: null };
  }

  private upTo(word: string): Node {
    const body = this.list();
    this.expectWord(word);
    return body;
  }

  private simple(): Node {
    const { line, at } = this;
    const assignments = this.assignments();
    const redirections = this.redirections();
    const words: Word[] = [];
    for (let token = this.token; token?.kind === 'word'; token = this.token) {
      this.at++;
      words.push(token.parts);
      redirections.push(...this.redirections());
    }
    if (this.at === at) throw this.unexpected();
    if (this.isOperator('(')) throw this.openBracket(words.length, assignments.length);
    return redirected({ kind: 'simple', line, assignments, words }, redirections);
  }

  /**
   * The error at `(`. Only `()` may follow a word, to define a function; after `name=` it begins an
   * array, which this shell does not have.
   */
  private openBracket(words: number, assignments: number): ShellSyntaxError {
    if (words === 0 && assignments > 0)
      return new ShellSyntaxError(this.line, unknownToShell('=('));
    if (words === 1) this.at++;
    return this.unexpected();
  }

  private assignments(): { readonly name: string; readonly value: Word }[] {
    const found = [];
    for (let token = this.token; token?.kind === 'word'; token = this.token) {
      const [first, ...rest] = token.parts;
      const match =
        first?.kind === 'text' && !first.quoted ? /^([A-Za-z_]\w*)=(.*)$/s.exec(first.text) : null;
      if (match === null) break;
      const [, name = '', text = ''] = match;
      found.push({ name, value: [{ kind: 'text' as const, text, quoted: true }, ...rest] });
      this.at++;
    }
    return found;
  }

  private words(): Word[] {
    const words: Word[] = [];
    for (let token = this.token; token?.kind === 'word'; token = this.token) {
      this.at++;
      words.push(token.parts);
    }
    return words;
  }

  private redirections(): Redirection[] {
    const found: Redirection[] = [];
    for (let token = this.token; token?.kind === 'redirection'; token = this.token) {
      this.at++;
      found.push(token.redirection);
    }
    return found;
  }
}

function redirected(node: Node, redirections: Redirection[]): Node {
  return redirections.length === 0 ? node : { kind: 'redirected', node, redirections };
}
