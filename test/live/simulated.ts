import { spawnSync } from 'node:child_process';
import { systemClock } from '../../src/clock.ts';
import type { Behavior } from '../../src/demo/hosts/script.ts';
import {
  type DemoServer,
  DemoWorld,
  type HostScript,
  type ScriptStep,
  startDemoServer,
} from '../../src/demo/http/server.ts';

/** How long the simulated server is away during a restart. */
const downMs = 4000;
const template = 'Run Command - Script Default';

/**
 * Starts a simulated server for the live checks, so that the checks themselves can be tried: its
 * hosts are this very machine, which runs their scripts in a shell, and its restart is a signal.
 */
export async function setup(): Promise<() => Promise<void>> {
  const server = await startDemoServer({ clock: systemClock, world: worldOfOneMachine() });
  const restart = () => void server.restart(downMs);
  process.on('SIGUSR2', restart);
  Object.assign(process.env, environmentFor(server));
  return async () => {
    process.off('SIGUSR2', restart);
    await server.close();
  };
}

function environmentFor({ url }: DemoServer): Record<string, string> {
  return {
    REXCTL_LIVE_SERVER: url,
    REXCTL_LIVE_USER: 'admin',
    REXCTL_LIVE_TOKEN: 'changeme',
    REXCTL_LIVE_TEMPLATE: template,
    REXCTL_LIVE_HOSTS: 'name ~ twin',
    REXCTL_LIVE_RESTART: `kill -USR2 ${process.pid}`,
  };
}

/** Four hosts that answer to one hostname. */
function worldOfOneMachine(): DemoWorld {
  const world = new DemoWorld();
  world.addUser({ login: 'admin', password: 'changeme', admin: true });
  world.addHosts(4, 'twin#.example.com');
  const run = world.addTemplate({ name: template, inputs: [{ name: 'command', required: true }] });
  world.addFeature('run_script', 'Run Script', run);
  world.behavior = realShell;
  return world;
}

const mark = '\u001e';

/**
 * Runs the script at once, with a `sleep` that only notes how long; its output is then played at
 * that pace.
 */
const realShell: Behavior = (_, { script }) => {
  const noting = `sleep() { printf '${mark}%s${mark}' "$1"; }\n`;
  const { stdout, status } = spawnSync('/bin/sh', ['-c', noting + script], { encoding: 'utf8' });
  return played(stdout, status ?? 255);
};

function played(output: string, code: number): HostScript {
  const steps: ScriptStep[] = [];
  let afterMs = 10;
  for (const [at, text] of output.split(mark).entries()) {
    if (at % 2 === 1) afterMs += Number.parseFloat(text) * 1000;
    else if (text !== '') {
      steps.push({ afterMs, text });
      afterMs = 0;
    }
  }
  return { steps, end: { kind: 'exit', afterMs: afterMs + 10, code } };
}
