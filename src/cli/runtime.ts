import type { Clock } from '../clock.ts';
import type { Environment } from '../environment.ts';
import type { CommandModel } from './command-model.ts';
import type { Interrupts } from './interrupts.ts';
import type { OwnProcess, PrintedFile } from './own-process.ts';

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
  readonly platform: string;
  readonly clock: Clock;
  readonly interrupts: Interrupts;
  /** 0 ≤ n < 1, for the jitter of retries. */
  readonly random: () => number;
  /** Starts the embedded Foreman; passed in because the client must not import the simulator. */
  readonly startDemo: (options: DemoStart) => Promise<DemoHandle>;
  /** The packed completion script of a shell. */
  readonly completionScript: (shell: 'bash' | 'zsh' | 'fish') => Promise<string>;
  /** The packed tree of commands, for completion. */
  readonly commandModel: () => Promise<CommandModel>;
  /** The packed JSON Schema of an answer. */
  readonly jsonSchema: (name: string) => Promise<string>;
  /** The packed page of a topic, in Markdown. */
  readonly page: (topic: string) => Promise<string>;
  /**
   * Shows a text with a pager, a command line for the shell; resolves with whether it was shown.
   */
  readonly showInPager: (pager: string, text: string) => Promise<boolean>;
}

interface DemoStart {
  readonly port?: number;
}

export interface DemoHandle {
  readonly url: string;
  close(): Promise<void>;
}
