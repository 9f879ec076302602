import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/clock.ts';
import { type DemoServer, startDemoServer } from '../../src/demo/http/server.ts';
import { environmentOf, program } from '../world/program.ts';

/** Root may do everything, also in tests. */
export const isRoot = process.getuid?.() === 0;

/** Modes of files hold for this command also where root runs it. */
const mortal = isRoot ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all', '--'] : [];

export interface RanProcess {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A server, a home folder, and the program as a process of a user to whom modes apply. */
export interface HomeWorld {
  readonly server: DemoServer;
  readonly home: string;
  ran(
    argv: readonly string[],
    env?: Readonly<Record<string, string>>,
    cwd?: string,
  ): Promise<RanProcess>;
  /** A line of `sh` in which `rexctl` is the program. */
  shell(line: string, env?: Readonly<Record<string, string>>): Promise<RanProcess>;
  /** Writes the settings file and returns its path. */
  settings(text: string, mode: number): string;
  /** Resolves when the hosts of the job run. */
  running(id: number): Promise<void>;
  close(): Promise<void>;
}

/** `name`: what the name of the home folder ends with. */
export async function openHomeWorld(name = ''): Promise<HomeWorld> {
  const home = join(mkdtempSync(join(tmpdir(), 'rexctl-home-')), `home${name}`);
  mkdirSync(home);
  const server = await startDemoServer({ clock: systemClock });
  const start = (words: readonly string[], env = {}, cwd = home) =>
    finished([...mortal, ...words], { ...environmentOf(server, home), ...env }, cwd);
  const rexctl = `rexctl() { "${process.execPath}" "${program}" "$@"; }`;
  return {
    server,
    home,
    ran: (argv, env, cwd) => start([process.execPath, program, ...argv], env, cwd),
    shell: (line, env) => start(['/bin/sh', '-c', `${rexctl}; ${line}`], env),
    settings(text, mode) {
      const folder = join(home, '.config', 'rexctl');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'config.json'), text);
      chmodSync(join(folder, 'config.json'), mode);
      return join(folder, 'config.json');
    },
    async running(id) {
      while (server.jobs.get(id)?.task?.state !== 'running') await systemClock.sleep(20);
    },
    async close() {
      await server.close();
      chmodSync(home, 0o755);
      rmSync(join(home, '..'), { recursive: true, force: true });
    },
  };
}

async function finished(
  [command = '', ...words]: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<RanProcess> {
  const child = spawn(command, words, { env: { ...env }, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (data) => {
      text[name] += String(data);
    });
  const [code] = await once(child, 'close');
  return { code, ...text };
}
