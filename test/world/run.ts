import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearLine, cursorTo, moveCursor } from 'node:readline';
import { PassThrough, Writable } from 'node:stream';
import { type ChildEnd, type ChildProgram, runChild } from '../../src/cli/child-program.ts';
import { Interrupts } from '../../src/cli/interrupts.ts';
import type { EditorEnd } from '../../src/cli/programs/editor.ts';
import type { Pager } from '../../src/cli/programs/pager.ts';
import type { Runtime } from '../../src/cli/runtime.ts';
import { systemClock } from '../../src/clock.ts';
import { type DemoOptions, type DemoServer, startDemoServer } from '../../src/demo/http/server.ts';
import { startDemo } from '../../src/demo/start-demo.ts';
import { main } from '../../src/main.ts';
import { wholeCommandModel } from '../../src/program/command-model.ts';
import { wholeHelp } from '../../src/program/help/whole-help.ts';
import { checkPrinted } from './documents.ts';
import { noKeyring } from './fake-keyring.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What one run of the program left behind. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as one JSON document. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads into answers of any shape
  readonly json: any;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** On a terminal its lines answer the questions, one after the other. */
  readonly stdin?: string | Uint8Array;
  /**
   * Keys of somebody at a terminal, one after the other: each is typed when its text has been shown
   * since the one before. The program runs until then, without questions of `stdin`.
   */
  readonly dialog?: readonly (readonly [shown: string, keys: string])[];
  /** Which streams are terminals. */
  readonly terminal?: {
    readonly stdin?: boolean;
    readonly stdout?: boolean;
    readonly stderr?: boolean;
    /** 100 unless given. */
    readonly columns?: number;
    /** 30 unless given. */
    readonly rows?: number;
  };
  /** Called with each piece of either output, in the order of a terminal that shows both. */
  readonly onShown?: (text: string) => void;
  /** Called with the interrupts of the run, for Ctrl-C at a moment of the test's choice. */
  readonly onStart?: (interrupts: Interrupts) => void;
  /**
   * As if standard output were a file in which this stands, and what is printed goes to its end.
   */
  readonly stdoutFile?: () => string | null;
  /** Pages of the manual beside those of `docs`, by topic. */
  readonly pages?: Readonly<Record<string, string>>;
  /** Stands in for pagers, and resolves with whether the text was shown. */
  readonly onPager?: (pager: string, text: string) => boolean;
  /** Stands in for browsers: is given a program with its words, and returns why it failed. */
  readonly onBrowser?: (command: readonly string[]) => string | null;
  /** Of the system; none unless given. */
  readonly keyring?: Runtime['keyring'];
  /** Stands in for programs that are started; real ones run where absent. */
  readonly onChild?: (program: ChildProgram) => ChildEnd;
  /** Stands in for editors: is given a command line and the file, and returns how it ended. */
  readonly onEditor?: (command: string, path: string) => EditorEnd | Promise<EditorEnd>;
  /** Stands in for npm, which writes the latest version to that file. */
  readonly onVersionCheck?: (file: string) => void;
  /** Called with each piece of standard output. */
  readonly onStdout?: (text: string, interrupts: Interrupts) => void;
  /** As if the reader of standard output took each piece only then. */
  readonly taken?: () => Promise<void>;
}

/** A simulated Foreman, a temporary home folder, and time that passes when nothing else happens. */
export interface World {
  readonly server: DemoServer;
  readonly clock: VirtualClock;
  readonly home: string;
  /** Runs a command line against the server, logged in as admin by default. */
  run(argv: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Requests of the client from here on, `METHOD path`. */
  requestsSince(mark: number): readonly string[];
  close(): Promise<void>;
}

class Capture extends Writable {
  text = '';
  readonly isTTY: boolean | undefined;
  readonly columns: number;
  readonly rows: number;
  readonly onText: ((text: string) => void) | undefined;
  readonly taken: (() => Promise<void>) | undefined;

  constructor(
    isTerminal: boolean,
    {
      columns = 100,
      rows = 30,
      onText,
      taken,
    }: Partial<Pick<Capture, 'columns' | 'rows' | 'onText' | 'taken'>> = {},
  ) {
    super({ decodeStrings: false });
    this.isTTY = isTerminal ? true : undefined;
    this.columns = columns;
    this.rows = rows;
    this.onText = onText;
    this.taken = taken;
  }

  cursorTo(x: number, y?: number): boolean {
    return cursorTo(this, x, y);
  }

  moveCursor(dx: number, dy: number): boolean {
    return moveCursor(this, dx, dy);
  }

  clearLine(direction: -1 | 0 | 1): boolean {
    return clearLine(this, direction);
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    const text = chunk.toString();
    this.text += text;
    this.onText?.(text);
    if (this.taken === undefined) done();
    else void this.taken().then(() => done());
  }
}

/** Opens a world; close it at the end of the test. */
export async function openWorld(options: Partial<Omit<DemoOptions, 'clock'>> = {}): Promise<World> {
  const clock = new VirtualClock();
  const server = await startDemoServer({ ...options, clock });
  clock.watch(server);
  const home = mkdtempSync(join(tmpdir(), 'rexctl-test-'));
  const login = { REXCTL_SERVER: server.url, REXCTL_USER: 'admin', REXCTL_TOKEN: 'changeme' };
  return {
    server,
    clock,
    home,
    run: (argv, how = {}) => runMain(argv, { ...how, env: { ...login, ...how.env } }, clock, home),
    requestsSince: (mark) =>
      server.requests.slice(mark).map(({ method, path }) => `${method} ${path}`),
    async close() {
      await server.close();
      clock.dispose();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function runMain(
  argv: readonly string[],
  options: RunOptions,
  clock: VirtualClock,
  home: string,
): Promise<Ran> {
  const interrupts = new Interrupts(clock);
  const { terminal = {} } = options;
  const { taken, onShown } = options;
  const { columns, rows } = terminal;
  const onText = (text: string) => {
    options.onStdout?.(text, interrupts);
    onShown?.(text);
  };
  const stdout = new Capture(terminal.stdout === true, { columns, rows, onText, taken });
  const stdin = Object.assign(new PassThrough(), { isTTY: terminal.stdin === true });
  const answers = terminal.stdin === true ? String(options.stdin ?? '').split(/(?<=\n)/) : [];
  if (terminal.stdin !== true) stdin.end(options.stdin ?? '');
  const typeNext = typist(options.dialog ?? [], (keys) => void stdin.write(keys));
  const stderr = new Capture(terminal.stderr === true, {
    columns,
    rows,
    onText: (text) => {
      onShown?.(text);
      typeNext(text);
      if (/(?:\[y\/N\]|:) (?:\u001b\[\d+G)?$/.test(text)) stdin.write(answers.shift() ?? '');
    },
  });
  options.onStart?.(interrupts);
  const code = await main(
    argv,
    runtimeOf({ options, clock, home, interrupts, stdin, stdout, stderr }),
  );
  const { text } = stdout;
  checkPrinted(argv, text, stderr.text);
  return {
    code,
    stdout: text,
    stderr: stderr.text,
    get json() {
      return JSON.parse(text);
    },
  };
}

/** Types the keys of a dialog as their texts are shown, never while something is being drawn. */
function typist(
  dialog: NonNullable<RunOptions['dialog']>,
  type: (keys: string) => void,
): (shown: string) => void {
  const left = [...dialog];
  let seen = '';
  return (shown) => {
    seen += shown;
    const [next] = left;
    if (next === undefined || !seen.includes(next[0])) return;
    left.shift();
    seen = '';
    setImmediate(() => type(next[1]));
  };
}

function printedFile(text: string | null): ReturnType<Runtime['stdoutFile']> {
  if (text === null) return null;
  const bytes = Buffer.from(text);
  return { size: bytes.length, read: (from, length) => bytes.subarray(from, from + length) };
}

interface Parts {
  readonly options: RunOptions;
  readonly clock: VirtualClock;
  readonly home: string;
  readonly interrupts: Interrupts;
  readonly stdin: PassThrough & { isTTY: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/** Keeps what it is given until the end. */
function fakePager(command: string, { onPager }: RunOptions): Pager | null {
  if (onPager === undefined) return null;
  let text = '';
  let close: (isShown: boolean) => void = () => undefined;
  const closed = new Promise<boolean>((resolve) => {
    close = resolve;
  });
  return {
    closed,
    async write(more) {
      text += more;
      return true;
    },
    end: () => close(onPager(command, text)),
  };
}

function runtimeOf({ options, ...parts }: Parts): Runtime {
  const { clock } = parts;
  return {
    ...parts,
    version: '0.0.0-test',
    jsonSchema: (name: string) =>
      readFile(new URL(`../../schemas/${name}.json`, import.meta.url), 'utf8'),
    page: async (topic) =>
      options.pages?.[topic] ??
      readFile(new URL(`../../docs/${topic}.md`, import.meta.url), 'utf8'),
    openPager: async (pager) => fakePager(pager, options),
    checkVersion: (file) => {
      if (options.onVersionCheck === undefined) throw new Error(`no npm here: ${file}`);
      options.onVersionCheck(file);
    },
    openBrowser: async (command) => {
      if (options.onBrowser === undefined) throw new Error(`no browser here: ${command[0]}`);
      return options.onBrowser(command);
    },
    runChild: async (program) => {
      if (options.onChild !== undefined) return options.onChild(program);
      const env = { PATH: process.env.PATH, ...options.env };
      return runChild(program, { process, env, clock: systemClock });
    },
    openEditor: async (command, path) => {
      if (options.onEditor === undefined) throw new Error(`no editor here: ${command}`);
      const end = await options.onEditor(command, path);
      parts.interrupts.signal.throwIfAborted();
      return end;
    },
    stdoutFile: () => printedFile(options.stdoutFile?.() ?? null),
    self: {
      ...{ pid: process.pid, host: 'here', boot: null, space: null, born: null },
      isAlive: ({ pid }) => pid === process.pid,
    },
    env: { LANG: 'C.UTF-8', ...options.env },
    platform: 'linux',
    hostname: () => 'ws1',
    keyring: options.keyring ?? noKeyring(),
    random: () => 0.5,
    commandModel: wholeCommandModel,
    help: wholeHelp,
    completionScript: async (shell) => `# ${shell}\n`,
    ownCommand: async () => 'rexctl',
    startAside: async () => undefined,
    startDemo: (demo) => startDemo({ clock, ...demo }),
  };
}
