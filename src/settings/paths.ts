import { posix, win32 } from 'node:path';

/** What the settings know of the world outside; handed in, so that a test can be any machine. */
export interface Machine {
  readonly env: Environment;
  /** The user's home directory, absolute. */
  readonly home: string;
  /** As `process.platform` names it. */
  readonly platform: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Absolute paths of everything that rexctl keeps; nothing of it need exist. */
export interface SettingsPaths {
  /** Profiles and credentials. */
  readonly configFile: string;
  /** Session cookies. */
  readonly sessionFile: string;
  /** Cancels that were sent. */
  readonly cancelFile: string;
  /** What was done from this machine. */
  readonly logFile: string;
  /** What servers can do. */
  readonly capabilityFile: string;
}

/**
 * Where this machine keeps configuration, state and caches: the XDG directories where they are set,
 * else what is usual on the platform. The current directory is never searched; a relative XDG
 * directory is ignored, as its specification demands.
 */
export function settingsPaths(place: Machine): SettingsPaths {
  const { join } = pathsOf(place);
  const { config, state, cache } = directories(place);
  return {
    configFile: join(config, 'rexctl', 'config.json'),
    sessionFile: join(state, 'rexctl', 'sessions.json'),
    cancelFile: join(state, 'rexctl', 'cancels.json'),
    logFile: join(state, 'rexctl', 'log.ndjson'),
    capabilityFile: join(cache, 'rexctl', 'capabilities.json'),
  };
}

interface Directories {
  readonly config: string;
  readonly state: string;
  readonly cache: string;
}

function directories(place: Machine): Directories {
  const { env, home, platform } = place;
  const { join } = pathsOf(place);
  if (platform === 'win32') {
    const local = absolute(place, env.LOCALAPPDATA) ?? join(home, 'AppData', 'Local');
    return {
      config: absolute(place, env.APPDATA) ?? join(home, 'AppData', 'Roaming'),
      state: join(local, 'State'),
      cache: join(local, 'Cache'),
    };
  }
  const usual = platform === 'darwin' ? macDirectories : unixDirectories;
  return {
    config: absolute(place, env.XDG_CONFIG_HOME) ?? join(home, ...usual.config),
    state: absolute(place, env.XDG_STATE_HOME) ?? join(home, ...usual.state),
    cache: absolute(place, env.XDG_CACHE_HOME) ?? join(home, ...usual.cache),
  };
}

const unixDirectories = { config: ['.config'], state: ['.local', 'state'], cache: ['.cache'] };

const macDirectories = {
  config: ['Library', 'Preferences'],
  state: ['Library', 'Application Support'],
  cache: ['Library', 'Caches'],
};

/**
 * A path that a profile names: `~/` is the home directory, and a relative one begins beside the
 * settings file, never in the current directory.
 */
export function profilePath(path: string, configFile: string, place: Machine): string {
  const { dirname, join, resolve } = pathsOf(place);
  if (/^~[/\\]/.test(path)) return join(place.home, path.slice(2));
  return resolve(dirname(configFile), path);
}

function absolute(place: Machine, path: string | undefined): string | undefined {
  return path !== undefined && pathsOf(place).isAbsolute(path) ? path : undefined;
}

function pathsOf({ platform }: Machine): typeof posix {
  return platform === 'win32' ? win32 : posix;
}
