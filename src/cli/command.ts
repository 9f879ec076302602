import type { Argument, Option } from 'commander';
import type { Context } from './context.ts';
import type { ExpectedAnswer } from './expected-answer.ts';
import { type GlobalOptions, ownFormatOption } from './options/global-options.ts';
import type { Conflict, Need } from './options/option-rules.ts';
import type { ArgumentValues, OptionValues, Simplify } from './options/option-values.ts';
import type { topics } from './topics.ts';

/** A command: its arguments and options, its help, and what it runs. */
export interface Command {
  readonly description: string;
  readonly arguments: readonly Argument[];
  readonly options: readonly Option[];
  readonly conflicts: readonly Conflict[];
  readonly needs: readonly Need[];
  /** A paragraph of the help, after the options. */
  readonly notes?: string;
  /** Topics that explain more. */
  readonly topics: readonly TopicName[];
  /** What to type, and what it does. */
  readonly examples: readonly Example[];
  /**
   * What it will print for these values, checked before it runs; nothing where that is not known.
   */
  answers?(values: unknown): ExpectedAnswer | undefined;
  /** What is printed for these values may be long: a pager shows it on a terminal. */
  paged?(values: unknown): boolean;
  /** Words of `--format` that replace those of every answer; none where it has those. */
  readonly formats: readonly string[];
  /** It mostly prints text to read: no profile presets its format. */
  readonly isText: boolean;
  /** Global options with a fixed value, whatever the command line gives. */
  readonly globals?: Partial<GlobalOptions>;
  /** Takes the values of options and arguments by their names; resolves with the exit code. */
  run(context: Context, values: unknown): Promise<number>;
}

/** Commands that are called by two words, as `schedule list`. */
export interface CommandGroup {
  readonly description: string;
  /** A paragraph of the help, after the commands. */
  readonly notes?: string;
  readonly subcommands: readonly Subcommand[];
}

export interface Subcommand {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  readonly command: Command;
}

type TopicName = (typeof topics)[number]['name'];

export type Example = readonly [command: string, meaning: string];

type Declared<
  Takes extends readonly Argument[],
  Has extends readonly Option[],
  Formats extends readonly string[],
> = Pick<Command, 'description' | 'notes' | 'globals'> & {
  readonly arguments?: Takes;
  readonly options?: Has;
  readonly conflicts?: readonly Conflict<keyof OptionValues<Has> & string>[];
  readonly needs?: readonly Need<keyof OptionValues<Has> & string>[];
  readonly examples?: readonly Example[];
  readonly topics?: readonly TopicName[];
  readonly formats?: Formats;
  readonly isText?: true;
  readonly answers?: (values: ValuesOf<Takes, Has, Formats>) => ExpectedAnswer | undefined;
  readonly paged?: (values: ValuesOf<Takes, Has, Formats>) => boolean;
  readonly run: (context: Context, values: ValuesOf<Takes, Has, Formats>) => Promise<number>;
};

type ValuesOf<
  Takes extends readonly Argument[],
  Has extends readonly Option[],
  Formats extends readonly string[],
> = Simplify<ArgumentValues<Takes> & OptionValues<Has> & FormatValue<Formats>>;

/** With formats of the command itself, `format` is the one that was given. */
type FormatValue<Formats extends readonly string[]> = Formats extends readonly []
  ? unknown
  : { readonly format: Formats[number] | undefined };

/** A command as a value; `run` is given values of the types that arguments and options declare. */
export function command<
  const Takes extends readonly Argument[] = readonly [],
  const Has extends readonly Option[] = readonly [],
  const Formats extends readonly string[] = readonly [],
>(declared: Declared<Takes, Has, Formats>): Command {
  return {
    arguments: [],
    options: [],
    conflicts: [],
    needs: [],
    topics: [],
    examples: [],
    formats: [],
    isText: false,
    ...declared,
  };
}

/** The options of a command, with `--format` where it has formats itself. */
export function optionsOf({ options, formats }: Command): readonly Option[] {
  return formats.length === 0 ? options : [...options, ownFormatOption(formats)];
}
