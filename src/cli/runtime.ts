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

/** What the world outside gives one run of the program: the process, or a test. */
export interface Runtime {
  readonly version: string;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** The file that standard output is; `null` where it is a terminal or a pipe. */
  readonly stdoutFile: () => PrintedFile | null;
  /** The process that runs the program. */
  readonly self: OwnProcess;
  readonly env: Environment;
  readonly home: string;
  /** Of this machine. */
  readonly hostname: () => string;
  /** Of the user, on this machine. */
  readonly keyring: Keyring;
  readonly platform: string;
  readonly clock: Clock;
  readonly interrupts: Interrupts;
  /** 0 ≤ n < 1, for the jitter of retries. */
  readonly random: () => number;
  /** What to type to start this program again from the shell that started it. */
  readonly ownCommand: () => Promise<string>;
  /** Starts this program once more, on its own: without streams, and it outlives this run. */
  readonly startAside: (argv: readonly string[]) => Promise<void>;
  /** Starts the embedded Foreman; passed in because the client must not import the simulator. */
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
  /** Starts a pager, a command line for the shell; `null` where it cannot be started. */
  readonly openPager: (command: string) => Promise<Pager | null>;
  /** Runs an editor, a command line for the shell, on a file until it ends. */
  readonly openEditor: (command: string, path: string) => Promise<EditorEnd>;
  /** Starts a browser; resolves with why it did not start, or with `null`. */
  readonly openBrowser: (command: BrowserCommand) => Promise<string | null>;
  /** Runs another program to its end; it is given no credential of this one. Rejects never. */
  readonly runChild: (program: ChildProgram) => Promise<ChildEnd>;
}

interface DemoStart {
  readonly port?: number;
  /** The size of the world; absent = the small one. */
  readonly hosts?: number;
  /** How many of these cannot be patched at the first attempt. */
  readonly failing?: number;
  /** Adds jobs to try commands on. */
  readonly hasJobs?: boolean;
}

/** The embedded server, and what is there to try. */
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

/** What commands can be tried on: ids of jobs, by their state, and of a series. */
export interface DemoToTry {
  readonly running: number;
  readonly paused: number;
  readonly scheduled: number;
  /** Failed on some hosts, and was rerun on one of these; `null` where no host fails. */
  readonly failed: number | null;
  readonly series: number;
  /** The name of a host. */
  readonly host: string;
}
