import { afterEach, describe, expect, test } from 'vitest';
import { demoWorld, textScript } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

/** `printed`: what each of web01, web02 … prints. */
async function grouped(printed: readonly string[], argv: readonly string[] = []) {
  const demo = demoWorld();
  for (const [at, text] of printed.entries())
    demo.script(`web0${at + 1}.example.com`, textScript([text]));
  world = await openWorld({ world: demo });
  await world.run(['run', '-c', 'check', '--host', `web[01-0${printed.length}]`, '--quiet']);
  const ran = await world.run(['output', '208', '--group', ...argv]);
  expect(ran.code).toBe(0);
  return ran.stderr;
}

const different = 'Every host printed something different; to ignore ';

describe('output --group where every host printed something different', () => {
  test.each([
    [['web01 ready\n', 'web02 ready\n'], 'host names, add --mask host\n'],
    [['load 1\n', 'load 2\n', 'load 3\n'], 'numbers, add --mask numbers\n'],
    [['at 10:01\n', 'at 11:02\n'], 'numbers, add --mask numbers\n'],
    [['at Nov 3 web01\n', 'at Dec 4 web02\n'], 'host names and times, add --mask host,times\n'],
  ])('%j', async (printed, words) => {
    expect(await grouped(printed)).toBe(`${different}${words}`);
  });

  test.each([
    ['what no mask makes equal', ['one\n', 'two\n'], []],
    ['two of three that printed the same', ['a 1\n', 'a 1\n', 'a 2\n'], []],
    ['one host', ['a 1\n'], []],
    ['a mask already', ['web01 1\n', 'web02 2\n'], ['--mask', 'host']],
    ['JSON', ['a 1\n', 'a 2\n'], ['--json']],
    ['--quiet', ['a 1\n', 'a 2\n'], ['--quiet']],
  ])('nothing is suggested: %s', async (_, printed, argv) => {
    expect(await grouped(printed, argv)).toBe('');
  });
});
