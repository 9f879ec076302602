import { Failure } from './errors.ts';
import { commandTable } from './program.ts';

type CommanderError = Error & { readonly exitCode: number; readonly code: string };

/** What Commander says about a command line that makes no sense, with what to type instead. */
export function commandLineFailure(error: CommanderError, argv: readonly string[]): Failure {
  if (error.code === 'commander.help') return nothingToDo(argv);
  const [message = '', hint] = withoutValue(error.message.replace(/^error: /, '')).split('\n');
  return new Failure('usage', message.trim(), {
    hint: secretHint(message) ?? hint?.replace(/[()]/g, '').trim() ?? usageHint(error.code, argv),
  });
}

/** `--password=s3cret` is a mistake whose value nobody needs to see again. */
function withoutValue(message: string): string {
  return message.replace(/^(unknown option '--[^=']*)=[\s\S]*'/, "$1'");
}

/** Secrets are never values of flags, but people try. */
function secretHint(message: string): string | undefined {
  const [, typed] =
    /^unknown option '--((?:ssh-)?password|key-passphrase|effective-user-password)'/.exec(message) ?? [];
  if (typed === undefined) return undefined;
  const name = typed === 'password' ? 'ssh-password' : typed;
  return `others can read command lines; give it with --${name}-file FILE, or be asked with --ask-${name}`;
}

/** Commander prints the whole help for these and calls it an error. */
function nothingToDo(argv: readonly string[]): Failure {
  if (argv[0] === 'help') return new Failure('usage', `unknown command '${argv[1]}'`, { hint: helpHint([]) });
  return new Failure('usage', `\`rexctl ${argv.join(' ')}\` needs one of its subcommands`, {
    hint: helpHint(argv),
  });
}

/** What probably went wrong, for the mistakes that operators make most. */
function usageHint(code: string, argv: readonly string[]): string {
  const at = argv.findIndex(
    (word, index) => /^(?:[1-9]\d*|@last\S*)$/.test(word) && argv[index - 1]?.startsWith('--'),
  );
  if (code === 'commander.missingArgument' && at > 0) {
    const rest = argv.filter((_, index) => index !== at && index !== at - 1);
    return `${argv[at - 1]} took \`${argv[at]}\` for its value; try: rexctl ${[...rest, argv[at], argv[at - 1]].join(' ')}`;
  }
  if (code === 'commander.excessArguments') return `quote what has blanks in it; or see: ${helpHint(argv)}`;
  return helpHint(argv);
}

function helpHint(argv: readonly string[]): string {
  const known = commandTable.find(({ name, alias }) => name === argv[0] || alias === argv[0]);
  const depth = /^[a-z]+$/.test(argv[1] ?? '') && hasSubcommands(known?.name) ? 2 : 1;
  const words = known === undefined ? [] : argv.slice(0, depth);
  return `try: ${['rexctl', ...words, '--help'].join(' ')}`;
}

function hasSubcommands(name: string | undefined): boolean {
  return name === 'template' || name === 'host';
}

/** An error of Commander itself; help and version are such errors too, with exit code 0. */
export function isCommanderError(error: unknown): error is CommanderError {
  return error instanceof Error && 'exitCode' in error && 'code' in error && !(error instanceof Failure);
}
