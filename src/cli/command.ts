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
  /** Command lines with what they do. */
  readonly examples: readonly Example[];
  /** The schema of its output for these values, checked before it runs; absent if unknown. */
  answers?(values: unknown): ExpectedAnswer | undefined;
  /** The output for these values may be long: a pager shows it on a terminal. */
  paged?(values: unknown): boolean;
  /** The command's own values of `--format`, instead of the usual ones. */
  readonly formats: readonly string[];
  /** It mostly prints text for people: a profile does not preset its format. */
  readonly isText: boolean;
  /** Global options with a fixed value, whatever the command line gives. */
  readonly globals?: Partial<GlobalOptions>;
  /** Receives the values of options and arguments by name; resolves with the exit code. */
  run(context: Context, values: unknown): Promise<number>;
}

/** Commands with two words, such as `schedule list`. */
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

/** For a command with its own formats, `format` is the typed one. */
type FormatValue<Formats extends readonly string[]> = Formats extends readonly []
  ? unknown
  : { readonly format: Formats[number] | undefined };

/**
 * Declares a command; `run` receives values of the types that its arguments and options declare.
 */
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

/** The options of a command, with `--format` if it has its own formats. */
export function optionsOf({ options, formats }: Command): readonly Option[] {
  return formats.length === 0 ? options : [...options, ownFormatOption(formats)];
}
