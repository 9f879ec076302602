import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textScript } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  world.server.world.script(
    web01,
    textScript(['same\r\n', ' 1%\r 100%\n', '\u001b[31mred\u001b[0m\r\n']),
  );
  world.server.world.script(web02, textScript(['same\r\n', ' 2%\r 100%\n', 'red\n']));
  await world.run(['run', '--command', 'true', '--host', web01, '--host', web02, '--quiet']);
});
afterEach(() => world.close());

const web01 = 'web01.example.com';
const web02 = 'web02.example.com';
const diff = ['output', '208', '--diff', web01];

describe('carriage returns that hosts printed', () => {
  test.each([
    ['--group', ['--group'], ['  same\r\n   1%\r 100%\n  \u001b[31mred\u001b[0m\r\n']],
    [
      '--diff',
      ['--diff', web01],
      ['    same\r\n', '- \u001b[31mred\u001b[0m\r\n', '  -  1%\r 100%\n'],
    ],
    ['a snapshot', [], [`${web01}: same\r\n${web01}:  1%\r 100%\n`]],
    ['a follow', ['--follow'], [`${web01}: same\r\n`, `${web01}:  1%\r 100%\n`]],
    ['plain', ['--group', '--format', 'plain'], ['  same\r\n   1%\r 100%\n']],
  ])('stay in a pipe: %s', async (_, more, texts) => {
    const ran = await world.run(['output', '208', ...more]);
    for (const text of texts) expect(ran.stdout).toContain(text);
  });

  test('stay in JSON and in files', async () => {
    const compared = await world.run([...diff, '--json']);
    expect(compared.json.differences[0].diff[0]).toEqual({ kind: 'same', line: 'same\r' });
    const groups = await world.run(['output', '208', '--group', '--json']);
    expect(JSON.stringify(groups.json)).toContain(String.raw`same\r\n 1%\r 100%\n`);
    const folder = join(world.home, 'out');
    await world.run(['output', '208', '--dir', folder]);
    expect(readFileSync(join(folder, `${web02}.txt`), 'utf8')).toBe('same\r\n 2%\r 100%\nred\n');
  });

  test.each(['table', 'plain'])('never reach a terminal: %s', async (format) => {
    for (const argv of [diff, ['output', '208', '--group']]) {
      const ran = await world.run([...argv, '--no-color', '--format', format], {
        terminal: { stdout: true },
      });
      expect(ran.stdout).not.toMatch(/[\r\u001b]/);
      expect(ran.stdout).toContain(' 100%\n');
    }
  });

  test('are seen on a terminal where they are the difference', async () => {
    const ran = await world.run([...diff, '--no-color'], { terminal: { stdout: true } });
    expect(ran.stdout).toMatch(/ - red\^M\n(?: .*\n)* {2}\+ red\n/);
    expect(ran.stdout).toContain('    same\n');
  });
});
