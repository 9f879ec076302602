/** A piece of a word; quoted text is not split at blanks. */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: 'variable';
      readonly name: string;
      /** The text of `${name:-fallback}`; `null` = none. */
      readonly fallback: string | null;
      readonly quoted: boolean;
    }
  | { readonly kind: 'command'; readonly script: string; readonly quoted: boolean }
  | { readonly kind: 'arithmetic'; readonly text: string; readonly quoted: boolean };

export type Word = readonly Part[];

/** A redirection of a stream to another stream or to a file; only `/dev/null` exists. */
export interface Redirection {
  readonly stream: 'in' | 'out' | 'err' | 'both';
  readonly to: 'out' | 'err' | 'file';
  /** The text after `<<` or `<<<`, which is read instead of a file. */
  readonly text?: Word;
}

interface Simple {
  readonly kind: 'simple';
  readonly line: number;
  readonly assignments: readonly { readonly name: string; readonly value: Word }[];
  readonly words: readonly Word[];
}

/** A parsed command. */
export type Node =
  | Simple
  | { readonly kind: 'redirected'; readonly node: Node; readonly redirections: Redirection[] }
  | { readonly kind: 'pipeline'; readonly negated: boolean; readonly commands: readonly Node[] }
  | {
      readonly kind: 'chain';
      readonly first: Node;
      readonly rest: readonly { readonly joiner: string; readonly node: Node }[];
    }
  | { readonly kind: 'list'; readonly items: readonly ListItem[] }
  | { readonly kind: 'function'; readonly name: string; readonly body: Node }
  | { readonly kind: 'subshell'; readonly body: Node }
  | {
      readonly kind: 'for';
      readonly name: string;
      readonly words: readonly Word[];
      readonly body: Node;
    }
  | {
      readonly kind: 'while';
      readonly until: boolean;
      readonly condition: Node;
      readonly body: Node;
    }
  | { readonly kind: 'if'; readonly branches: readonly Branch[]; readonly otherwise: Node | null };

export interface ListItem {
  readonly node: Node;
  /** Whether `&` follows, so that the command takes no time. */
  readonly background: boolean;
}

export interface Branch {
  readonly condition: Node;
  readonly body: Node;
}

/** An error that ends a script, with the message of bash. */
export class ShellSyntaxError extends Error {
  readonly line: number;
  /** The exit code of the script. */
  readonly status: number;

  constructor(line: number, message: string, status = 2) {
    super(message);
    this.name = 'ShellSyntaxError';
    this.line = line;
    this.status = status;
  }
}

/** The message for a word that bash knows but this shell does not. */
export function unknownToShell(word: string): string {
  return `the shell of this demo does not know \`${word}\``;
}
