import type { Connection, OutageTolerance, SessionStore, TraceLine } from '../api/connection.ts';
import type { Clock } from '../clock.ts';
import type { OpenSettings } from '../settings/open-settings.ts';
import type { ReadyConnection } from '../settings/ready-connection.ts';
import { durationInWords } from '../text/counts.ts';
import type { Answer, Format } from '../ui/answers/answer.ts';
import type { LongAnswer } from '../ui/answers/print-long-answer.ts';
import { createIo, type Io, type Output } from '../ui/terminal/io.ts';
import { type Screen, screenOf } from '../ui/terminal/screen.ts';

import type { GlobalOptions } from './global-options.ts';
import type { Interrupts } from './interrupts.ts';
import type { Runtime } from './runtime.ts';
import { StartedJobs } from './started-jobs.ts';

/**
 * Everything that a command may touch. Lazy where it costs: `--help` neither reads settings nor
 * loads HTTP.
 */
export interface Context {
  readonly runtime: Runtime;
  readonly globals: GlobalOptions;
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
   * For commands that wait: from now on a server that does not answer is asked again for so long,
   * and the end of `--timeout` has its own exit code. Before the first `connection()`.
   */
  rideOut(giveUpAfterMs: number, options?: { readonly silent?: boolean }): void;
  /** True after `rideOut`. */
  readonly ridesOut: boolean;
  /** What is there on the server because of this command. */
  readonly started: StartedJobs;
  /** Limit of hosts for unattended starts, from the profile. */
  hostLimit(): Promise<number | null>;
  /**
   * The names of `--fields` have been checked: from now on one that an answer lacks is `null`
   * there.
   */
  fieldsAreKnown(): void;
  /** Prints the answer of the command on standard output in the chosen format. */
  print<Row>(answer: Answer<Row>, columns?: readonly string[]): Promise<void>;
  /** Prints an answer whose rows may be too much for memory. */
  printLong<Row>(answer: LongAnswer<Row>): Promise<void>;
  /** Tells a human something on standard error; silent with `--quiet` and in machine formats. */
  note(text: string): Promise<void>;
  /** Like `note`, but also told in machine formats (as JSON there) and with `--quiet`. */
  warn(text: string): Promise<void>;
  /**
   * Says on a terminal what is being waited for, while `work` asks the server and nothing else is
   * printed.
   */
  during<T>(text: string, work: () => Promise<T>): Promise<T>;
  /** The screen of standard error, for notes that use colour or times. */
  errScreen(): Promise<Screen>;
  /** Runs another rexctl command line in this run, with more environment (the guided demo). */
  rexctl(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<number>;
  /** Ends what was opened: sockets. */
  close(): Promise<void>;
}

/** What `login` proves before it is kept. */
export interface ConnectOverrides {
  readonly server: string;
  readonly login: string;
  readonly secret: string;
  /** PEM. */
  readonly ca?: string;
  /** How messages call the place that it comes from. */
  readonly caLabel?: string;
  readonly allowPlainHttp?: boolean;
}

type RunRexctl = Context['rexctl'];

/** True for formats that programs read: then standard error carries JSON too. */
export function isMachine(format: Format): boolean {
  return format === 'json' || format === 'ndjson' || format === 'yaml' || format === 'csv';
}

/** The context of one command. Nothing is read or opened before it is asked for. */
export function openContext(runtime: Runtime, globals: GlobalOptions, rexctl: RunRexctl): Context {
  return new ContextOfRun(runtime, globals, rexctl);
}

class ContextOfRun implements Context {
  readonly runtime: Runtime;
  readonly globals: GlobalOptions;
  readonly io: Io;
  readonly rexctl: RunRexctl;
  readonly started = new StartedJobs();
  private opened: Promise<Connection> | undefined;
  private openSettings: Promise<OpenSettings> | undefined;
  private readonly connections: Connection[] = [];
  private outageTolerance: OutageTolerance | undefined;
  private mayLack = false;

  constructor(runtime: Runtime, globals: GlobalOptions, rexctl: RunRexctl) {
    this.runtime = runtime;
    this.globals = globals;
    this.rexctl = rexctl;
    const io = createIo({ ...runtime, noColor: !globals.color, noInput: !globals.input });
    this.io = { ...io, err: heardBy(this.started, io.err) };
  }

  get clock(): Clock {
    return this.runtime.clock;
  }

  get signal(): AbortSignal {
    return this.interrupts.signal;
  }

  get interrupts(): Interrupts {
    return this.runtime.interrupts;
  }

  connection(): Promise<Connection> {
    this.opened ??= this.openOwn();
    return this.opened;
  }

  settings(): Promise<OpenSettings> {
    this.openSettings ??= this.readSettings();
    return this.openSettings;
  }

  rideOut(giveUpAfterMs: number, { silent = false } = {}): void {
    const onOutage = (reason: string) => {
      if (!silent)
        void this.note(`${reason}; asking again for up to ${durationInWords(giveUpAfterMs)}`);
    };
    this.outageTolerance = { giveUpAfterMs, onOutage };
  }

  get ridesOut(): boolean {
    return this.outageTolerance !== undefined;
  }

  async hostLimit(): Promise<number | null> {
    return (await this.settings()).resolve(this.globals).hostLimit;
  }

  async connect(overrides: ConnectOverrides): Promise<Connection> {
    const settings = await this.settings();
    const { proxy } = settings.resolve(this.globals, { mayBeNew: true });
    return this.open({ ...overrides, proxy }, settings, noSessions);
  }

  fieldsAreKnown(): void {
    this.mayLack = true;
  }

  async print<Row>(answer: Answer<Row>, columns?: readonly string[]): Promise<void> {
    const { printAnswer } = await import('../ui/answers/print-answer.ts');
    const { format, fields, quiet } = this.globals;
    const { note, ...silent } = answer;
    const shown = {
      ...silent,
      mayLack: this.mayLack,
      ...(quiet || note === undefined ? {} : { note }),
    };
    await printAnswer(shown, { format, fields, columns, io: this.io, clock: this.clock });
  }

  async printLong<Row>(answer: LongAnswer<Row>): Promise<void> {
    const { printLongAnswer } = await import('../ui/answers/print-long-answer.ts');
    const { format, fields } = this.globals;
    await printLongAnswer(answer, { format, fields, io: this.io, clock: this.clock });
  }

  async note(text: string): Promise<void> {
    if (this.globals.quiet || isMachine(this.globals.format)) return;
    await this.writeNote(text);
  }

  async warn(text: string): Promise<void> {
    if (isMachine(this.globals.format))
      await this.io.err.write(`${JSON.stringify({ warning: text })}\n`);
    else await this.writeNote(`rexctl: ${text}`);
  }

  async during<T>(text: string, work: () => Promise<T>): Promise<T> {
    const { quiet, verbose, format } = this.globals;
    if (!this.io.err.isTerminal || quiet || verbose || isMachine(format)) return work();
    await this.connection();
    const { withProgress } = await import('../ui/terminal/spinner.ts');
    return withProgress(this, text, work);
  }

  errScreen(): Promise<Screen> {
    return screenOf(this.io.err, this.io, this.clock);
  }

  async close(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.close()));
  }

  private async writeNote(text: string): Promise<void> {
    const { sanitise } = await import('../ui/terminal/sanitise.ts');
    await this.io.err.write(`${sanitise(text, { color: this.io.err.colorLevel > 0 })}\n`);
  }

  private async readSettings(): Promise<OpenSettings> {
    const { openSettings } = await import('../settings/open-settings.ts');
    const settings = await openSettings(this.runtime, this.signal);
    for (const warning of settings.warnings) await this.warn(warning);
    return settings;
  }

  private async openOwn(): Promise<Connection> {
    const settings = await this.settings();
    const { secret, ...ready } = await settings.connection(this.globals, this.signal);
    if (secret.warning !== null) await this.warn(secret.warning);
    return this.open({ ...ready, secret: secret.value }, settings, settings.sessions);
  }

  private async open(
    options: ConnectOverrides & Partial<Omit<ReadyConnection, 'secret'>>,
    settings: OpenSettings,
    sessions: SessionStore,
  ): Promise<Connection> {
    const { openConnection } = await import('../api/open-connection.ts');
    const { clock, random, version } = this.runtime;
    const { requestTimeout, verbose } = this.globals;
    const connection = openConnection({
      ...options,
      ...{ clock, random, version, sessions, capabilityCache: settings.capabilities },
      requestTimeoutMs: requestTimeout,
      outageTolerance: this.outageTolerance,
      trace: verbose ? (line) => void this.io.err.write(`${traceText(line)}\n`) : undefined,
    });
    this.connections.push(connection);
    return connection.with({ signal: this.signal });
  }
}

function heardBy(started: StartedJobs, err: Output): Output {
  const write: Output['write'] = (text, onEnd) => {
    started.heard(text);
    return err.write(text, onEnd);
  };
  return Object.create(err, { write: { value: write } });
}

const noSessions: SessionStore = {
  read: async () => null,
  write: async () => undefined,
  drop: async () => undefined,
};

/** `--verbose`: one line for each request, free of secrets. */
function traceText({
  method,
  url,
  status,
  milliseconds,
  login,
  request_id,
  error,
}: TraceLine): string {
  const end = status === null ? (error ?? 'no answer') : String(status);
  const id = request_id === null ? '' : `, request ${request_id}`;
  return `> ${method} ${url} -> ${end} in ${Math.round(milliseconds)} ms (${login}${id})`;
}
