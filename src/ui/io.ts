/**
 * The streams of one run and what is known about them. Decides once what is a terminal and what may be coloured
 * (DESIGN §6, clig.dev); commands never ask a stream themselves.
 */
export interface Io {
  /** The answer. */
  readonly out: Output;
  /** Everything else: progress, notes, warnings, errors, prompts. */
  readonly err: Output;
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** True when a question may be asked: input and error stream are terminals and `--no-input` was not given. */
  readonly canPrompt: boolean;
  /** Symbols beyond ASCII may be used (locale and terminal are UTF-8). */
  readonly unicode: boolean;
}

export interface Output {
  readonly stream: NodeJS.WritableStream;
  readonly isTerminal: boolean;
  /** 0 none, 1 basic, 2 256 colours, 3 true colour: chalk's levels. */
  readonly colorLevel: 0 | 1 | 2 | 3;
  /** Columns now; follows a resize. 80 where it is not a terminal. */
  readonly columns: number;
  readonly rows: number;
  /** Writes; resolves when the stream can take more (back-pressure). */
  write(text: string): Promise<void>;
}
