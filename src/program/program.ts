import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import type { Parent, Runner } from '../cli/command.ts';
import { filled, words } from '../cli/option-parsers.ts';
import type { Runtime } from '../cli/runtime.ts';
import { exitCodes } from '../errors.ts';
import { formats } from '../ui/answers/answer.ts';
import { parseDuration } from '../ui/time/duration.ts';

interface CommandRow {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  readonly group: string;
  /** Not in the help: the completion scripts call it. */
  readonly hidden?: boolean;
  /** The module that declares the command's own options; loaded only when it is the one to run. */
  readonly load: () => Promise<(parent: Parent, run: Runner) => CommandUnknownOpts>;
}

type Named = Pick<Runtime, 'version'>;

const jobGroup = 'Jobs:';
const aroundGroup = 'What jobs refer to:';
const setUpGroup = 'Connection and set-up:';

/** Every command, in the order of the help; the name, the summary and the group stand only here. */
export const commandTable: readonly CommandRow[] = [
  {
    name: 'list',
    alias: 'ls',
    summary: 'jobs, newest first',
    group: jobGroup,
    load: async () => (await import('../commands/list.ts')).registerList,
  },
  {
    name: 'show',
    summary: 'everything about one job',
    group: jobGroup,
    load: async () => (await import('../commands/show.ts')).registerShow,
  },
  {
    name: 'run',
    summary: 'start a job on hosts and wait for its result',
    group: jobGroup,
    load: async () => (await import('../commands/run/run.ts')).registerRun,
  },
  {
    name: 'watch',
    summary: 'how jobs go on, live, until they have ended',
    group: jobGroup,
    load: async () => (await import('../commands/watch.ts')).registerWatch,
  },
  {
    name: 'wait',
    summary: 'wait in silence for the end of jobs, or for less',
    group: jobGroup,
    load: async () => (await import('../commands/wait.ts')).registerWait,
  },
  {
    name: 'output',
    summary: 'what the hosts of a job printed',
    group: jobGroup,
    load: async () => (await import('../commands/output/output.ts')).registerOutput,
  },
  {
    name: 'cancel',
    summary: 'stop jobs, or some hosts of one',
    group: jobGroup,
    load: async () => (await import('../commands/cancel/cancel.ts')).registerCancel,
  },
  {
    name: 'rerun',
    summary: 'run a job again on all, failed or named hosts',
    group: jobGroup,
    load: async () => (await import('../commands/rerun/rerun.ts')).registerRerun,
  },
  {
    name: 'resume',
    summary: 'let a paused job go on',
    group: jobGroup,
    load: async () => (await import('../commands/resume.ts')).registerResume,
  },
  {
    name: 'schedule',
    summary: 'series of recurring jobs: list, show, cancel, enable, disable',
    group: jobGroup,
    load: async () => (await import('../commands/schedule.ts')).registerSchedule,
  },
  {
    name: 'template',
    summary: 'job templates and their inputs',
    group: aroundGroup,
    load: async () => (await import('../commands/template.ts')).registerTemplate,
  },
  {
    name: 'host',
    summary: 'hosts that a search matches',
    group: aroundGroup,
    load: async () => (await import('../commands/host.ts')).registerHost,
  },
  {
    name: 'login',
    summary: 'check and keep a server, a user and a token',
    group: setUpGroup,
    load: async () => (await import('../commands/account/login.ts')).registerLogin,
  },
  {
    name: 'logout',
    summary: 'forget the kept token and session',
    group: setUpGroup,
    load: async () => (await import('../commands/account/logout.ts')).registerLogout,
  },
  {
    name: 'whoami',
    summary: 'who the server takes you for',
    group: setUpGroup,
    load: async () => (await import('../commands/account/whoami.ts')).registerWhoami,
  },
  {
    name: 'log',
    summary: 'what was started and cancelled from this machine',
    group: setUpGroup,
    load: async () => (await import('../commands/log.ts')).registerLog,
  },
  {
    name: 'completion',
    summary: 'completion script for bash, zsh or fish',
    group: setUpGroup,
    load: async () => (await import('../commands/completion/completion.ts')).registerCompletion,
  },
  {
    name: 'schema',
    summary: 'JSON Schemas of all answers',
    group: setUpGroup,
    load: async () => (await import('../commands/schema.ts')).registerSchema,
  },
  {
    name: 'demo',
    summary: 'try everything on an embedded server',
    group: setUpGroup,
    load: async () => (await import('../commands/demo.ts')).registerDemo,
  },
  {
    name: '__complete',
    summary: 'words for the completion scripts',
    group: setUpGroup,
    hidden: true,
    load: async () => (await import('../commands/completion/complete.ts')).registerComplete,
  },
];

/**
 * The command tree. Only the command that `argv` names is declared in full, the others by name and
 * summary, so that a start costs what it uses; without `argv` all are (completions, README, man
 * page).
 */
export async function buildProgram(
  runtime: Named,
  run: Runner,
  argv?: readonly string[],
): Promise<Command> {
  const program = rootProgram(runtime);
  const wanted = argv === undefined ? undefined : commandName(runtime, argv);
  for (const row of commandTable) {
    const whole = argv === undefined || isNamed(row, wanted);
    const command = whole ? (await row.load())(program, run) : stub(program, row);
    command.summary(row.summary).helpGroup(row.group);
    if (row.alias !== undefined) command.alias(row.alias);
  }
  return program;
}

function isNamed({ name, alias }: CommandRow, word: string | undefined): boolean {
  return word !== undefined && (word === name || word === alias);
}

function stub(program: Command, { name, hidden = false }: CommandRow): CommandUnknownOpts {
  return program.command(name, { hidden });
}

/**
 * The first operand as Commander itself reads the line, so that `rexctl --server X list` is
 * understood.
 */
function commandName(runtime: Named, argv: readonly string[]): string | undefined {
  const [first] = argv;
  if (first === undefined || argv.length === 1 || !/^(-|help$)/.test(first)) return first;
  try {
    const reader = rootProgram(runtime).configureOutput({ writeOut: () => undefined });
    const { operands } = reader.parseOptions([...argv]);
    return operands[0] === 'help' ? operands[1] : operands[0];
  } catch {
    return undefined;
  }
}

function rootProgram(runtime: Named): Command {
  const program = new Command('rexctl')
    .description("Runs and watches remote jobs on many hosts through Foreman's Remote Execution.")
    .version(runtime.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .showSuggestionAfterError()
    .configureHelp({
      showGlobalOptions: true,
      sortSubcommands: false,
      styleTitle: (title) => (title === 'Global Options:' ? 'Global options:' : title),
    })
    .exitOverride()
    .addHelpText('after', () => rootHelp());
  for (const option of globalOptions()) program.addOption(option);
  return program as unknown as Command;
}

function rootHelp(): string {
  const codes = exitCodes.map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`);
  return [
    '',
    'Examples:',
    '  rexctl demo                                            see it work, no server needed',
    '  rexctl login                                           keep a server and a token',
    "  rexctl run --command uptime --search 'name ~ web' --follow",
    '  rexctl rerun @last --failed',
    '',
    'Exit codes:',
    ...codes,
  ].join('\n');
}

function globalOptions(): Option[] {
  const duration = (text: string) => parseDuration(text);
  const options = [
    new Option('--json', 'print one JSON document (same as --format json)').implies({
      format: 'json',
    }),
    new Option('--format <format>', 'how to print the answer').choices(formats).default('table'),
    new Option(
      '--fields <names>',
      'only these columns or JSON fields, separated by commas',
    ).argParser(words),
    new Option('--profile <name>', 'connection profile (environment: REXCTL_PROFILE)').argParser(
      filled('--profile'),
    ),
    new Option('--server <url>', 'Foreman server (environment: REXCTL_SERVER)').argParser(
      filled('--server'),
    ),
    new Option('--login <name>', 'user name (environment: REXCTL_USER)').argParser(
      filled('--login'),
    ),
    new Option('--token-file <file>', 'file with the password or personal access token').argParser(
      filled('--token-file'),
    ),
    new Option(
      '--ca-file <file>',
      "certificate of the server's CA (environment: REXCTL_CA_FILE)",
    ).argParser(filled('--ca-file')),
    new Option(
      '--organization <name>',
      'organization to work in (environment: REXCTL_ORGANIZATION)',
    ).argParser(filled('--organization')),
    new Option('--location <name>', 'location to work in (environment: REXCTL_LOCATION)').argParser(
      filled('--location'),
    ),
    new Option('-q, --quiet', 'no notes on standard error').default(false),
    new Option('-v, --verbose', 'show each request on standard error, secrets left out').default(
      false,
    ),
    new Option('--no-color', 'no colour'),
    new Option('--no-input', 'never ask a question'),
    new Option('--no-log', 'do not note in the local log what is started or cancelled'),
    new Option('-y, --yes', 'answer every confirmation with yes').default(false),
    new Option('--timeout <duration>', 'limit for the whole command, e.g. 90s, 10m, 2h').argParser(
      duration,
    ),
    new Option('--request-timeout <duration>', 'limit for one request').argParser(duration),
  ];
  return options.map((option) => option.helpGroup('Global options:'));
}
