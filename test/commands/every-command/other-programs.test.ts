import { afterAll, beforeAll, expect, test } from 'vitest';
import { callsOf } from '../../docs/shell-commands.ts';
import { usageProblem } from '../../program/help/printed-help.ts';
import { openWorld, type World } from '../../world/run.ts';
import { otherPrograms } from './other-programs.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const groups = Object.entries(otherPrograms);

function argvOf(line: string): readonly string[] {
  return callsOf('rexctl', line)[0] ?? [];
}

test.each(groups)('what users of other programs type gets a hint: %s', async (_, lines) => {
  const hints: (readonly [string, string | undefined])[] = [];
  for (const [typed] of lines) {
    const ran = await world.run(argvOf(`rexctl ${typed}`));
    expect(ran, typed).toMatchObject({ code: 2, stdout: '' });
    hints.push([typed, ran.stderr.trimEnd().split('\n').at(-1)?.trim()]);
  }
  expect(hints).toEqual(lines);
  expect(world.server.requests).toEqual([]);
});

test.each(groups)('the hints work as typed: %s', async (_, lines) => {
  for (const [typed, hint] of lines) {
    const line = /^(?:try|did you mean|read about it): (.*)$/
      .exec(hint)?.[1]
      ?.replace('SERIES', '3');
    if (line === undefined)
      expect(hint, typed).toMatch(/^(?:use (?:two dashes: )?--|omit it: |remove the )/);
    else expect(await usageProblem(placeholdersFilled(argvOf(line))), typed).toBeNull();
  }
});

/** `BEFORE` and `AFTER` stand for jobs. */
function placeholdersFilled(argv: readonly string[]): readonly string[] {
  return argv.map((word) => {
    if (word === 'OUTCOME') return 'failed';
    return /^(?:BEFORE|AFTER)$/.test(word) ? '215' : word;
  });
}
