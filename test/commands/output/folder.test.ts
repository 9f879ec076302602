import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { fileNames } from '../../../src/commands/output/folder.ts';
import { textScript } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world?.close());

async function ran(...names: readonly string[]): Promise<string> {
  world = await openWorld();
  for (const name of names) {
    world.server.world.script(name, textScript([`printed by ${name}\n`]));
  }
  const hosts = names.flatMap((name) => ['--host', name]);
  await world.run(['run', '--command', 'true', ...hosts, '--quiet']);
  return join(world.home, 'out');
}

describe('--dir', () => {
  test('replaces links, and never writes through them', async () => {
    const folder = await ran('db01.example.com');
    const precious = join(world.home, 'precious');
    writeFileSync(precious, 'precious');
    mkdirSync(folder);
    for (const name of ['db01.example.com.txt', 'manifest.json'])
      symlinkSync(precious, join(folder, name));
    const { code } = await world.run(['output', '208', '--dir', folder]);
    expect(code).toBe(0);
    expect(readFileSync(precious, 'utf8')).toBe('precious');
    expect(readFileSync(join(folder, 'db01.example.com.txt'), 'utf8')).toBe(
      'printed by db01.example.com\n',
    );
    expect(readdirSync(folder).sort()).toEqual(['db01.example.com.txt', 'manifest.json']);
  });

  test('a file that cannot be replaced leaves no draft behind', async () => {
    const folder = await ran('db01.example.com');
    mkdirSync(join(folder, 'db01.example.com.txt', 'full'), { recursive: true });
    const { code, stdout, stderr } = await world.run(['output', '208', '--dir', folder]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`cannot write into \`${folder}\`: it is a folder\n`);
    expect(readdirSync(folder)).toEqual(['db01.example.com.txt']);
  });
});

describe('the files of hosts', () => {
  const named = (...names: readonly string[]) => {
    const fileOf = fileNames();
    return names.map((name, at) => fileOf({ id: at + 1, name }));
  };

  test('three hosts whose safe names are the same get three files', () => {
    expect(named('a b', 'a/b', 'a_b-2')).toEqual(['a_b.txt', 'a_b-2.txt', 'a_b-2-3.txt']);
    expect(named('a_b-2', 'a/b', 'a b', 'A_B')).toEqual([
      'a_b-2.txt',
      'a_b.txt',
      'a_b-3.txt',
      'A_B-4.txt',
    ]);
    expect(named('', '..', '../../etc')).toEqual(['1.txt', '_.txt', '__.._etc.txt']);
  });

  test('a name of over 250 characters is shortened with a digest', () => {
    const long = `${'x'.repeat(300)}.example.com`;
    const [first = '', second = ''] = named(long, `${long}.org`);
    expect(first).toMatch(/^x+-[0-9a-f]{16}\.txt$/);
    expect(first.length).toBeLessThanOrEqual(250);
    expect(second).not.toBe(first);
  });

  test('are never the same, never too long and never outside of the folder', () => {
    const part = fc.constantFrom('a', 'A', '_', '/', '-1', '-2', '.', 'x'.repeat(230), '\0');
    const name = fc.array(part, { maxLength: 4 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(name, { maxLength: 12 }), (names) => {
        const files = named(...names);
        expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(files.length);
        for (const file of files) {
          expect(file).toMatch(/^[\w-][\w.-]*\.txt$/);
          expect(file.length).toBeLessThanOrEqual(250);
        }
      }),
    );
  });
});

test('the local log does not write through a link', async () => {
  world = await openWorld();
  const folder = join(world.home, '.local', 'state', 'rexctl');
  const precious = join(world.home, 'precious');
  writeFileSync(precious, 'precious');
  mkdirSync(folder, { recursive: true });
  symlinkSync(precious, join(folder, 'log.ndjson'));
  const started = await world.run([
    'run',
    '--command',
    'true',
    '--host',
    'db01.example.com',
    '--detach',
  ]);
  expect(started).toMatchObject({ code: 0, stdout: '208\n' });
  expect(started.stderr).toContain('not recorded in the local history: cannot write');
  expect(started.stderr).toContain('it is a link');
  expect(readFileSync(precious, 'utf8')).toBe('precious');
});

test('the local log is made shorter through a separate file', async () => {
  world = await openWorld();
  const folder = join(world.home, '.local', 'state', 'rexctl');
  const log = join(folder, 'log.ndjson');
  mkdirSync(folder, { recursive: true });
  writeFileSync(log, `${'x'.repeat(99)}\n`.repeat(11_000), { mode: 0o600 });
  linkSync(log, join(world.home, 'kept'));
  await world.run(['run', '--command', 'true', '--host', 'db01.example.com', '--detach']);
  const text = readFileSync(log, 'utf8');
  expect(text.length).toBeLessThan(700_000);
  expect(text.trimEnd().split('\n').at(-1)).toContain('"action":"run"');
  expect(readFileSync(join(world.home, 'kept'), 'utf8').length).toBeGreaterThan(1_100_000);
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
