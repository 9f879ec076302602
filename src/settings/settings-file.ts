import type { Clock } from '../clock.ts';
import { type CapabilityFile, openCapabilityFile } from './capability-file.ts';
import { type ConnectionFlags, type ConnectionSettings, resolveConnection } from './connection-settings.ts';
import { type Place, type SettingsPaths, settingsPaths } from './paths.ts';
import { readPrivateFile } from './private-file.ts';
import { type ReadyConnection, readyConnection } from './ready-connection.ts';
import { openSessionFile, type SessionFile } from './session-file.ts';
import {
  assertProfileName,
  findProfile,
  type Profile,
  parseSettings,
  type StoredSettings,
} from './stored-settings.ts';
import { openForWriting } from './write-profile.ts';

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
  /** What flags, environment and profile say together; reads no file. Throws as `resolveConnection` does. */
  resolve(flags: ConnectionFlags, options?: { readonly mayBeNew?: boolean }): ConnectionSettings;
  /** The same, complete and with credential and CA read. Throws as `readyConnection` does. */
  connection(flags: ConnectionFlags, signal?: AbortSignal): Promise<ReadyConnection>;
  /** The profile becomes exactly this, and the one in use where `current`. */
  saveProfile(name: string, profile: Profile, options?: { readonly current?: boolean }): Promise<void>;
  /** Takes the token out of the profile; false when it had none. */
  forgetToken(name: string): Promise<boolean>;
}

/**
 * Opens the settings: one file is read, as plain JSON, and nothing is written but the mode of a file that others could
 * read (DESIGN §7, §10). Throws a usage `Failure` that names the file when it is broken.
 */
export async function openSettings(place: Place & { readonly clock: Clock }): Promise<OpenSettings> {
  const paths = settingsPaths(place);
  const file = readPrivateFile(paths.configFile, place.platform);
  const stored = parseSettings(file?.text ?? '', paths.configFile);
  return new SettingsOfRun(
    place,
    paths,
    stored,
    exposureWarnings(paths.configFile, file?.exposure ?? 'none'),
  );
}

class SettingsOfRun implements OpenSettings {
  readonly paths: SettingsPaths;
  readonly warnings: readonly string[];
  readonly sessions: SessionFile;
  readonly capabilities: CapabilityFile;
  private readonly place: Place;
  private now: StoredSettings;

  constructor(
    place: Place & { readonly clock: Clock },
    paths: SettingsPaths,
    stored: StoredSettings,
    warnings: readonly string[],
  ) {
    this.place = place;
    this.paths = paths;
    this.now = stored;
    this.warnings = warnings;
    this.sessions = openSessionFile(paths.sessionFile, place.clock, place.platform);
    this.capabilities = openCapabilityFile(paths.capabilityFile, place.clock, place.platform);
  }

  get stored(): StoredSettings {
    return this.now;
  }

  resolve(flags: ConnectionFlags, options: { readonly mayBeNew?: boolean } = {}): ConnectionSettings {
    const { now: stored, place } = this;
    return resolveConnection({ flags, stored, configFile: this.paths.configFile, place, ...options });
  }

  connection(flags: ConnectionFlags, signal?: AbortSignal): Promise<ReadyConnection> {
    const { env, platform } = this.place;
    return readyConnection(this.resolve(flags), { env, platform, signal });
  }

  async saveProfile(name: string, profile: Profile, { current = false } = {}): Promise<void> {
    assertProfileName(name);
    const writer = await openForWriting(this.paths.configFile);
    writer.setProfile(name, profile, { current });
    this.now = {
      current_profile: current ? name : this.now.current_profile,
      profiles: { ...this.now.profiles, [name]: profile },
    };
  }

  async forgetToken(name: string): Promise<boolean> {
    const profile = findProfile(this.now, name);
    if (profile?.token === undefined) return false;
    const { token: _, ...rest } = profile;
    await this.saveProfile(name, rest);
    return true;
  }
}

function exposureWarnings(file: string, exposure: 'none' | 'tightened' | 'open'): readonly string[] {
  if (exposure === 'none') return [];
  const next =
    exposure === 'tightened'
      ? 'its mode is 0600 now, but a token in it may be known to others'
      : `close it with: chmod 600 ${file}`;
  return [`others could read the settings file \`${file}\`: ${next}`];
}
