import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { textScript } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

const names = ['db01.example.com', 'db02.example.com', 'web01.example.com'];
const lines = [
  'plain\n',
  'a: b # c\n',
  ' indented\n',
  '- item\n',
  '"quoted"\n',
  'tab\there\n',
  '\n',
  'größer\n',
  'no end',
];

async function finished(): Promise<void> {
  world = await openWorld();
  for (const name of names) world.server.world.script(name, textScript([`${name}\n`, ...lines]));
  const hosts = names.flatMap((name) => ['--host', name]);
  await world.run(['run', '--command', 'true', ...hosts, '--quiet', '--settle']);
  // Only the first follow of a job sees when its hosts begin and end.
  await world.run(['wait', '207', '--quiet', '--settle']);
}

describe('answers that are printed row by row say the same in YAML as in JSON', () => {
  test.each([
    [['output', '208']],
    [['output', '208', '--follow']],
    [['output', '208', '--group', '--mask', 'host']],
    [['output', '208', '--diff']],
    [['output', '208', '--raw']],
    [['output', '208', '--fields', 'name,output.text']],
    [['watch', '208', '207']],
  ])('%j', async (argv) => {
    await finished();
    const json = await world.run([...argv, '--json']);
    const yaml = await world.run([...argv, '--format', 'yaml']);
    expect(parse(yaml.stdout)).toEqual(json.json);
    const terminal = { stdout: true };
    const looked = await world.run([...argv, '--json'], { terminal });
    expect(looked.json).toEqual(json.json);
    expect(looked.stdout).toMatch(/^\{\n {2}"/);
  });

  test('both jobs of a canary', async () => {
    const told: unknown[] = [];
    for (const format of ['json', 'yaml']) {
      world = await openWorld();
      for (const name of names)
        world.server.world.script(name, textScript([`${name}\n`, ...lines]));
      const hosts = names.flatMap((name) => ['--host', name]);
      const words = [
        'run',
        '--command',
        'true',
        ...hosts,
        '--canary',
        '1',
        '--follow',
        '--format',
        format,
      ];
      const ran = await world.run(words);
      expect(ran.code, ran.stderr).toBe(0);
      const document = parse(ran.stdout);
      const outputs = document.jobs.flatMap(
        (job: { hosts: { name: string; output: { text: string }[] }[] }) =>
          job.hosts.map(({ name, output }) => [name, output.map(({ text }) => text).join('')]),
      );
      expect(outputs).toEqual(
        names.map((name) => [name, expect.stringContaining(`${name}\n${lines.join('')}`)]),
      );
      told.push({ ...document, outputs, jobs: document.jobs.length });
      if (format === 'json') await world.close();
    }
    expect(told[0]).toEqual(told[1]);
  });
});
