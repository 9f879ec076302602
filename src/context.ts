import type { Connection } from './api/connection.ts';
import type { Clock } from './clock.ts';
import type { Interrupts } from './interrupts.ts';
import type { Runtime } from './runtime.ts';
import type { Answer, Format } from './ui/answer.ts';
import type { Io } from './ui/io.ts';
import type { Screen } from './ui/screen.ts';

/** Options that every command understands, parsed. Times in milliseconds. */
export interface GlobalOptions {
  readonly profile?: string;
  readonly server?: string;
  readonly login?: string;
  readonly tokenFile?: string;
  readonly caFile?: string;
  readonly organization?: string;
  readonly location?: string;
  readonly format: Format;
  readonly fields?: readonly string[];
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly input: boolean;
  readonly yes: boolean;
  readonly timeout?: number;
  readonly requestTimeout?: number;
}

/** Everything that a command may touch. Lazy where it costs: `--help` neither reads settings nor loads HTTP. */
export interface Context {
  readonly runtime: Runtime;
  readonly globals: GlobalOptions;
  readonly io: Io;
  readonly clock: Clock;
  /** Aborted by Ctrl-C, termination, a closed output or `--timeout`, with a `Failure` as reason. */
  readonly signal: AbortSignal;
  readonly interrupts: Interrupts;
  /** The server of flags, environment and profile, with credentials; opened once. */
  connection(): Promise<Connection>;
  /** Limit of hosts for unattended starts, from the profile. */
  hostLimit(): Promise<number | null>;
  /** Prints the answer of the command on standard output in the chosen format. */
  print<Row>(answer: Answer<Row>, columns?: readonly string[]): Promise<void>;
  /** Tells a human something on standard error; silent with `--quiet` and in machine formats. */
  note(text: string): Promise<void>;
  /** Like `note`, but also told in machine formats (as JSON there) and with `--quiet`. */
  warn(text: string): Promise<void>;
  /** The screen of standard error, for notes that use colour or times. */
  errScreen(): Promise<Screen>;
  /** Runs another rexctl command line in this run, with more environment (the guided demo). */
  rexctl(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<number>;
}

/** True for formats that programs read: then standard error carries JSON too. */
export function isMachine(format: Format): boolean {
  return format === 'json' || format === 'ndjson' || format === 'yaml' || format === 'csv';
}
