import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cachedModules } from '../../src/load/cached-modules.ts';
import { canKeep, openCodeCache } from '../../src/load/code-cache.ts';

const user = process.geteuid?.() ?? 0;
let home: string;
let folder: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rexctl-code-'));
  folder = join(home, 'cache', 'code', 'build');
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

const text = '(function () { return function answer() { return 42; }; })()';

/** Compiles the text as a start would, runs it, and keeps what was compiled. */
function start(source = text, path = join(home, 'main.js')): 'compiled' | 'kept' {
  const cache = openCodeCache(folder, user);
  const script = cache.compile(path, source);
  expect(script.runInThisContext()()).toBe(42);
  cache.save();
  return script.cachedDataRejected === false ? 'kept' : 'compiled';
}

const kept = () => join(folder, 'main.js.code');

describe('the compiled program in the caches', () => {
  it('is made once and used by the next start', () => {
    expect([start(), start()]).toEqual(['compiled', 'kept']);
    expect(readdirSync(folder)).toEqual(['main.js.code']);
  });

  it('is private', () => {
    start();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(kept()).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['one bit is wrong', (bytes: Buffer) => bytes.with(100, (bytes[100] ?? 0) ^ 1)],
    ['its end is missing', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['it is empty', () => Buffer.alloc(0)],
    ['it is text', () => Buffer.from('{"hello": "world"}')],
  ])('is compiled again where %s', (_, damage) => {
    start();
    writeFileSync(kept(), damage(readFileSync(kept())));
    expect([start(), start()]).toEqual(['compiled', 'kept']);
  });

  it('is not read where others can change it', () => {
    start();
    chmodSync(kept(), 0o622);
    expect(start()).toBe('compiled');
    expect(statSync(kept()).mode & 0o777).toBe(0o600);
  });

  it('is not read through a link', () => {
    start();
    const elsewhere = join(home, 'elsewhere');
    writeFileSync(elsewhere, readFileSync(kept()));
    rmSync(kept());
    symlinkSync(elsewhere, kept());
    expect(start()).toBe('compiled');
    expect(statSync(kept()).isFile()).toBe(true);
  });

  it('is not kept where its folder is a file', () => {
    mkdirSync(join(home, 'cache'));
    writeFileSync(join(home, 'cache', 'code'), '');
    expect([start(), start()]).toEqual(['compiled', 'compiled']);
  });

  it('is not kept where everybody can write', () => {
    chmodSync(home, 0o777);
    expect([start(), start()]).toEqual(['compiled', 'compiled']);
    expect(readdirSync(home)).toEqual([]);
  });

  it('is not kept among the files of another user', () => {
    expect(canKeep(folder, user + 1)).toBe(false);
    expect(readdirSync(home)).toEqual([]);
  });

  it('of an earlier build is removed after a month, and nothing else', () => {
    const [onNode20, onNode24, recent] = [
      '1-v20.19.0-x64-83e9d',
      '2-v24.1.0-arm64',
      '3-v24.1.0-x64',
    ];
    const builds = [onNode20, onNode24, recent].map((name) => `4b6adcc8453ab74${name}`);
    const ofUser = ['src', 'README', 'v20.19.0', '4b6adcc8453ab741-v20'];
    const old = new Date(Date.now() - 40 * 86_400_000);
    for (const name of [...builds, ...ofUser]) {
      mkdirSync(join(home, 'cache', 'code', name), { recursive: true });
      if (name !== builds[2]) utimesSync(join(home, 'cache', 'code', name), old, old);
    }
    start();
    expect(readdirSync(join(home, 'cache', 'code')).sort()).toEqual(
      ['build', builds[2], ...ofUser].sort(),
    );
  });
});

describe('modules of the program', () => {
  const load = createRequire(import.meta.url);

  /** The exports of `main.js` beside these files. */
  function loaded(files: Readonly<Record<string, string>>): unknown {
    for (const [name, source] of Object.entries(files)) writeFileSync(join(home, name), source);
    return cachedModules(openCodeCache(folder, user), load)(join(home, 'main.js'));
  }

  it('are loaded once, with what Node gives a module', () => {
    mkdirSync(join(home, 'chunks'));
    const exports = loaded({
      'main.js':
        "exports.same = require('./chunks/a.js') === require('./chunks/a.js'); exports.a = require('./chunks/a.js');",
      'chunks/a.js': "module.exports = [require('../b.js').b, __filename, __dirname];",
      'b.js': "exports.b = require('node:path').sep; // no line break at the end",
    });
    const path = join(home, 'chunks');
    expect(exports).toEqual({ same: true, a: ['/', join(path, 'a.js'), path] });
  });

  it('may name each other in a circle', () => {
    const exports = loaded({
      'main.js': "exports.early = 1; exports.late = require('./other.js').seen;",
      'other.js': "exports.seen = require('./main.js').early;",
    });
    expect(exports).toEqual({ early: 1, late: 1 });
  });

  it('have errors with their own lines', () => {
    expect(() => loaded({ 'main.js': "\n\nthrow new Error('wrong');" })).toThrow(
      expect.objectContaining({ stack: expect.stringContaining(`${join(home, 'main.js')}:3:7`) }),
    );
  });
});
