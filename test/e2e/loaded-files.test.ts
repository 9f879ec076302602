import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { startDemoServer } from '../../src/demo/http/server.ts';
import { environmentOf, program } from '../world/program.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const hook = fileURLToPath(new URL('loaded-files.cjs', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'rexctl-loaded-'));
const server = await startDemoServer({ clock: systemClock });

afterAll(async () => {
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

interface Loaded {
  /** Of the package. */
  readonly files: readonly string[];
  /** Of Node. */
  readonly parts: readonly string[];
}

async function loadedBy(...argv: readonly string[]): Promise<Loaded> {
  const report = join(home, 'loaded.json');
  const env = { ...environmentOf(server, home), NODE_DISABLE_COMPILE_CACHE: '1' };
  await promisify(execFile)(process.execPath, ['--require', hook, program, ...argv], {
    env: { ...env, LOADED_FILES: report },
  });
  const { files, parts }: Loaded = JSON.parse(readFileSync(report, 'utf8'));
  const own = files.map((file) => relative(root, file)).filter((file) => !file.startsWith('test/'));
  return { files: own, parts };
}

/** The libraries in these files, as the last build packed them. */
function librariesIn(files: readonly string[]): readonly string[] {
  const text = readFileSync(join(root, 'node_modules/.cache/rexctl/bundle-inputs.json'), 'utf8');
  const inputs: Readonly<Record<string, readonly string[]>> = JSON.parse(text);
  const libraries = files
    .flatMap((file) => inputs[file] ?? [])
    .flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []);
  return [...new Set(libraries)].sort();
}

function kilobytes(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(join(root, file)).size, 0) / 1000;
}

/** What no short command needs: each takes a millisecond or more of every start. */
const slowParts = ['child_process', 'crypto', 'fs/promises', 'http', 'https', 'readline', 'tls'];

test.each([[['--help']], [['run', '--help']], [[]]])(
  'help loads nothing but its layout and its data: %s',
  async (argv) => {
    const { files } = await loadedBy(...argv);
    expect(files).toEqual(['bin/rexctl.js', 'dist/offline-help.js']);
    expect(kilobytes(files)).toBeLessThan(25);
  },
);

test('a list loads the libraries that it uses, and no slow part of Node', async () => {
  const { files, parts } = await loadedBy('list', '--json');
  expect(librariesIn(files)).toEqual([
    '@commander-js/extra-typings',
    'commander',
    'p-map',
    'undici',
    'valibot',
  ]);
  expect(slowParts.filter((part) => parts.includes(part))).toEqual([]);
  expect(files.length).toBeLessThan(30);
  expect(kilobytes(files)).toBeLessThan(660);
});

test('the files of a start have plain letters only, for which V8 needs half of the memory', async () => {
  const { files } = await loadedBy('list', '--json');
  const others = files.filter((file) => /[^\0-\x7f]/.test(readFileSync(join(root, file), 'utf8')));
  expect(others).toEqual([]);
});

test('a list loads few files: each is read twice', async () => {
  const { files } = await loadedBy('list', '--json');
  const named = files.filter((file) => !/\/chunk-\w+\.js$/.test(file));
  expect(named).toEqual([
    'bin/rexctl.js',
    'dist/load.js',
    'dist/main.js',
    'dist/chunks/start.js',
    'dist/chunks/run.js',
    'dist/chunks/ask.js',
  ]);
  expect(files.length).toBeLessThan(10);
});

test('a packed file has the lines of its sources', () => {
  const pack = join(root, 'dist/chunks/ask.js');
  const map = new SourceMap(JSON.parse(readFileSync(`${pack}.map`, 'utf8')));
  const lines = readFileSync(pack, 'utf8').split('\n');
  const line = lines.findIndex((text) => text.includes('function jobSearch('));
  const entry = map.findEntry(line, lines[line]?.indexOf('function jobSearch(') ?? 0);
  expect(entry).toMatchObject({ originalSource: '../../src/jobs/job-filter.ts' });
});
