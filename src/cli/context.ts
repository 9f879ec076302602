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
 * Everything that a command may touch. Lazy where it costs: `--help` neither reads settings nor
 * loads HTTP.
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
   * The server of flags, environment and profile, with credentials; opened once. Its requests end
   * with `signal`.
   */
  connection(): Promise<Connection>;
  /**
   * A connection with another credential than the kept one; it neither uses nor keeps a session
   * (login).
   */
  connect(overrides: ConnectOverrides): Promise<Connection>;
  /** Profiles, sessions and where they are kept; read once. */
  settings(): Promise<OpenSettings>;
  /**
   * For commands that wait: from now on a server that does not answer is asked again for this long,
   * and the end of `--timeout` has its own exit code. Before the first `connection()`.
   */
  tolerateOutages(giveUpAfterMs: number, options?: { readonly silent?: boolean }): void;
  /** True after `tolerateOutages`. */
  readonly toleratesOutages: boolean;
  /** Jobs that this command has started. */
  readonly started: CommandOutput['started'];
  /** Limit of hosts for unattended starts, from the profile. */
  hostLimit(): Promise<number | null>;
  /** Prints the answer of the command on standard output in the chosen format. */
  print<Row>(answer: Answer<Row>, columns?: readonly string[]): Promise<void>;
  /** Prints an answer whose rows may be too much for memory. */
  printLong<Row>(answer: LongAnswer<Row>): Promise<void>;
  /**
   * Prints something for a human on standard error; silent with `--quiet` and in machine formats.
   */
  note(text: string): Promise<void>;
  /** Like `note`, but also printed in machine formats (as JSON there) and with `--quiet`. */
  warn(text: string): Promise<void>;
  /**
   * Shows on a terminal what is being waited for, while `work` asks the server and nothing else is
   * printed.
   */
  during<T>(text: string, work: () => Promise<T>): Promise<T>;
  /** The screen of standard error, for notes that use color or times. */
  errScreen(): Promise<Screen>;
  /** Runs another rexctl command line in this run, with more environment (the guided demo). */
  rexctl(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<number>;
  /** `tell` is called when all is printed, also the failure of the command; it never rejects. */
  onEnd(tell: (end: CommandEnd) => Promise<void>): void;
  /** Calls those, one after the other. */
  tellEnd(end: CommandEnd): Promise<void>;
  /**
   * Prints what was held back until the command was over; resolves with its exit code, or another
   * one instead of 0 where that failed.
   */
  endOutput(exitCode: number): Promise<number>;
  /** Ends what was opened: sockets. */
  close(): Promise<void>;
}

/** How a command ended. */
export interface CommandEnd {
  readonly exitCode: number;
  /** `null` where it has a result. */
  readonly failure: Failure | null;
}

interface ContextSettings {
  readonly runtime: Runtime;
  readonly globals: GlobalOptions;
  readonly argv: readonly string[];
  /** For messages. */
  readonly commandName: string;
  readonly rexctl: Context['rexctl'];
  /** Reads the settings, once in a run. */
  readonly openSettings: () => Promise<OpenSettings>;
  /** Where `--query` was given: puts it before standard output. */
  readonly query: OpenQuery | undefined;
  /** What is printed may be long: a pager shows it on a terminal. */
  readonly isPaged: boolean;
  /** `--fields` has been checked: a name that an answer lacks is `null` there. */
  readonly areFieldsKnown: boolean;
}

/** The context of one command. Nothing is read or opened before it is asked for. */
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
