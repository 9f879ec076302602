import type { Argument, InferArgument, InferOptions, Option } from '@commander-js/extra-typings';
import type { Argument as AnyArgument, Option as AnyOption } from 'commander';

/** The values of a list of options by their names, `dryRun` for `--dry-run`. */
export type OptionValues<Has extends readonly AnyOption[]> = Simplify<
  Both<ValueOfOption<Has[number]>>
>;

/** The values of a list of arguments by their names, `host` for `[host...]`. */
export type ArgumentValues<Takes extends readonly AnyArgument[]> = Both<
  ValueOfArgument<Takes[number]>
>;

type ValueOfOption<One> =
  One extends Option<
    infer Usage,
    infer Preset,
    infer Default,
    infer Parsed,
    infer Mandatory,
    infer Choice
  >
    ? InferOptions<unknown, Usage, Default, Parsed, Mandatory, Preset, Choice>
    : unknown;

type ValueOfArgument<One> =
  One extends Argument<infer Usage, infer Default, infer Parsed, infer Required, infer Choice>
    ? { [Name in ArgumentName<Usage>]: InferArgument<Usage, Default, Parsed, Required, Choice> }
    : unknown;

type ArgumentName<Usage> = Usage extends `<${infer Name}>` | `[${infer Name}]`
  ? Name extends `${infer One}...`
    ? One
    : Name
  : never;

/** `A & B` for `A | B`; `unknown` for `never`. */
type Both<Union> = [Union] extends [never]
  ? unknown
  : (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
    ? All
    : never;

export type Simplify<Whole> = Whole extends object ? { [Name in keyof Whole]: Whole[Name] } : Whole;
