import { dirname, join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import type { Environment } from '../environment.ts';
import { homeFolder } from '../settings/home-folder.ts';
import { settingsPaths } from '../settings/paths.ts';
import { cachedModules } from './cached-modules.ts';
import { canKeep, openCodeCache } from './code-cache.ts';

/** A word for the files of this build: what was kept of another one is not used. */
declare const BUILD: string;

/**
 * The exports of the program's main file. Compiling the program takes a quarter of a short command,
 * so what was compiled is kept in the user's caches; where that cannot be, the program is loaded
 * as any other: by `load`, which is `require`.
 */
export function loadProgram(
  main: string,
  load: (id: string) => unknown,
  process: NodeJS.Process,
): unknown {
  const user = process.geteuid?.();
  // Errors have the lines of the sources only where Node itself loads the files.
  if (user === undefined || process.sourceMapsEnabled) return load(main);
  const env: Environment = process.env;
  if (env.NODE_DISABLE_COMPILE_CACHE) return load(main);
  const folder = join(keptIn(env, process.platform), `${BUILD}-${process.version}-${process.arch}`);
  const isKeptByNode = Number.parseInt(process.versions.node, 10) >= 22;
  if (isKeptByNode) {
    if (!env.NODE_COMPILE_CACHE && canKeep(folder, user)) keepByNode(load('node:module'), folder);
    return load(main);
  }
  const cache = openCodeCache(`${folder}-${cachedDataVersionTag().toString(16)}`, user);
  process.once('exit', () => cache.save());
  return cachedModules(cache, load)(main);
}

/** The typed part of Node is that of its oldest supported version, which has no such function. */
function keepByNode(module: unknown, folder: string): void {
  if (typeof module !== 'function' || !('enableCompileCache' in module)) return;
  const { enableCompileCache } = module;
  if (typeof enableCompileCache === 'function') enableCompileCache(folder);
}

function keptIn(env: Environment, platform: string): string {
  if (env.NODE_COMPILE_CACHE) return join(env.NODE_COMPILE_CACHE, 'rexctl');
  const machine = { env, home: homeFolder(), platform };
  return join(dirname(settingsPaths(machine).capabilityFile), 'code');
}
