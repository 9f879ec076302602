import type { Command } from 'commander';
import { Failure } from '../errors.ts';
import type { StoppedReading } from './command-tree.ts';

/**
 * What is wrong with a command line, and what to type instead. `wholeTree` is the program with
 * every command declared in full: an option unknown to one command may belong to another.
 */
export async function commandLineFailure(
  { command, reason }: StoppedReading,
  argv: readonly string[],
  wholeTree: () => Promise<Command>,
): Promise<Failure> {
  if (reason.code === 'commander.help') return nothingToDo(command);
  if (reason.code === 'commander.excessArguments') return excessArgument(command);
  const [message = '', similar] = withoutValue(reason.message.replace(/^error: /, '')).split('\n');
  const hint =
    secretHint(message) ??
    (await otherOwner(message, command, wholeTree)) ??
    similar?.replace(/[()]/g, '').trim() ??
    swallowed(reason.code, argv) ??
    helpHint(command);
  return new Failure('usage', message.trim(), { hint });
}

/** `--password=s3cret` and `-ps3cret` are mistakes whose value must not be printed again. */
function withoutValue(message: string): string {
  return message
    .replace(/^(unknown option '--[^=']*)=[\s\S]*'/, "$1'")
    .replace(/^(unknown option '-[^-'])[\s\S]+'/, "$1'");
}

/** Secrets are never values of flags, but people try. */
function secretHint(message: string): string | undefined {
  const [, typed] =
    /^unknown option '--((?:ssh-)?password|key-passphrase|effective-user-password)'/.exec(
      message,
    ) ?? [];
  if (typed === undefined) return undefined;
  const name = typed === 'password' ? 'ssh-password' : typed;
  return `others can read command lines; give it with --${name}-file FILE, or be asked with --ask-${name}`;
}

/** An option of other commands was given to one that does not have it. */
async function otherOwner(
  message: string,
  command: Command,
  wholeTree: () => Promise<Command>,
): Promise<string | undefined> {
  const [, flag] = /^unknown option '(--?[^']+)'/.exec(message) ?? [];
  if (flag === undefined) return undefined;
  const owners = leaves(await wholeTree()).filter(({ options }) =>
    options.some(({ long, short, hidden }) => !hidden && (long === flag || short === flag)),
  );
  if (owners.length === 0) return undefined;
  const names = new Intl.ListFormat('en').format(
    owners.map((owner) => pathOf(owner).slice('rexctl '.length)),
  );
  return `${flag} is an option of ${names}; those of this command: ${pathOf(command)} --help`;
}

function leaves(command: Command): Command[] {
  return command.commands.flatMap((child) => (child.commands.length > 0 ? leaves(child) : [child]));
}

/** Commander reports a request for help where a subcommand was left out. */
function nothingToDo(command: Command): Failure {
  const names = command.commands.map((child) => child.name()).join(', ');
  return new Failure('usage', `\`${pathOf(command)}\` needs one of its subcommands: ${names}`, {
    hint: helpHint(command),
  });
}

function excessArgument(command: Command): Failure {
  const words = command.args.slice(command.registeredArguments.length);
  const hint =
    command.name() === 'run'
      ? runHint(words, command.opts())
      : `quote what contains blanks; usage: ${pathOf(command)} ${command.usage()}`;
  return new Failure('usage', `unexpected argument \`${words[0] ?? ''}\``, { hint });
}

/** A command line, the rest of one without quotes, or hosts: judging by the other options. */
function runHint(words: readonly string[], options: Readonly<Record<string, unknown>>): string {
  const { command, host, search, bookmark } = options;
  if (typeof command !== 'string')
    return `to run it: rexctl run --command ${quoted(words.join(' '))} …`;
  if (host === undefined && search === undefined && bookmark === undefined)
    return `to run on it: rexctl run --command ${quoted(command)} --host ${quoted(words.join(','))} …`;
  return `quote the whole command: rexctl run --command ${quoted([command, ...words].join(' '))} …`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** An option that takes an optional value took the job that stood behind it. */
function swallowed(code: string, argv: readonly string[]): string | undefined {
  if (code !== 'commander.missingArgument') return undefined;
  const at = argv.findIndex(
    (word, index) => /^(?:[1-9]\d*|@last\S*)$/.test(word) && argv[index - 1]?.startsWith('--'),
  );
  if (at <= 0) return undefined;
  const rest = argv.filter((_, index) => index !== at && index !== at - 1);
  return `${argv[at - 1]} took \`${argv[at]}\` for its value; try: rexctl ${[...rest, argv[at], argv[at - 1]].join(' ')}`;
}

function helpHint(command: Command): string {
  return `try: ${pathOf(command)} --help`;
}

/** The words that call a command, as `rexctl schedule cancel`. */
function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
