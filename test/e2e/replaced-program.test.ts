import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type DemoServer, startDemoServer } from '../../src/demo/http/server.ts';
import { environmentOf, program } from '../world/program.ts';

let server: DemoServer;
let home: string;
beforeEach(async () => {
  server = await startDemoServer({ clock: systemClock });
  home = mkdtempSync(join(tmpdir(), 'rexctl-replaced-'));
  const top = join(dirname(program), '..');
  for (const part of ['bin', 'dist', 'package.json', 'schemas'])
    cpSync(join(top, part), join(home, 'lib', part), { recursive: true });
});
afterEach(async () => {
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

/** Follows a job; as soon as its host runs, another version takes the place of the program. */
async function replacedWhileFollowing(more: readonly string[]) {
  const told = join(home, 'told');
  const onDone = ['--on-done', `echo "$REXCTL_OUTCOME" && touch ${told}`];
  const job = ['run', '-c', 'sleep 3', '--host', 'web01.example.com', ...onDone, ...more];
  const child = spawn(process.execPath, [join(home, 'lib/bin/rexctl.js'), ...job], {
    env: environmentOf(server, home),
  });
  const exit = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const [err] = [text(child.stderr)];
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    out += more;
    if (/running/.test(out))
      rmSync(join(home, 'lib/dist/chunks'), { recursive: true, force: true });
  });
  return { code: await exit, err: await err, isTold: existsSync(told) };
}

it.each([
  ['progress', []],
  ['events', ['--format', 'ndjson']],
])('an update of the program changes no result of a job that is followed: %s', async (_, more) => {
  const { code, err, isTold } = await replacedWhileFollowing(more);
  expect({ code, isTold }).toEqual({ code: 0, isTold: true });
  expect(err).toMatch(/\nsucceeded\n$|^succeeded\n$/);
});

it.each([
  ['progress', [], /^rexctl: .*time limit/m],
  ['events', ['--format', 'ndjson'], /^running\n$/],
])('nor that of --timeout: %s', async (_, more, message) => {
  const { code, err, isTold } = await replacedWhileFollowing([...more, '--timeout', '2500ms']);
  expect({ code, isTold }).toEqual({ code: 7, isTold: true });
  expect(err).toMatch(message);
});
