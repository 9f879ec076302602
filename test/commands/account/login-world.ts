import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { Interrupts } from '../../../src/cli/interrupts.ts';
import { ownProcess } from '../../../src/cli/own-process.ts';
import type { Runtime } from '../../../src/cli/runtime.ts';
import { type Clock, systemClock } from '../../../src/clock.ts';
import {
  type DemoOptions,
  type DemoServer,
  startDemoServer,
} from '../../../src/demo/http/server.ts';
import { main } from '../../../src/main.ts';
import { wholeCommandModel } from '../../../src/program/command-model.ts';
import { wholeHelp } from '../../../src/program/help/whole-help.ts';
import { FakeStream } from '../../ui/terminal/fake-io.ts';
import { noKeyring } from '../../world/fake-keyring.ts';

/** What a command did: both streams and the exit code. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The one JSON document on standard output. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into documents whose shape they know.
  readonly json: () => any;
}

export interface HowToRun {
  readonly env?: Readonly<Record<string, string>>;
  /** What stands in the pipe; the input is a terminal where `answers` are given. */
  readonly input?: string;
  /** Stands in for the program when it is started once more. */
  readonly onAside?: (argv: readonly string[]) => void;
  /** Question and what is typed after it, in this order. */
  readonly answers?: readonly (readonly [question: string, keys: string])[];
  /** Of the system; none unless given. */
  readonly keyring?: Runtime['keyring'];
  readonly clock?: Clock;
  /** 0 ≤ n < 1 */
  readonly random?: number;
  readonly interrupts?: Interrupts;
}

/**
 * A machine with an empty home directory, whose commands run one after the other as processes
 * would.
 */
export interface Machine {
  readonly home: string;
  run(argv: readonly string[], how?: HowToRun): Promise<Ran>;
  /** The settings file as it stands; throws when there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into a file whose shape they know.
  settings(): any;
  readonly configFile: string;
  readonly sessionFile: string;
}

export function machine(): Machine {
  const home = mkdtempSync(join(tmpdir(), 'rexctl-login-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const configFile = join(home, '.config', 'rexctl', 'config.json');
  return {
    home,
    configFile,
    sessionFile: join(home, '.local', 'state', 'rexctl', 'sessions.json'),
    run: (argv, how = {}) => run(home, argv, how),
    settings: () => JSON.parse(readFileSync(configFile, 'utf8')),
  };
}

async function run(home: string, argv: readonly string[], how: HowToRun): Promise<Ran> {
  const terminal = how.answers !== undefined;
  const stdin = terminal ? new FakeStream(true) : Readable.from([how.input ?? '']);
  const [stdout, stderr] = [new FakeStream(terminal), new FakeStream(terminal)];
  const runtime = {
    ...{
      version: '0.0.0',
      stdin,
      stdout,
      stderr,
      home,
      platform: 'linux',
      clock: how.clock ?? systemClock,
    },
    env: { LANG: 'en_US.UTF-8', TERM: 'dumb', PATH: '/usr/bin:/bin', ...how.env },
    hostname: () => 'ws1',
    keyring: how.keyring ?? noKeyring(),
    interrupts: how.interrupts ?? new Interrupts(systemClock),
    page: async () => '',
    openPager: async () => null,
    openBrowser: async () => null,
    checkVersion: () => undefined,
    runChild: async () => ({ trouble: null, output: '' }),
    openEditor: async () => 'missing' as const,
    jsonSchema: (name: string) =>
      readFile(new URL(`../../../schemas/${name}.json`, import.meta.url), 'utf8'),
    stdoutFile: () => null,
    self: ownProcess(process),
    random: () => how.random ?? 0.5,
    commandModel: wholeCommandModel,
    help: wholeHelp,
    completionScript: async () => '',
    ownCommand: async () => 'rexctl',
    startAside: async (again: readonly string[]) => how.onAside?.(again),
    startDemo: () => Promise.reject(new Error('no demo here')),
  };
  const ended = main(argv, runtime);
  const asked =
    stdin instanceof FakeStream ? answer({ stdin, stderr }, how.answers ?? [], ended) : undefined;
  const code = await ended;
  await asked;
  await new Promise((resolve) => setImmediate(resolve));
  return { code, out: stdout.text, err: stderr.text, json: () => JSON.parse(stdout.text) };
}

async function answer(
  on: { readonly stdin: Writable; readonly stderr: FakeStream },
  answers: NonNullable<HowToRun['answers']>,
  ended: Promise<number>,
): Promise<void> {
  let over = false;
  void ended.finally(() => {
    over = true;
  });
  for (const [question, keys] of answers) {
    while (!on.stderr.text.includes(question) && !over) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    on.stdin.write(keys);
  }
}

/** A simulated Foreman that goes away with the test. */
export async function foreman(options: Partial<DemoOptions> = {}): Promise<DemoServer> {
  const server = await startDemoServer({ clock: systemClock, ...options });
  onTestFinished(() => server.close());
  return server;
}

/** Paths and how each request proved who asks. */
export function proofs(server: DemoServer): readonly string[] {
  return server.requests.map(({ path, headers }) => {
    const how =
      headers.cookie === undefined
        ? headers.authorization === undefined
          ? 'none'
          : 'basic'
        : 'session';
    return `${path.split('?')[0]} ${how}`;
  });
}
