import nodeModule, { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Environment } from '../environment.ts';
import { settingsPaths } from '../settings/paths.ts';
import { cachedModules } from './cached-modules.ts';
import { canKeep, openCodeCache } from './code-cache.ts';

/** A word for the files of this build: what was kept of another one is not used. */
declare const BUILD: string;

/**
 * The exports of the program's main file. Compiling the program takes a quarter of a short command,
 * so what was compiled is kept in the user's caches; where that cannot be, the program is loaded
 * as any other.
 */
export function loadProgram(main: string, process: NodeJS.Process): unknown {
  const load = createRequire(main);
  const user = process.geteuid?.();
  const folder = codeFolder(process);
  if (folder === null || user === undefined) return load(main);
  const keepByNode = nodeCache();
  if (keepByNode !== null) {
    if (canKeep(folder, user)) keepByNode(folder);
    return load(main);
  }
  const cache = openCodeCache(folder, user);
  process.once('exit', () => cache.save());
  return cachedModules(cache, load)(main);
}

/** Node 22 and newer keep compiled files themselves. */
function nodeCache(): ((folder: string) => unknown) | null {
  if (!('enableCompileCache' in nodeModule)) return null;
  const { enableCompileCache } = nodeModule;
  return typeof enableCompileCache === 'function' ? (folder) => enableCompileCache(folder) : null;
}

/** `null` where nothing is to be kept, or Node has been asked to keep it elsewhere. */
function codeFolder(process: NodeJS.Process): string | null {
  const env: Environment = process.env;
  // Errors have the lines of the sources only where Node itself loads the files.
  if (env.NODE_DISABLE_COMPILE_CACHE || process.sourceMapsEnabled) return null;
  if (env.NODE_COMPILE_CACHE && nodeCache() !== null) return null;
  return join(keptIn(env, process.platform), `${BUILD}-${process.version}-${process.arch}`);
}

function keptIn(env: Environment, platform: string): string {
  if (env.NODE_COMPILE_CACHE) return join(env.NODE_COMPILE_CACHE, 'rexctl');
  const machine = { env, home: homedir(), platform };
  return join(dirname(settingsPaths(machine).capabilityFile), 'code');
}
