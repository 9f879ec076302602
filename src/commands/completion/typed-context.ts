import type { CommandModel, LiveKind, OptionModel } from '../../cli/command-model.ts';
import type { TypedLine } from './typed-line.ts';
import type { WordPosition } from './word-position.ts';

/** A request for names from a server or the settings. */
export interface LiveRequest {
  readonly of: LiveKind;
  /** The typed beginning of the name. */
  readonly prefix: string;
  /** The text before each name in its word. */
  readonly before: string;
  /** The names that are already on the line. */
  readonly without: readonly string[];
  /** The owner of the names, e.g. the job of hosts, or the template of inputs; `null` = none. */
  readonly owner: Owner | null;
  /** The options and variables on the line that choose server and user. */
  readonly connection: TypedConnection;
  /** Whether the names are arguments, which cannot begin with a dash. */
  readonly isArgument: boolean;
}

export type Owner =
  | { readonly kind: 'job' | 'template' | 'feature'; readonly name: string }
  | { readonly kind: 'schemas'; readonly names: readonly string[] };

export interface TypedConnection {
  /** The values of `--profile`, `--server` and others; the names have no dashes. */
  readonly flags: Readonly<Record<string, string>>;
  /** The variables that are set before the program. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The parts of the line that matter for a value. */
export interface TypedContext {
  readonly args: readonly string[];
  /** The other values of the option, or the other arguments. */
  readonly others: readonly string[];
  /** The owner; `null` = none, `undefined` = unknown, because the shell will replace the word. */
  readonly owner: (of: LiveKind) => Owner | null | undefined;
  /** `null` = unknown, because the shell will replace one of its words. */
  readonly connection: TypedConnection | null;
  readonly isArgument: boolean;
  /** The columns of the command's table, which are also fields of its rows. */
  readonly columns: readonly string[];
}

/** Returns a function for the context of a value: of an option, or of an argument (`null`). */
export function typedContext(
  root: CommandModel,
  place: WordPosition,
  { variables, unknown }: TypedLine,
): (option: OptionModel | null) => TypedContext {
  const { command, args, given, onlyArguments } = place;
  const connection = connectionOf(given, variables, unknown);
  const columns = command.options.find(({ long }) => long === '--columns')?.source;
  return (option) => ({
    args,
    others: option === null ? args : option.repeatable ? (given.get(option.long) ?? []) : [],
    owner: (of) => {
      const owner = ownerOf(of, command, args, given) ?? null;
      const isUnknown = owner !== null && owner.kind !== 'schemas' && unknown.has(owner.name);
      return isUnknown ? undefined : owner;
    },
    connection,
    isArgument: option === null && !onlyArguments && command !== root,
    columns: columns?.kind === 'list' ? columns.words : [],
  });
}

const connectionFlags = [
  'profile',
  'server',
  'login',
  'token-file',
  'ca-file',
  'organization',
  'location',
];

function connectionOf(
  given: WordPosition['given'],
  variables: TypedLine['variables'],
  unknown: ReadonlySet<string>,
): TypedConnection | null {
  const flags = connectionFlags.flatMap((name) => {
    const value = given.get(`--${name}`)?.at(-1);
    return value === undefined ? [] : [[name, value] as const];
  });
  const own = Object.entries(variables).filter(([name]) => name.startsWith('REXCTL_'));
  const isUnknown = (value: string) => [...unknown].some((word) => word.endsWith(value));
  if ([...flags, ...own].some(([, value]) => isUnknown(value))) return null;
  return { flags: Object.fromEntries(flags), variables: Object.fromEntries(own) };
}

function ownerOf(
  of: LiveKind,
  { arguments: named, schemas }: CommandModel,
  args: readonly string[],
  given: WordPosition['given'],
): Owner | undefined {
  const at = named.findIndex(({ source }) => source.kind === 'live' && source.of === 'jobs');
  const job = at < 0 ? undefined : args[at];
  const owner = (kind: 'job' | 'template' | 'feature', name: string | undefined) =>
    name === undefined ? undefined : { kind, name };
  if (of === 'hosts') return owner('job', job);
  if (of === 'inputs')
    return (
      owner('template', given.get('--template')?.at(-1)) ??
      owner('feature', given.get('--feature')?.at(-1)) ??
      owner('job', job)
    );
  return of === 'fields' ? { kind: 'schemas', names: schemas } : undefined;
}
