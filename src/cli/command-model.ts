/** What may stand behind an option or as an argument, for completion. */
export type ValueSource =
  | { readonly kind: 'none' | 'file' | 'directory' }
  /** One of them, or with `list` several, separated by commas. */
  | { readonly kind: 'words' | 'list'; readonly words: readonly string[] }
  | { readonly kind: 'live'; readonly of: LiveKind };

/** Things on a server that a command line can name. */
export type LiveKind = 'jobs' | 'templates' | 'features' | 'hosts' | 'series' | 'categories';

export interface OptionModel {
  /** As the help shows it: `-n, --limit <n>`. */
  readonly flags: string;
  readonly long: string;
  /** `-n`, or `null`. */
  readonly short: string | null;
  /** With the words that it takes, and its default. */
  readonly description: string;
  readonly repeatable: boolean;
  /** Whether a value follows: `maybe` only in the same word. */
  readonly value: 'never' | 'maybe' | 'always';
  readonly source: ValueSource;
}

interface ArgumentModel {
  readonly name: string;
  /** As the help shows it: `<job>`, `[hosts...]`. */
  readonly shown: string;
  readonly variadic: boolean;
  readonly source: ValueSource;
}

/** A command as completion and tables need it; hidden commands and options are left out. */
export interface CommandModel {
  /** From the top, without the program's name: `template list`; the root is empty. */
  readonly path: string;
  readonly names: readonly string[];
  readonly summary: string;
  readonly options: readonly OptionModel[];
  readonly arguments: readonly ArgumentModel[];
  readonly commands: readonly CommandModel[];
}
