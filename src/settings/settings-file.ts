import type { Clock } from '../clock.ts';
import { type CapabilityFile, openCapabilityFile } from './capability-file.ts';
import {
  type ConnectionFlags,
  type ConnectionSettings,
  resolveConnection,
} from './connection-settings.ts';
import { withFileLock } from './locks.ts';
import { type Machine, type SettingsPaths, settingsPaths } from './paths.ts';
import { awaitPrivateFile, readPrivateFile } from './private-file.ts';
import { type ReadyConnection, readyConnection } from './ready-connection.ts';
import { openSessionFile, type SessionFile } from './session-file.ts';
import {
  assertProfileName,
  defaultProfile,
  findProfile,
  type Profile,
  parseSettings,
  type StoredSettings,
} from './stored-settings.ts';
import { type DrawProfile, openForWriting } from './write-profile.ts';

/** The settings of one run: what the file said when they were opened, and how to change it. */
export interface OpenSettings {
  readonly paths: SettingsPaths;
  /** Kept up to date by the writing methods. */
  readonly stored: StoredSettings;
  /** What the user should know, in whole sentences; e.g. that others could read the file. */
  readonly warnings: readonly string[];
  /** Fits the API's `SessionStore`. */
  readonly sessions: SessionFile;
  /** Fits the API's `CapabilityCache`. */
  readonly capabilities: CapabilityFile;
  /**
   * What flags, environment and profile say together; reads no file. Throws as `resolveConnection`
   * does.
   */
  resolve(flags: ConnectionFlags, options?: { readonly mayBeNew?: boolean }): ConnectionSettings;
  /** The same, complete and with credential and CA read. Throws as `readyConnection` does. */
  connection(flags: ConnectionFlags, signal?: AbortSignal): Promise<ReadyConnection>;
  /** The profile becomes exactly this, but for keys that this version does not know. */
  saveProfile(name: string, profile: Profile, options?: SaveOptions): Promise<void>;
  /** Takes the token out of the profile; false when it had none. */
  forgetToken(name: string): Promise<boolean>;
}

export interface SaveOptions {
  /** It becomes the one in use; or only where none is. */
  readonly current?: boolean | 'unless_another';
}

/**
 * Opens the settings: one file is read, as plain JSON, and nothing is written but the mode of a
 * file that others could read. Throws a usage `Failure` that names the file when it is broken.
 */
export async function openSettings(
  place: Machine & { readonly clock: Clock },
  signal?: AbortSignal,
): Promise<OpenSettings> {
  const paths = settingsPaths(place);
  const file = await awaitPrivateFile(paths.configFile, place.platform, signal);
  const stored = parseSettings(file?.text ?? '', paths.configFile);
  return new SettingsOfRun(
    place,
    paths,
    stored,
    exposureWarnings(paths.configFile, file?.exposure ?? 'none'),
    signal,
  );
}

class SettingsOfRun implements OpenSettings {
  readonly paths: SettingsPaths;
  readonly warnings: readonly string[];
  readonly sessions: SessionFile;
  readonly capabilities: CapabilityFile;
  private readonly place: Machine;
  private readonly clock: Clock;
  private now: StoredSettings;

  constructor(
    place: Machine & { readonly clock: Clock },
    paths: SettingsPaths,
    stored: StoredSettings,
    warnings: readonly string[],
    signal: AbortSignal | undefined,
  ) {
    this.place = place;
    this.clock = place.clock;
    this.paths = paths;
    this.now = stored;
    this.warnings = warnings;
    this.sessions = openSessionFile(paths.sessionFile, place.clock, place.platform, signal);
    this.capabilities = openCapabilityFile(
      paths.capabilityFile,
      place.clock,
      place.platform,
      signal,
    );
  }

  get stored(): StoredSettings {
    return this.now;
  }

  resolve(
    flags: ConnectionFlags,
    options: { readonly mayBeNew?: boolean } = {},
  ): ConnectionSettings {
    const { now: stored, place } = this;
    return resolveConnection({
      flags,
      stored,
      configFile: this.paths.configFile,
      place,
      ...options,
    });
  }

  connection(flags: ConnectionFlags, signal?: AbortSignal): Promise<ReadyConnection> {
    const { env, platform } = this.place;
    return readyConnection(this.resolve(flags), { env, platform, signal });
  }

  async saveProfile(
    name: string,
    profile: Profile,
    { current = false }: SaveOptions = {},
  ): Promise<void> {
    assertProfileName(name);
    await this.change(name, (stored) => ({
      profile,
      current: current === 'unless_another' ? inUse(stored) === undefined : current,
    }));
  }

  async forgetToken(name: string): Promise<boolean> {
    let forgotten = false;
    if (findProfile(this.now, name)?.token === undefined) return forgotten;
    await this.change(name, (stored) => {
      const { token, ...profile } = findProfile(stored, name) ?? {};
      forgotten = token !== undefined;
      return forgotten ? { profile, current: false } : null;
    });
    return forgotten;
  }

  /** One process at a time, on what the file says then. */
  private async change(name: string, draw: DrawProfile): Promise<void> {
    const { configFile } = this.paths;
    const writer = await openForWriting(configFile);
    await withFileLock(configFile, this.clock, () => {
      writer.change(name, draw);
      this.now = parseSettings(
        readPrivateFile(configFile, this.place.platform)?.text ?? '',
        configFile,
      );
    });
  }
}

/** The profile that is used where nobody names one. */
function inUse(stored: StoredSettings): Profile | undefined {
  return findProfile(stored, stored.current_profile ?? defaultProfile);
}

function exposureWarnings(
  file: string,
  exposure: 'none' | 'tightened' | 'open',
): readonly string[] {
  if (exposure === 'none') return [];
  const next =
    exposure === 'tightened'
      ? 'its mode is 0600 now, but a token in it may be known to others'
      : `close it with: chmod 600 ${file}`;
  return [`others could read the settings file \`${file}\`: ${next}`];
}
