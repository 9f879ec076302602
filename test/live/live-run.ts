import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { Interrupts } from '../../src/cli/interrupts.ts';
import { ownProcess } from '../../src/cli/own-process.ts';
import { systemClock } from '../../src/clock.ts';
import { main } from '../../src/main.ts';
import { wholeCommandModel } from '../../src/program/command-model.ts';
import { wholeHelp } from '../../src/program/help/whole-help.ts';
import { noKeyring } from '../world/fake-keyring.ts';
import { appending as appendTo, type Ended } from '../world/program.ts';
import { liveSettings } from './settings.ts';

/** What one run of the program against the real server left behind. */
export interface LiveRan {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  // biome-ignore lint/suspicious/noExplicitAny: a check reads into answers of any shape
  readonly json: any;
}

class Capture extends Writable {
  text = '';

  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const settings = liveSettings(process.env);
export const home = mkdtempSync(join(tmpdir(), 'rexctl-live-'));
const login = {
  REXCTL_SERVER: settings.server,
  REXCTL_USER: settings.user,
  REXCTL_TOKEN: settings.token,
  REXCTL_CA_FILE: process.env.REXCTL_CA_FILE,
};

/** Runs a command line with the credentials of the live checks and a temporary home folder. */
export async function rexctl(...argv: readonly string[]): Promise<LiveRan> {
  const stdout = new Capture();
  const stderr = new Capture();
  const stdin = new PassThrough();
  stdin.end();
  const code = await main(argv, {
    ...{ version: '0.0.0-live', stdin, stdout, stderr, home, platform: process.platform },
    env: { LANG: 'C.UTF-8', ...login },
    clock: systemClock,
    hostname: () => 'live',
    keyring: noKeyring(),
    interrupts: new Interrupts(systemClock),
    page: async () => '',
    openPager: async () => null,
    openBrowser: async () => null,
    checkVersion: () => undefined,
    runChild: async () => ({ trouble: null, output: '' }),
    openEditor: async () => 'missing',
    jsonSchema: (name: string) =>
      readFile(new URL(`../../schemas/${name}.json`, import.meta.url), 'utf8'),
    stdoutFile: () => null,
    self: ownProcess(process),
    random: Math.random,
    commandModel: wholeCommandModel,
    help: wholeHelp,
    completionScript: async () => '',
    ownCommand: async () => 'rexctl',
    startAside: async () => undefined,
    startDemo: async () => {
      throw new Error('the live checks have a server');
    },
  });
  const { text } = stdout;
  return {
    code,
    stdout: text,
    stderr: stderr.text,
    get json() {
      return JSON.parse(text);
    },
  };
}

/**
 * The built program with its standard output appended to a file; killed after a while if asked to.
 */
export function appending(
  file: string,
  argv: readonly string[],
  killAfterMs?: number,
): Promise<Ended> {
  const env = { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', ...login };
  return appendTo(file, argv, env, killAfterMs);
}

export { settings };
