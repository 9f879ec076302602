import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CodeCache } from './code-cache.ts';

type Load = (id: string) => unknown;

/** The function into which Node wraps a CommonJS file. */
type Body = (
  exports: unknown,
  require: Load,
  module: { exports: unknown },
  path: string,
  folder: string,
) => void;

/**
 * A `require` for the files of the program, which import each other by relative paths. `load` is
 * used for everything else.
 */
export function cachedModules(cache: CodeCache, load: Load): Load {
  const modules = new Map<string, { exports: unknown }>();
  const loadFile = (path: string): unknown => {
    const known = modules.get(path);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(path, module);
    const folder = dirname(path);
    const require = (id: string) =>
      id.startsWith('.') ? loadFile(resolved(folder, id)) : load(id);
    const body: Body = cache.compile(path, wrapped(path)).runInThisContext();
    body(module.exports, require, module, path, folder);
    return module.exports;
  };
  return loadFile;
}

/** The path of an import. The common `./NAME` takes a shorter way than `join`. */
function resolved(folder: string, id: string): string {
  return id.startsWith('./') ? folder + id.slice(1) : join(folder, id);
}

const before = Buffer.from('(function (exports, require, module, __filename, __dirname) { ');
const after = Buffer.from('\n})');

/** The source as a function; the added text keeps the line numbers of errors. */
function wrapped(path: string): string {
  return Buffer.concat([before, readFileSync(path), after]).toString('utf8');
}
