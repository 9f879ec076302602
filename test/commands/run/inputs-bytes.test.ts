import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { demoWorld, textScript } from '../../../src/demo/http/server.ts';
import { createdJob, writes } from '../../world/job-requests.ts';
import { openWorld, type RunOptions, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  const demo = demoWorld();
  demo.addTemplate({
    name: 'Store',
    job_category: 'Test',
    template: 'true\n',
    inputs: [{ name: 'text' }, { name: 'other', default: 'usual' }],
  });
  world = await openWorld({ world: demo });
});
afterEach(() => world.close());

const store = [
  'run',
  '--template',
  'Store',
  '--host',
  'web01.example.com',
  '--detach',
  '--description',
  'x',
];

interface Way {
  readonly argv: readonly string[];
  readonly how?: RunOptions;
}

function file(name: string, text: string): string {
  const path = join(world.home, name);
  writeFileSync(path, text);
  return path;
}

/** All ways to give a value; a literal that begins like a file or is one dash has to be escaped. */
function waysOf(value: string): Readonly<Record<string, Way>> {
  const literal = value.startsWith('@') ? `@${value}` : value;
  return {
    ...(value === '-' ? {} : { literal: { argv: ['-i', `text=${literal}`] } }),
    file: { argv: ['-i', `text=@${file('value', value)}`] },
    stdin: { argv: ['-i', 'text=-'], how: { stdin: value } },
    json: { argv: ['--inputs-file', file('inputs.json', JSON.stringify({ text: value }))] },
    yaml: { argv: ['--inputs-file', file('inputs.yaml', `text: ${JSON.stringify(value)}\n`)] },
  };
}

async function arrives(value: string, name: string, { argv, how }: Way): Promise<void> {
  const mark = world.server.requests.length;
  const ran = await world.run([...store, ...argv], how);
  expect(ran.code, `${name}: ${ran.stderr}`).toBe(0);
  expect(createdJob(world, mark).inputs, name).toEqual({ text: value });
}

const anyText = fc
  .string({ unit: 'binary', maxLength: 60 })
  .filter((one) => !one.includes('\0') && !one.startsWith('\ufeff'));

const script = '#!/bin/bash\nset -e\nfor x in a b; do\n\techo "$x" \'%{x}\' \\\\ `date`\ndone\n';

describe('inputs: byte for byte', () => {
  test.each<readonly [string, string]>([
    ['a script of many lines', script],
    ['Windows line ends', 'one\r\ntwo\r\n\r\n'],
    ['a leading bracket', '[a, b]'],
    ['a leading brace', '{"a": 1}'],
    ['commas and equal signs', 'a=b,c=d,,=='],
    ['what looks like a file', '@home'],
    ['two of that', '@@home'],
    ['a number, a boolean, nothing', '007'],
    ['true', 'true'],
    ['null', 'null'],
    ['an empty value', ''],
    ['blanks at both ends', '  x \n'],
    ['a byte order mark inside', 'a\ufeffb'],
    ['many scripts and pictures', 'žluťoučký кůň 馬 🐴 👩‍👩‍👧 \u202eabc'],
    ['200 kB', `${'0123456789abcdef'.repeat(12_500)}ž`],
  ])('%s arrives unchanged in every way', async (_, value) => {
    for (const [name, way] of Object.entries(waysOf(value))) await arrives(value, name, way);
  });

  test('any text does', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyText,
        fc.constantFrom('literal', 'file', 'stdin', 'json', 'yaml'),
        async (value, name) => {
          const way = waysOf(value)[name];
          fc.pre(way !== undefined);
          if (way !== undefined) await arrives(value, name, way);
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  test('a rerun sends what the job had, and the server fills in its default itself', async () => {
    await world.run([...store, '-i', `text=${script}`]);
    await world.clock.sleep(60_000);
    const mark = world.server.requests.length;
    const ran = await world.run(['rerun', '208', '--host', 'web01.example.com', '--detach']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(createdJob(world, mark).inputs).toEqual({ text: script, other: 'usual' });
  });

  test('any text does on a rerun: read back, and given again in every way', async () => {
    world.server.world.script('web01.example.com', () => textScript([], { code: 3 }));
    const texts = anyText.filter((one) => one !== '-');
    await fc.assert(
      fc.asyncProperty(texts, texts, fc.nat(100), async (first, second, index) => {
        const literal = first.startsWith('@') ? `@${first}` : first;
        await world.run([...store, '-i', `text=${literal}`]);
        await world.clock.sleep(60_000);
        const id = String([...world.server.jobs.keys()].at(-1));
        const ways = [{ argv: [], value: first }, ...Object.values(waysOf(second))];
        const {
          value = second,
          argv,
          how,
        }: Way & { value?: string } = ways[index % ways.length] as Way;
        const mark = world.server.requests.length;
        const ran = await world.run(['rerun', id, '--failed', ...argv, '--detach'], how);
        expect(ran.code, ran.stderr).toBe(0);
        expect(createdJob(world, mark).inputs).toEqual({ text: value, other: 'usual' });
        await world.clock.sleep(60_000);
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  test.each<readonly [string, readonly string[]]>([
    ['-i', ['-i', 'text=-']],
    ['--inputs-file', ['--inputs-file', '-']],
  ])('bytes on standard input that are no text are refused (%s)', async (_, argv) => {
    const stdin = Buffer.from([0x74, 0x65, 0x78, 0x74, 0x3a, 0x20, 0xff, 0x0a]);
    const ran = await world.run([...store, ...argv], { stdin });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('standard input is not UTF-8 text');
    expect(writes(world)).toEqual([]);
  });

  test('a name that means something to this program is unknown like any other', async () => {
    const ran = await world.run([...store, '-i', '__proto__=x']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('unknown input `__proto__`');
    expect(writes(world)).toEqual([]);
  });

  test.each<readonly [string, string]>([
    ['literal', 'a\0b'],
    ['at the end of many', `${'x'.repeat(10_000)}\0`],
  ])('a NUL byte (%s) is refused here, in every way', async (_, value) => {
    for (const { argv, how } of Object.values(waysOf(value))) {
      const ran = await world.run([...store, ...argv], how);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain('input `text` contains a NUL byte');
    }
    expect(writes(world)).toEqual([]);
  });
});
