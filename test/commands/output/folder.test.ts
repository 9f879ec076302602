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
import { hostFiles } from '../../../src/commands/output/folder/file-names.ts';
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
    expect(readdirSync(folder).sort()).toEqual([
      'db01.example.com.txt',
      'groups.txt',
      'manifest.json',
    ]);
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
    const hosts = names.map((name, at) => ({ id: at + 1, name }));
    return hosts.map(hostFiles(hosts));
  };

  test('are plain where any file system takes the name, else they have the id of the host', () => {
    expect(named('web01.example.com', 'a b', 'a/b', 'a_b')).toEqual([
      'web01.example.com.txt',
      'a_b@2.txt',
      'a_b@3.txt',
      'a_b.txt',
    ]);
    expect(named('', '..', '../../etc', '-rf', '.hidden')).toEqual([
      '_@1.txt',
      '_@2.txt',
      '__.._etc@3.txt',
      '_rf@4.txt',
      '_hidden@5.txt',
    ]);
  });

  test.each([
    ['two hosts that have the same name', ['web', 'web'], ['web@1.txt', 'web@2.txt']],
    ['names that differ in case', ['web', 'WEB'], ['web.txt', 'WEB@2.txt']],
    [
      'one name in two forms of Unicode',
      ['n\u00e4me', 'na\u0308me'],
      ['n_me@1.txt', 'na_me@2.txt'],
    ],
    [
      'devices of Windows',
      ['con', 'nul.txt', 'com1', 'console', 'lpt9.log.x'],
      ['_con@1.txt', '_nul.txt@2.txt', '_com1@3.txt', 'console.txt', '_lpt9.log.x@5.txt'],
    ],
    ['a dot or a blank at the end', ['web.', 'web '], ['web.@1.txt', 'web_@2.txt']],
    [
      'files of rexctl',
      ['manifest.json', 'groups', 'manifest', 'groups.json'],
      ['manifest.json.txt', 'groups@2.txt', 'manifest.txt', 'groups.json.txt'],
    ],
    ['line breaks and NUL', ['a\nb', 'a\0b'], ['a_b@1.txt', 'a_b@2.txt']],
  ])('%s', (_, names, files) => {
    expect(named(...names)).toEqual(files);
  });

  test('a name of 240 characters, also of several bytes each, fits into 255 bytes', () => {
    for (const sign of ['x', 'ä', '界', '😀']) {
      const [file = ''] = named(sign.repeat(240));
      expect(Buffer.byteLength(file)).toBeLessThanOrEqual(255);
    }
  });

  const part = fc.oneof(
    fc.constantFrom('a', 'A', '_', '/', '@2', '.', ' ', '-', 'x'.repeat(230), '\0', '\n', '..'),
    fc.constantFrom('con', 'NUL', 'com1', 'manifest.json', 'groups', 'n\u00e4', 'na\u0308', 'ß'),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  const name = fc.array(part, { maxLength: 4 }).map((parts) => parts.join(''));
  const folded = (file: string) => file.normalize('NFC').toLowerCase();

  test('are never the same, never reserved, never too long and never outside of the folder', () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 12 }), (names) => {
        const files = named(...names);
        expect(new Set(files.map(folded)).size).toBe(files.length);
        for (const file of files) {
          expect(file).toMatch(/^\w[\w.-]*(?:@\d+)?\.txt$/);
          expect(file).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)\./i);
          expect(file).not.toBe('groups.txt');
          expect(Buffer.byteLength(file)).toBeLessThanOrEqual(255);
        }
      }),
    );
  });

  test('are the same in every run, whatever the order of the hosts', () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 8 }), fc.nat(), (names, seed) => {
        const hosts = names.map((one, at) => ({ id: at + 1, name: one }));
        const turned = [...hosts.slice(seed % 8), ...hosts.slice(0, seed % 8)].reverse();
        const other = hostFiles(turned);
        const again = new Map(turned.map((host) => [host.id, other(host)]));
        expect(hosts.map(hostFiles(hosts))).toEqual(hosts.map(({ id }) => again.get(id)));
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
