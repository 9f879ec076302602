import type { CommandModel, LiveKind, OptionModel } from '../../cli/command-model.ts';
import type { TypedLine } from './typed-line.ts';
import type { WordPosition } from './word-position.ts';

/** Names that a server or the settings have. */
export interface LiveRequest {
  readonly of: LiveKind;
  /** What is typed of the name. */
  readonly prefix: string;
  /** What stands in front of each. */
  readonly before: string;
  /** Those that are named already. */
  readonly without: readonly string[];
  /** What the names belong to: a job for its hosts, a template for its inputs. */
  readonly owner: Owner | null;
  /** Options and variables of the line that choose server and user. */
  readonly connection: TypedConnection;
  /** The names are arguments: they cannot begin with a dash. */
  readonly isArgument: boolean;
}

export type Owner =
  | { readonly kind: 'job' | 'template' | 'feature'; readonly name: string }
  | { readonly kind: 'schemas'; readonly names: readonly string[] };

export interface TypedConnection {
  /** Values of `--profile`, `--server` and others, without the dashes. */
  readonly flags: Readonly<Record<string, string>>;
  /** Variables before the program. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The rest of the line, as far as it matters for a value. */
export interface TypedContext {
  readonly args: readonly string[];
  /** Values of the same option, or arguments, that are typed already. */
  readonly others: readonly string[];
  /** `undefined`: the shell will replace the word that names it. */
  readonly owner: (of: LiveKind) => Owner | null | undefined;
  /** `null`: it depends on a word that the shell will replace. */
  readonly connection: TypedConnection | null;
  readonly isArgument: boolean;
  /** Columns of the table that the command prints: fields of its rows, too. */
  readonly columns: readonly string[];
}

/** For a value of this option; `null`: for an argument. */
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
