/** What may follow an option or be an argument, for completion. */
export type ValueSource =
  | { readonly kind: 'none' | 'file' | 'directory' }
  /** One of them, or with `list` several, separated by commas. */
  | { readonly kind: 'words' | 'list'; readonly words: readonly string[] }
  /** With `several` names and sets of them, separated by commas. */
  | { readonly kind: 'live'; readonly of: LiveKind; readonly several?: true }
  /** When a wait or a job ends: a word, `NAME>=N` of counted hosts, or `hosts=NAMES`. */
  | {
      readonly kind: 'condition';
      readonly words: readonly string[];
      readonly counted: readonly string[];
      readonly hosts: boolean;
    }
  /** `key=value`. */
  | { readonly kind: 'assignment'; readonly keys: Readonly<Record<string, SettingKey>> }
  /** The value of the key that is the argument before. */
  | { readonly kind: 'setting'; readonly keys: Readonly<Record<string, SettingKey>> };

/** What a setting is for, and what may be its value. */
export interface SettingKey {
  readonly about: string;
  readonly source: ValueSource;
}

/** Things that a command line can name: of a server, of the settings, or of what is printed. */
export type LiveKind =
  | 'jobs'
  | 'templates'
  | 'features'
  | 'hosts'
  | 'series'
  | 'categories'
  | 'bookmarks'
  | 'organizations'
  | 'locations'
  | 'inputs'
  | 'profiles'
  | 'fields';

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
  /** As the help shows it: `<job>`, `[host...]`. */
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
  /** The schemas of what it may print, as far as that is known before it runs. */
  readonly schemas: readonly string[];
  readonly commands: readonly CommandModel[];
}
