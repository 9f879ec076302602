import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoWorld, textScript } from '../../src/demo/http/server.ts';
import { openWorld, type World } from '../world/run.ts';

/** A title, a screen that is cleared, a bell, text turned around, no width, invisible tags. */
const name = 'evil\u001b]0;owned\u0007\u001b[2J\u202e\u200b\u{e0041}.example.com';
const harmful = /\u001b\]|\u001b\[2J|[\u0007\u200b\u202e]|[\u{e0000}-\u{e007f}]/u;

let world: World;
beforeAll(async () => {
  const demo = demoWorld();
  const host = demo.addHost({ name });
  demo.script(name, textScript([`from ${name}\n`, 'second\n'], { code: 3 }));
  world = await openWorld({ world: demo });
  const search = `id = ${host.id} or name = web02.example.com`;
  expect((await world.run(['run', '-c', 'true', '--search', search, '--quiet'])).code).toBe(3);
});
afterAll(() => world.close());

const commands: readonly (readonly string[])[] = [
  ['output', '208'],
  ['output', '208', '--follow'],
  ['output', '208', '--group'],
  ['output', '208', '--failed'],
  ['show', '208', '--hosts'],
  ['watch', '208'],
  ['wait', '208'],
  ['host', 'list', '--search', 'name ~ evil'],
  ['rerun', '208', '--failed', '--dry-run'],
  ['cancel', '208'],
];
const formats = ['table', 'plain', 'json', 'ndjson', 'yaml'];
const cases = commands.flatMap((argv) =>
  formats.map((format) => [argv.join(' '), format, argv] as const),
);

describe('a host whose name holds control sequences', () => {
  test.each(cases)('is harmless on a terminal: %s --format %s', async (_, format, argv) => {
    const terminal = { stdout: true, stderr: true };
    const { stdout, stderr } = await world.run([...argv, '--format', format], { terminal });
    expect(`${stdout}${stderr}`).not.toMatch(harmful);
  });

  test('comes whole in a pipe, for programs', async () => {
    const { json } = await world.run(['show', '208', '--hosts', '--json']);
    expect(json.hosts.map((host: { name: string }) => host.name)).toContain(name);
  });
});
