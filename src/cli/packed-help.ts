/** What stands on the left, and what it means. */
export type HelpRow = readonly [term: string, meaning: string];

/** A part of a help with what it says, before it is laid out; an empty one is not shown. */
export type HelpBlock =
  | { readonly kind: 'text'; readonly texts: readonly string[] }
  | { readonly kind: 'examples'; readonly examples: readonly HelpRow[] }
  | {
      readonly kind: 'rows';
      readonly title: string;
      readonly rows: readonly HelpRow[];
      /** Where meanings start. */
      readonly column: number;
    };

/**
 * The help of every command by the words that call it, `schedule list`; that of the program has no
 * words.
 */
export type PackedHelp = Readonly<Record<string, readonly HelpBlock[]>>;
