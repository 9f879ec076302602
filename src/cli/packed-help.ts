/** A term in the left column, and its meaning. */
export type HelpRow = readonly [term: string, meaning: string];

/** A part of a help with what it says, before it is laid out; an empty one is not shown. */
export type HelpBlock =
  | { readonly kind: 'text'; readonly texts: readonly string[] }
  | { readonly kind: 'examples'; readonly examples: readonly HelpRow[] }
  | {
      readonly kind: 'rows';
      readonly title: string;
      readonly rows: readonly HelpRow[];
      /** The column where the meanings start. */
      readonly column: number;
    };

/**
 * The help of every command by its words, e.g. `schedule list`; the program itself has the empty
 * text.
 */
export type PackedHelp = Readonly<Record<string, readonly HelpBlock[]>>;
