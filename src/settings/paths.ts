import { posix, win32 } from 'node:path';
import type { Environment } from '../environment.ts';

/** The machine and user of the settings; tests pass others. */
export interface Machine {
  readonly env: Environment;
  /** The user's home directory, absolute. */
  readonly home: string;
  /** As `process.platform` names it. */
  readonly platform: string;
}

/** Absolute paths of all files of rexctl; none of them has to exist. */
export interface SettingsPaths {
  /** Profiles and credentials. */
  readonly configFile: string;
  /** Session cookies. */
  readonly sessionFile: string;
  /** Cancels that were sent. */
  readonly cancelFile: string;
  /** The audit log: what was started and cancelled from here. */
  readonly logFile: string;
  /** What servers can do. */
  readonly capabilityFile: string;
  /** The latest version of rexctl, as npm printed it. */
  readonly latestVersionFile: string;
}

/**
 * The folders for configuration, state and caches: the XDG directories if they are set, or the
 * usual ones of the platform. The current folder is never used, and a relative XDG directory is
 * ignored, as its specification requires.
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
    const local = absolute(machine, env.LOCALAPPDATA) ?? join(home, 'AppData', 'Local');
    return {
      config: absolute(machine, env.APPDATA) ?? join(home, 'AppData', 'Roaming'),
      state: join(local, 'State'),
      cache: join(local, 'Cache'),
    };
  }
  const usual = platform === 'darwin' ? macDirectories : unixDirectories;
  return {
    config: absolute(machine, env.XDG_CONFIG_HOME) ?? join(home, ...usual.config),
    state: absolute(machine, env.XDG_STATE_HOME) ?? join(home, ...usual.state),
    cache: absolute(machine, env.XDG_CACHE_HOME) ?? join(home, ...usual.cache),
  };
}

const unixDirectories = { config: ['.config'], state: ['.local', 'state'], cache: ['.cache'] };

const macDirectories = {
  config: ['Library', 'Preferences'],
  state: ['Library', 'Application Support'],
  cache: ['Library', 'Caches'],
};

/**
 * A path in a profile: `~/` is the home folder; a relative path starts at the folder of the
 * settings file, never at the current folder.
 */
export function profilePath(path: string, configFile: string, machine: Machine): string {
  const { dirname, join, resolve } = pathsOf(machine);
  if (/^~[/\\]/.test(path)) return join(machine.home, path.slice(2));
  return resolve(dirname(configFile), path);
}

function absolute(machine: Machine, path: string | undefined): string | undefined {
  return path !== undefined && pathsOf(machine).isAbsolute(path) ? path : undefined;
}

function pathsOf({ platform }: Machine): typeof posix {
  return platform === 'win32' ? win32 : posix;
}
