import { dirname, join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import type { Environment } from '../environment.ts';
import { homeFolder } from '../settings/home-folder.ts';
import { settingsPaths } from '../settings/paths.ts';
import { cachedModules } from './cached-modules.ts';
import { canKeep, openCodeCache } from './code-cache.ts';

/** The fingerprint of this build, so that it never uses the compiled code of another. */
declare const BUILD: string;

/**
 * Loads the program and returns the exports of its main file. Compiling takes a quarter of the time
 * of a short command, so the compiled code is stored in the user's cache folder. If that is not
 * possible, `load` (`require`) loads the program.
 */
export function loadProgram(
  main: string,
  load: (id: string) => unknown,
  process: NodeJS.Process,
): unknown {
  const user = process.geteuid?.();
  // With --enable-source-maps, only files that Node itself loads have source lines in errors.
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

/** Turns on Node's own compile cache, which the types of Node 20 do not have. */
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
