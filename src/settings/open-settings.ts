import type { Clock } from '../clock.ts';
import { type CapabilityFile, openCapabilityFile } from './caches.ts';
import {
  type ConnectionFlags,
  type ConnectionSettings,
  profileInUse,
  resolveConnection,
} from './connection-settings.ts';
import { closedKeyring, type Keyring, KeyringTrouble, TimedKeyring } from './keyring/keyring.ts';
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

/** The settings of a command: the values in the file, and methods that change them. */
export interface OpenSettings {
  readonly paths: SettingsPaths;
  /** The values in the file; methods that write update them. */
  readonly stored: StoredSettings;
  /** Warnings for the user, in whole sentences, e.g. that others could read the file. */
  readonly warnings: readonly string[];
  /** Has the type of the API's `SessionStore`. */
  readonly sessions: SessionFile;
  /** Has the type of the API's `CapabilityCache`. */
  readonly capabilities: CapabilityFile;
  readonly keyring: TimedKeyring;
  /** The name of the profile in use. Throws as the function `profileInUse` does. */
  profileInUse(flags: ConnectionFlags): string;
  /**
   * Merges options, environment and profile, without reading a file. Throws as `resolveConnection`
   * does.
   */
  resolve(flags: ConnectionFlags, options?: { readonly mayBeNew?: boolean }): ConnectionSettings;
  /**
   * Like `resolve`, but complete, with credential and CA read. Throws as `readyConnection` does.
   */
  connection(flags: ConnectionFlags, signal?: AbortSignal): Promise<ReadyConnection>;
  /**
   * Changes the settings that are in the file now; `null` changes nothing. Deletes the entries in
   * the keyring that no profile names afterwards. Throws a `Failure` that names the file if it
   * cannot be written.
   */
  change(change: (stored: StoredSettings) => SettingsChange | null): Promise<void>;
  /** Replaces the profile; resolves with the old one, or `{}` for a new one. */
  saveProfile(
    name: string,
    profile: Profile | ((replaced: Profile) => Profile),
    options?: SaveOptions,
  ): Promise<Profile>;
  /** The token of the profile, from file or keyring; `null` = none is saved. */
  savedToken(name: string): Promise<string | null>;
  /**
   * Deletes the token of the profile, first in the keyring; returns false if there was none. Throws
   * a `Failure` if the keyring cannot be used; then nothing has changed.
   */
  forgetToken(name: string): Promise<boolean>;
  /** Deletes the keyring entry of the profile. Throws as `forgetToken` does. */
  forgetEntry(name: string): Promise<void>;
}

/** The machine and its user, with clock and keyring. */
export interface SettingsSurroundings extends Machine {
  readonly clock: Clock;
  readonly keyring: Keyring;
}

interface SaveOptions {
  /** Whether it becomes the current profile; `unless_another` = only if there is none. */
  readonly current?: boolean | 'unless_another';
}

/**
 * Opens the settings: reads one file, and writes only the mode of a file that others could read.
 * Throws a usage `Failure` that names the file if it is invalid.
 */
export async function openSettings(
  machine: SettingsSurroundings,
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
  readonly keyring: TimedKeyring;
  private readonly machine: SettingsSurroundings;
  private now: StoredSettings;
  /** The deleted entries of the keyring. */
  private readonly removed = new Set<string>();

  constructor(
    machine: SettingsSurroundings,
    paths: SettingsPaths,
    { stored, warnings }: SettingsText,
    signal: AbortSignal | undefined,
  ) {
    const { clock, platform, keyring } = machine;
    const access = { clock, platform, signal };
    this.keyring = new TimedKeyring({ keyring, clock, signal });
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
    const now = machine.clock.now();
    const { configFile } = paths;
    return resolveConnection({ flags, stored, configFile, machine, now, ...options });
  }

  connection(flags: ConnectionFlags, signal?: AbortSignal): Promise<ReadyConnection> {
    const { env, platform, clock } = this.machine;
    const { keyring } = this;
    return readyConnection(this.resolve(flags), { env, platform, clock, keyring, signal });
  }

  async saveProfile(
    name: string,
    profile: Profile | ((replaced: Profile) => Profile),
    { current = false }: SaveOptions = {},
  ): Promise<Profile> {
    assertProfileName(name);
    let replaced: Profile = {};
    await this.change((stored) => {
      replaced = findProfile(stored, name) ?? {};
      return {
        kind: 'save',
        name,
        profile: typeof profile === 'function' ? profile(replaced) : profile,
        current: current === 'unless_another' ? inUse(stored) === undefined : current,
      };
    });
    return replaced;
  }

  async savedToken(name: string): Promise<string | null> {
    const { token = null, keyring_entry: entry } = findProfile(this.now, name) ?? {};
    if (entry === undefined) return token;
    return this.keyring.read(entry).catch((error: unknown) => {
      throw closedKeyring(error, name, 'read');
    });
  }

  async forgetToken(name: string): Promise<boolean> {
    let forgotten = false;
    if (!hasSavedToken(findProfile(this.now, name) ?? {})) return forgotten;
    await this.forgetEntry(name);
    await this.change((stored) => {
      const profile = findProfile(stored, name) ?? {};
      forgotten = hasSavedToken(profile);
      return forgotten
        ? { kind: 'save', name, profile: withoutToken(profile), current: false }
        : null;
    });
    return forgotten;
  }

  async change(change: (stored: StoredSettings) => SettingsChange | null): Promise<void> {
    let before: readonly string[] = [];
    this.now = await changeSettings(this.paths.configFile, this.machine.clock, (stored) => {
      before = entriesOf(stored);
      return change(stored);
    });
    const kept = entriesOf(this.now);
    for (const entry of before) {
      if (!kept.includes(entry) && !this.removed.has(entry)) await this.dropEntry(entry);
    }
  }

  async forgetEntry(name: string): Promise<void> {
    const { keyring_entry: entry } = findProfile(this.now, name) ?? {};
    if (entry === undefined) return;
    await this.keyring.remove(entry).catch((error: unknown) => {
      throw closedKeyring(error, name, 'delete');
    });
    this.removed.add(entry);
  }

  /** Deletes an entry. If the keyring cannot be used, the entry remains there, unused. */
  private async dropEntry(entry: string): Promise<void> {
    this.removed.add(entry);
    await this.keyring.remove(entry).catch((error: unknown) => {
      if (!(error instanceof KeyringTrouble)) throw error;
    });
  }
}

/** Whether `login` saved a credential of the profile, in the file or in the keyring. */
export function hasSavedToken({ token, keyring_entry }: Profile): boolean {
  return token !== undefined || keyring_entry !== undefined;
}

/** The profile without the credential that `login` saved, and without the facts about it. */
export function withoutToken(profile: Profile): Profile {
  const { token, keyring_entry, token_id, token_name, token_expires_at, ...others } = profile;
  return others;
}

function entriesOf({ profiles }: StoredSettings): readonly string[] {
  return Object.values(profiles).flatMap(({ keyring_entry: entry }) => entry ?? []);
}

/** The profile of commands without --profile, if the file has it. */
function inUse(stored: StoredSettings): Profile | undefined {
  return findProfile(stored, currentProfile(stored));
}
