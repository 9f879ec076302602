/** A piece of a word; quoted text is not split at blanks. */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: 'variable';
      readonly name: string;
      /** `${name:-fallback}`; `null` without one. */
      readonly fallback: string | null;
      readonly quoted: boolean;
    }
  | { readonly kind: 'command'; readonly script: string; readonly quoted: boolean }
  | { readonly kind: 'arithmetic'; readonly text: string; readonly quoted: boolean };

export type Word = readonly Part[];

/** Where a stream is sent: to another stream, or to a file, of which only `/dev/null` exists. */
export interface Redirection {
  readonly stream: 'in' | 'out' | 'err' | 'both';
  readonly to: 'out' | 'err' | 'file';
  /** What is read instead of a file: the text after `<<` or `<<<`. */
  readonly text?: Word;
}

interface Simple {
  readonly kind: 'simple';
  readonly line: number;
  readonly assignments: readonly { readonly name: string; readonly value: Word }[];
  readonly words: readonly Word[];
}

/** A command as it was parsed. */
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
  /** Followed by `&`: takes no time. */
  readonly background: boolean;
}

export interface Branch {
  readonly condition: Node;
  readonly body: Node;
}

/** What ends a script, with the message of bash. */
export class ShellSyntaxError extends Error {
  readonly line: number;
  /** The exit code. */
  readonly status: number;

  constructor(line: number, message: string, status = 2) {
    super(message);
    this.name = 'ShellSyntaxError';
    this.line = line;
    this.status = status;
  }
}

/** The message for what bash understands and this shell does not. */
export function unknownToShell(word: string): string {
  return `the shell of this demo does not know \`${word}\``;
}
