import type { Connection } from '../api/connection.ts';
import type { Clock } from '../clock.ts';
import type { Failure } from '../errors.ts';
import type { OpenSettings } from '../settings/open-settings.ts';
import type { Answer } from '../ui/answers/answer.ts';
import type { LongAnswer } from '../ui/answers/print-long-answer.ts';
import type { Io } from '../ui/terminal/io.ts';
import type { Screen } from '../ui/terminal/screen.ts';
import { CommandOutput, type OpenQuery } from './command-output.ts';
import type { Interrupts } from './interrupts.ts';
import type { GlobalOptions } from './options/global-options.ts';
import type { Runtime } from './runtime.ts';
import { type ConnectOverrides, ServerAccess } from './server-access.ts';

/**
 * Everything that a command may use. Expensive parts are loaded when they are needed: `--help`
 * neither reads settings nor loads HTTP.
 */
export interface Context {
  readonly runtime: Runtime;
  readonly globals: GlobalOptions;
  /** The command line as it was typed, without the name of the program. */
  readonly argv: readonly string[];
  readonly io: Io;
  readonly clock: Clock;
  /** Aborted by Ctrl-C, termination, a closed output or `--timeout`, with a `Failure` as reason. */
  readonly signal: AbortSignal;
  readonly interrupts: Interrupts;
  /**
   * The connection to the server of options, environment and profile; opened once. `signal` ends
   * its requests.
   */
  connection(): Promise<Connection>;
  /**
   * A connection with a credential that is not saved yet; it neither uses nor saves a session
   * (`login`).
   */
  connect(overrides: ConnectOverrides): Promise<Connection>;
  /** Profiles, sessions and their files; read once. */
  settings(): Promise<OpenSettings>;
  /**
   * For commands that wait: from now on, requests are retried for this long, and the end of
   * `--timeout` has its own exit code. To be called before the first `connection()`.
   */
  tolerateOutages(giveUpAfterMs: number, options?: { readonly silent?: boolean }): void;
  /** True after `tolerateOutages`. */
  readonly toleratesOutages: boolean;
  /** Jobs that this command has started. */
  readonly started: CommandOutput['started'];
  /** The profile's limit of hosts for starts without a terminal. */
  hostLimit(): Promise<number | null>;
  /** Prints the answer of the command on standard output, in the chosen format. */
  print<Row>(answer: Answer<Row>, columns?: readonly string[]): Promise<void>;
  /** Prints an answer with more rows than may fit into memory. */
  printLong<Row>(answer: LongAnswer<Row>): Promise<void>;
  /**
   * Prints a note for people on standard error; silent with `--quiet` and in formats for programs.
   */
  note(text: string): Promise<void>;
  /** Like `note`, but also printed with `--quiet`, and as JSON in formats for programs. */
  warn(text: string): Promise<void>;
  /**
   * Shows on a terminal what the command waits for, until `work` is done or something else is
   * printed.
   */
  during<T>(text: string, work: () => Promise<T>): Promise<T>;
  /** The screen of standard error, for notes that use color or times. */
  errScreen(): Promise<Screen>;
  /**
   * Runs another rexctl command line in this process, with more environment variables (the guided
   * demo).
   */
  rexctl(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<number>;
  /**
   * Has `tell` called after everything is printed, also the failure of the command; `tell` never
   * rejects.
   */
  onEnd(tell: (end: CommandEnd) => Promise<void>): void;
  /** Calls those functions, one after the other. */
  tellEnd(end: CommandEnd): Promise<void>;
  /**
   * Prints what was held back until the end of the command. Resolves with its exit code, or with
   * another one instead of 0 if that failed.
   */
  endOutput(exitCode: number): Promise<number>;
  /** Closes the sockets. */
  close(): Promise<void>;
}

/** The end of a command. */
export interface CommandEnd {
  readonly exitCode: number;
  /** `null` if it has a result. */
  readonly failure: Failure | null;
}

interface ContextSettings {
  readonly runtime: Runtime;
  readonly globals: GlobalOptions;
  readonly argv: readonly string[];
  /** The name of the command, for messages. */
  readonly commandName: string;
  readonly rexctl: Context['rexctl'];
  /** Reads the settings once. */
  readonly openSettings: () => Promise<OpenSettings>;
  /** Applies `--query` to standard output, if it was given. */
  readonly query: OpenQuery | undefined;
  /** The output may be long: a pager shows it on a terminal. */
  readonly isPaged: boolean;
  /** `--fields` was checked: a field that an answer lacks is printed as `null`. */
  readonly areFieldsKnown: boolean;
}

/** The context of one command. Nothing is read or opened before it is needed. */
export function openContext(settings: ContextSettings): Context {
  const { runtime, globals, argv, rexctl } = settings;
  const output = new CommandOutput(settings);
  const server = new ServerAccess(settings, output);
  const { clock, interrupts } = runtime;
  const { io, started } = output;
  const listeners: Parameters<Context['onEnd']>[0][] = [];
  return {
    runtime,
    globals,
    argv,
    io,
    clock,
    interrupts,
    signal: interrupts.signal,
    started,
    rexctl,
    connection: () => server.connection(),
    connect: (overrides) => server.connect(overrides),
    settings: () => server.settings(),
    hostLimit: () => server.hostLimit(),
    tolerateOutages: (giveUpAfterMs, options) => server.tolerateOutages(giveUpAfterMs, options),
    get toleratesOutages() {
      return server.toleratesOutages;
    },
    print: (answer, columns) => output.print(answer, columns),
    printLong: (answer) => output.printLong(answer),
    note: (text) => output.note(text),
    warn: (text) => output.warn(text),
    errScreen: () => output.errScreen(),
    during: async (text, work) => {
      if (!output.showsProgress) return work();
      await server.connection();
      const { withProgress } = await import('../ui/terminal/spinner.ts');
      return withProgress({ io, clock }, text, work);
    },
    onEnd: (tell) => void listeners.push(tell),
    tellEnd: async (end) => {
      for (const tell of listeners) await tell(end);
    },
    endOutput: (exitCode) => output.end(exitCode),
    close: () => server.close(),
  };
}
