/** A page of the manual for terminals and man pages. */
export interface ManualPage {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'heading'; readonly depth: number; readonly text: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly text: readonly Inline[] }
  | { readonly kind: 'list'; readonly isNumbered: boolean; readonly items: readonly Blocks[] }
  | { readonly kind: 'table'; readonly head: TableRow; readonly rows: readonly TableRow[] }
  | { readonly kind: 'code'; readonly text: string };

export type Blocks = readonly Block[];

export type Cell = readonly Inline[];

export type TableRow = readonly Cell[];

export type InlineKind = 'text' | 'code' | 'strong' | 'emphasis';

/** A part of a text in one style. */
export interface Inline {
  readonly kind: InlineKind;
  readonly text: string;
}
