/**
 * Compiles scripts for `executable-main.cjs`; run by the Node of the single executable.
 *
 *     node --hash-seed=1 --no-lazy code-cache.cjs write FLAGS FROM TO FILE…
 *     node code-cache.cjs flags
 *     node code-cache.cjs check TO FILE…
 *
 * Every function is compiled (`--no-lazy`), so that a start compiles none. The hash seed is fixed,
 * because the order of what V8 writes depends on it. V8 rejects a cache made with other flags, so
 * the hash of the flags in the cache is replaced by the hash of no flags.
 */
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { argv, stdout } = require('node:process');
const { Script } = require('node:vm');

/** The offset of the hash of the flags in the header of a cache. */
const flagsAt = 12;

function flags() {
  return new Script('0').createCachedData().readUInt32LE(flagsAt);
}

function write([flagsOfNone, from, to, ...files]) {
  for (const file of files) {
    const text = readFileSync(join(from, file), 'utf8').replace(/^#!.*/, '');
    const wrapped = `(function (exports, require, module, __dirname) {${text}\n})`;
    const cache = new Script(wrapped, { filename: file }).createCachedData();
    cache.writeUInt32LE(Number(flagsOfNone), flagsAt);
    mkdirSync(dirname(join(to, file)), { recursive: true });
    writeFileSync(join(to, file), wrapped);
    writeFileSync(join(to, `${file}.cache`), cache);
  }
}

function check([folder, ...files]) {
  for (const file of files) {
    const cachedData = readFileSync(join(folder, `${file}.cache`));
    const script = new Script(readFileSync(join(folder, file), 'utf8'), { cachedData });
    if (script.cachedDataRejected !== false)
      throw new Error(`this version of V8 does not take the code cache of ${file}`);
  }
}

const [, , action, ...words] = argv;
if (action === 'flags') stdout.write(String(flags()));
if (action === 'write') write(words);
if (action === 'check') check(words);
