import type { Command } from 'commander';
import { optionInstead } from '../cli/words/option-words.ts';
import { typedJob, withId } from '../cli/words/typed-job.ts';
import { type Failure, usageError } from '../errors.ts';
import { enumerated } from '../text/counts.ts';
import { likelyMeant } from './likely-meant.ts';
import { helpHint, pathOf } from './typed-words.ts';

/**
 * The failure for an unknown option: one of another program or command, a misspelled one, or a
 * secret. Its value is never printed, because it may be a secret: `--password=s3cret`, `-ps3cret`.
 */
export async function unknownOption(
  command: Command,
  message: string,
  argv: readonly string[],
  wholeTree: () => Promise<Command>,
): Promise<Failure> {
  const flag = /^unknown option '(--[^=]*(?==|'\n|'$)|-[^-'])/.exec(message)?.[1] ?? '';
  if (isSwitch(command, flag) && message.startsWith(`unknown option '${flag}=`))
    return usageError(`${flag} takes no value`, `use it without one: ${flag}`);
  const oneDash = argv.find((word) => /^-[a-z]{3,}$/.test(word) && has(command, `-${word}`));
  if (oneDash !== undefined)
    return usageError(`unknown option \`${oneDash}\``, `use two dashes: -${oneDash}`);
  const unknown = `unknown option \`${flag}\``;
  const hint =
    secretHint(command, flag) ??
    idHint(command, flag, argv) ??
    insteadHint(command, flag, argv) ??
    (await otherOwners(flag, command, wholeTree));
  if (hint !== undefined) return usageError(unknown, hint);
  return usageError(`${unknown}${likelyMeant(flag, message)}`, helpHint(command));
}

/**
 * The option or command line to use instead; only the option if the command needs more than a job.
 */
function insteadHint(command: Command, flag: string, argv: readonly string[]): string | undefined {
  const instead = optionInstead(pathOf(command).slice('rexctl '.length), flag, argv);
  if (instead === undefined || /^(?:omit|use) /.test(instead)) return instead;
  if (instead.startsWith('rexctl ')) return `try: ${withId(instead, typedJob(argv))}`;
  if (!has(command, instead.split(' ')[0] ?? '')) return undefined;
  const called = calledAgain(command, argv);
  if (called !== undefined) return `try: ${called} ${instead}`;
  return instead.startsWith('-') ? `use ${instead}` : `try: ${pathOf(command)} ${instead}`;
}

/** hammer has an option for the id. */
function idHint(command: Command, flag: string, argv: readonly string[]): string | undefined {
  const id = flag === '--id' ? typedJob(argv) : undefined;
  const takesId = ['job', 'series', 'template'].includes(
    command.registeredArguments[0]?.name() ?? '',
  );
  return id === undefined || !takesId ? undefined : `try: ${pathOf(command)} ${id}`;
}

/** Commands that refuse to start without a job or hosts. */
const needsTarget: ReadonlySet<string> = new Set(['run', 'rerun', 'cancel']);

/** The command with the job that the user typed; `undefined` if that would be incomplete. */
function calledAgain(command: Command, argv: readonly string[]): string | undefined {
  const [first] = command.registeredArguments;
  if (first?.name() === 'job') {
    const job = typedJob(argv) ?? (first.required ? '@last' : undefined);
    return job === undefined ? undefined : `${pathOf(command)} ${job}`;
  }
  return first?.required || needsTarget.has(command.name()) ? undefined : pathOf(command);
}

/**
 * Whether a command can have a word of a hint: one of its options or of all commands, or an
 * argument.
 */
function has(command: Command, flag: string): boolean {
  const isOwn = command.options.some(({ long }) => long === flag);
  return !flag.startsWith('-') || isOwn || (command.parent !== null && has(command.parent, flag));
}

/** Whether an option of the command, or of all commands, takes no value. */
function isSwitch(command: Command, flag: string): boolean {
  const own = command.options.some(
    (option) => option.long === flag && !option.required && !option.optional,
  );
  return own || (command.parent !== null && isSwitch(command.parent, flag));
}

/** The hint for an option with a secret as its value, which no command has, but users try. */
function secretHint(command: Command, flag: string): string | undefined {
  const typed = /^--((?:ssh-)?password|key-passphrase|effective-user-password)$/.exec(flag)?.[1];
  if (typed === undefined) return undefined;
  const name = typed === 'password' ? 'ssh-password' : typed;
  if (!command.options.some(({ long }) => long === `--${name}-file`))
    return 'use --token-file FILE, or let rexctl login ask: other users can read command lines';
  return `use --${name}-file FILE or --ask-${name}: other users can read command lines`;
}

async function otherOwners(
  flag: string,
  command: Command,
  wholeTree: () => Promise<Command>,
): Promise<string | undefined> {
  const owners = leaves(await wholeTree()).filter(({ options }) =>
    options.some(({ long, short, hidden }) => !hidden && (long === flag || short === flag)),
  );
  // A short option can mean different things in two commands.
  if (owners.length === 0 || !flag.startsWith('--')) return undefined;
  const names = owners.map((owner) => pathOf(owner).slice('rexctl '.length));
  return `${flag} is an option of ${someOf(names)}\n${helpHint(command)}`;
}

/** Of more commands than this, the others are only counted. */
const mostNamed = 5;

function someOf(names: readonly string[]): string {
  const named = names.length > mostNamed ? names.slice(0, mostNamed - 2) : names;
  const rest = names.length - named.length;
  return enumerated(rest > 0 ? [...named, `${rest} other commands`] : named);
}

function leaves(command: Command): Command[] {
  return command.commands.flatMap((child) => (child.commands.length > 0 ? leaves(child) : [child]));
}
