import type { Clock } from '../clock.ts';
import type { Environment } from '../environment.ts';
import type { Keyring } from '../settings/keyring/keyring.ts';
import type { ChildEnd, ChildProgram } from './child-program.ts';
import type { CommandModel } from './command-model.ts';
import type { Interrupts } from './interrupts.ts';
import type { OwnProcess, PrintedFile } from './own-process.ts';
import type { PackedHelp } from './packed-help.ts';
import type { BrowserCommand } from './programs/browser.ts';
import type { EditorEnd } from './programs/editor.ts';
import type { Pager } from './programs/pager.ts';

/** What one run of the program gets from outside: from the process, or from a test. */
export interface Runtime {
  readonly version: string;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** The file that standard output goes to; `null` for a terminal or a pipe. */
  readonly stdoutFile: () => PrintedFile | null;
  /** The process that runs the program. */
  readonly self: OwnProcess;
  readonly env: Environment;
  readonly home: string;
  /** The host name of this machine. */
  readonly hostname: () => string;
  /** Of the user, on this machine. */
  readonly keyring: Keyring;
  readonly platform: string;
  readonly clock: Clock;
  readonly interrupts: Interrupts;
  /** 0 ≤ n < 1, for the jitter of retries. */
  readonly random: () => number;
  /** The command that starts this program again from the same shell. */
  readonly ownCommand: () => Promise<string>;
  /** Starts this program again in a process without streams that outlives this run. */
  readonly startAside: (argv: readonly string[]) => Promise<void>;
  /** Starts the embedded Foreman. It is passed in, because the client must not import it. */
  readonly startDemo: (options: DemoStart) => Promise<DemoHandle>;
  /** The packed completion script of a shell. */
  readonly completionScript: (shell: 'bash' | 'zsh' | 'fish' | 'powershell') => Promise<string>;
  /** The packed tree of commands, for completion. */
  readonly commandModel: () => Promise<CommandModel>;
  /** The packed help of every command. */
  readonly help: () => Promise<PackedHelp>;
  /** The packed JSON Schema of an answer. */
  readonly jsonSchema: (name: string) => Promise<string>;
  /** The packed page of a topic, in Markdown. */
  readonly page: (topic: string) => Promise<string>;
  /** Has npm write the latest version in its registry to a file; not waited for. */
  readonly checkVersion: (file: string) => void | Promise<void>;
  /** Starts a pager, given as a command line for the shell; `null` if it cannot be started. */
  readonly openPager: (command: string) => Promise<Pager | null>;
  /** Runs an editor, given as a command line for the shell, on a file until it exits. */
  readonly openEditor: (command: string, path: string) => Promise<EditorEnd>;
  /** Starts a browser; resolves with the reason if it did not start, otherwise `null`. */
  readonly openBrowser: (command: BrowserCommand) => Promise<string | null>;
  /** Runs another program until it exits, without the credentials of this one. Never rejects. */
  readonly runChild: (program: ChildProgram) => Promise<ChildEnd>;
}

interface DemoStart {
  readonly port?: number;
  /** The number of hosts; absent = the small demo. */
  readonly hosts?: number;
  /** How many of these hosts fail at first. */
  readonly failing?: number;
  /** Adds jobs to try commands on. */
  readonly hasJobs?: boolean;
}

/** The embedded server, and what to try on it. */
export interface DemoHandle {
  readonly url: string;
  /** An empty folder for the files of the program; deleted by `close`. */
  readonly folder: string;
  readonly users: readonly DemoUser[];
  /** `null` without `hasJobs`. */
  readonly toTry: DemoToTry | null;
  close(): Promise<void>;
}

export interface DemoUser {
  readonly login: string;
  readonly password: string;
  readonly roles: readonly string[];
}

/** What to try commands on: the ids of jobs in each state, and of a series. */
export interface DemoToTry {
  readonly running: number;
  readonly paused: number;
  readonly scheduled: number;
  /** A job that failed on some hosts and was rerun on one of them; `null` if no host fails. */
  readonly failed: number | null;
  readonly series: number;
  /** The name of a host. */
  readonly host: string;
}
