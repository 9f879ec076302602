import { posix, win32 } from 'node:path';
import type { Environment } from '../environment.ts';

/** The machine and user of the settings. They are passed in, so that tests can use others. */
export interface Machine {
  readonly env: Environment;
  /** The user's home directory, an absolute path. */
  readonly home: string;
  /** The value of `process.platform`. */
  readonly platform: string;
}

/** The absolute paths of all files of rexctl, which need not exist. */
export interface SettingsPaths {
  /** Profiles and credentials. */
  readonly configFile: string;
  /** Session cookies. */
  readonly sessionFile: string;
  /** Cancels that were sent. */
  readonly cancelFile: string;
  /** The local history: what was started and cancelled from this machine. */
  readonly logFile: string;
  /** The capabilities of servers. */
  readonly capabilityFile: string;
  /** The latest version of rexctl, as printed by npm. */
  readonly latestVersionFile: string;
}

/**
 * The paths of configuration, state and caches: the XDG directories if they are set (not on
 * Windows), else the usual ones of the platform. The current directory is never searched; a
 * relative XDG directory is ignored, as its specification demands.
 */
export function settingsPaths(machine: Machine): SettingsPaths {
  const { join } = pathsOf(machine);
  const { config, state, cache } = directories(machine);
  return {
    configFile: join(config, 'rexctl', 'config.json'),
    sessionFile: join(state, 'rexctl', 'sessions.json'),
    cancelFile: join(state, 'rexctl', 'cancels.json'),
    logFile: join(state, 'rexctl', 'log.ndjson'),
    capabilityFile: join(cache, 'rexctl', 'capabilities.json'),
    latestVersionFile: join(cache, 'rexctl', 'latest-version'),
  };
}

interface Directories {
  readonly config: string;
  readonly state: string;
  readonly cache: string;
}

function directories(machine: Machine): Directories {
  const { env, home, platform } = machine;
  const { join } = pathsOf(machine);
  if (platform === 'win32') {
    const local = absolutePath(machine, env.LOCALAPPDATA) ?? join(home, 'AppData', 'Local');
    return {
      config: absolutePath(machine, env.APPDATA) ?? join(home, 'AppData', 'Roaming'),
      state: join(local, 'State'),
      cache: join(local, 'Cache'),
    };
  }
  const usual = platform === 'darwin' ? macDirectories : unixDirectories;
  return {
    config: absolutePath(machine, env.XDG_CONFIG_HOME) ?? join(home, ...usual.config),
    state: absolutePath(machine, env.XDG_STATE_HOME) ?? join(home, ...usual.state),
    cache: absolutePath(machine, env.XDG_CACHE_HOME) ?? join(home, ...usual.cache),
  };
}

const unixDirectories = { config: ['.config'], state: ['.local', 'state'], cache: ['.cache'] };

const macDirectories = {
  config: ['Library', 'Preferences'],
  state: ['Library', 'Application Support'],
  cache: ['Library', 'Caches'],
};

/**
 * A path in a profile: `~/` is the home directory, and a relative path starts from the folder of
 * the settings file, never from the current directory.
 */
export function profilePath(path: string, configFile: string, machine: Machine): string {
  const { dirname, join, resolve } = pathsOf(machine);
  if (/^~[/\\]/.test(path)) return join(machine.home, path.slice(2));
  return resolve(dirname(configFile), path);
}

/** A directory of the environment; `undefined` if it is missing, empty or relative. */
export function absolutePath(machine: Machine, path: string | undefined): string | undefined {
  return path !== undefined && pathsOf(machine).isAbsolute(path) ? path : undefined;
}

function pathsOf({ platform }: Machine): typeof posix {
  return platform === 'win32' ? win32 : posix;
}
