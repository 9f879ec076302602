import type { Clock } from '../clock.ts';
import { type CapabilityFile, openCapabilityFile } from './caches.ts';
import {
  type ConnectionFlags,
  type ConnectionSettings,
  profileInUse,
  resolveConnection,
} from './connection-settings.ts';
import { type Machine, type SettingsPaths, settingsPaths } from './paths.ts';
import type { SettingsChange } from './profiles/settings-change.ts';
import { changeSettings, readSettings, type SettingsText } from './profiles/settings-file.ts';
import {
  assertProfileName,
  currentProfile,
  findProfile,
  type Profile,
  type StoredSettings,
} from './profiles/stored-settings.ts';
import { type ReadyConnection, readyConnection } from './ready-connection.ts';
import { openSessionFile, type SessionFile } from './session-file.ts';

/** The settings of one run: the file's values when they were opened, and how to change it. */
export interface OpenSettings {
  readonly paths: SettingsPaths;
  /** Kept up to date by the writing methods. */
  readonly stored: StoredSettings;
  /** Warnings for the user, in whole sentences; e.g. that others could read the file. */
  readonly warnings: readonly string[];
  /** Fits the API's `SessionStore`. */
  readonly sessions: SessionFile;
  /** Fits the API's `CapabilityCache`. */
  readonly capabilities: CapabilityFile;
  /** Name of the profile in use. Throws as `profileInUse` does. */
  profileInUse(flags: ConnectionFlags): string;
  /** Merges flags, environment and profile; reads no file. Throws as `resolveConnection` does. */
  resolve(flags: ConnectionFlags, options?: { readonly mayBeNew?: boolean }): ConnectionSettings;
  /** The same, complete and with credential and CA read. Throws as `readyConnection` does. */
  connection(flags: ConnectionFlags, signal?: AbortSignal): Promise<ReadyConnection>;
  /**
   * Changes the settings as the file has them at this moment; `null` changes nothing. Throws a
   * `Failure` that names the file when it cannot be written.
   */
  change(change: (stored: StoredSettings) => SettingsChange | null): Promise<void>;
  /** The profile becomes exactly this. */
  saveProfile(name: string, profile: Profile, options?: SaveOptions): Promise<void>;
  /** Takes the token out of the profile; false when it had none. */
  forgetToken(name: string): Promise<boolean>;
}

interface SaveOptions {
  /** It becomes the one in use; or only where none is. */
  readonly current?: boolean | 'unless_another';
}

/**
 * Opens the settings: one file is read, and nothing is written but the mode of a file that others
 * could read. Throws a usage `Failure` that names the file when it is broken.
 */
export async function openSettings(
  machine: Machine & { readonly clock: Clock },
  signal?: AbortSignal,
): Promise<OpenSettings> {
  const paths = settingsPaths(machine);
  const text = await readSettings(paths.configFile, { platform: machine.platform, signal });
  return new SettingsOfRun(machine, paths, text, signal);
}

class SettingsOfRun implements OpenSettings {
  readonly paths: SettingsPaths;
  readonly warnings: readonly string[];
  readonly sessions: SessionFile;
  readonly capabilities: CapabilityFile;
  private readonly machine: Machine & { readonly clock: Clock };
  private now: StoredSettings;

  constructor(
    machine: Machine & { readonly clock: Clock },
    paths: SettingsPaths,
    { stored, warnings }: SettingsText,
    signal: AbortSignal | undefined,
  ) {
    const { clock, platform } = machine;
    const access = { clock, platform, signal };
    this.machine = machine;
    this.paths = paths;
    this.now = stored;
    this.warnings = warnings;
    this.sessions = openSessionFile(paths.sessionFile, access);
    this.capabilities = openCapabilityFile(paths.capabilityFile, access);
  }

  get stored(): StoredSettings {
    return this.now;
  }

  profileInUse(flags: ConnectionFlags): string {
    return profileInUse({ flags, stored: this.now, machine: this.machine });
  }

  resolve(
    flags: ConnectionFlags,
    options: { readonly mayBeNew?: boolean } = {},
  ): ConnectionSettings {
    const { now: stored, machine, paths } = this;
    return resolveConnection({ flags, stored, configFile: paths.configFile, machine, ...options });
  }

  connection(flags: ConnectionFlags, signal?: AbortSignal): Promise<ReadyConnection> {
    const { env, platform } = this.machine;
    return readyConnection(this.resolve(flags), { env, platform, signal });
  }

  async saveProfile(
    name: string,
    profile: Profile,
    { current = false }: SaveOptions = {},
  ): Promise<void> {
    assertProfileName(name);
    await this.change((stored) => ({
      kind: 'save',
      name,
      profile,
      current: current === 'unless_another' ? inUse(stored) === undefined : current,
    }));
  }

  async forgetToken(name: string): Promise<boolean> {
    let forgotten = false;
    if (findProfile(this.now, name)?.token === undefined) return forgotten;
    await this.change((stored) => {
      const { token, ...profile } = findProfile(stored, name) ?? {};
      forgotten = token !== undefined;
      return forgotten ? { kind: 'save', name, profile, current: false } : null;
    });
    return forgotten;
  }

  async change(change: (stored: StoredSettings) => SettingsChange | null): Promise<void> {
    this.now = await changeSettings(this.paths.configFile, this.machine.clock, change);
  }
}

/** The profile that is used where none is named. */
function inUse(stored: StoredSettings): Profile | undefined {
  return findProfile(stored, currentProfile(stored));
}
