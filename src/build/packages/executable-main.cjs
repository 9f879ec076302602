/**
 * The main script of the single executable: loads the files of the package, which are assets of
 * the executable, each with its code cache.
 */
const { readFileSync } = require('node:fs');
const { posix } = require('node:path');
const { getRawAsset } = require('node:sea');
const { Script } = require('node:vm');

/** The folder in the paths of stack traces; it does not need to exist. */
const top = '/rexctl';

const start = 'bin/rexctl.js';

const loaded = new Map();

function textOf(path) {
  return Buffer.from(getRawAsset(path)).toString('utf8');
}

const program = { runProcess: (argv, packed) => load('dist/main.js').runProcess(argv, packed) };

/**
 * Replacements for the modules that `bin/rexctl.js` requires: it reads files of the package from
 * the assets, and passes no folder, because no library can be loaded from an executable.
 */
const ofStart = {
  'node:fs': {
    existsSync: () => true,
    /** Reads an asset; 0 is standard input. */
    readFileSync: (path, encoding) =>
      path === 0 ? readFileSync(path, encoding) : textOf(posix.relative(top, path)),
  },
  '../dist/main.js': program,
  '../dist/load.js': { loadProgram: () => program },
};

function load(path) {
  const known = loaded.get(path);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  loaded.set(path, module);
  const filename = posix.join(top, path);
  const cachedData = Buffer.from(getRawAsset(`${path}.cache`));
  const run = new Script(textOf(path), { filename, cachedData }).runInThisContext();
  run(module.exports, requireFrom(path), module, posix.dirname(filename));
  return module.exports;
}

function requireFrom(path) {
  return (name) => {
    if (path === start && Object.hasOwn(ofStart, name)) return ofStart[name];
    return name.startsWith('.') ? load(posix.join(posix.dirname(path), name)) : require(name);
  };
}

load(start);
