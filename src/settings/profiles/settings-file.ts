import type { Stats } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Failure, usageError } from '../../errors.ts';
import { makePrivateDirectory } from '../private-directory.ts';
import { awaitPrivateFile, refusePipe, unwritableFile } from '../private-file.ts';
import type { StateAccess } from '../state-file.ts';
import { changed, type SettingsChange } from './settings-change.ts';
import { documentOf, parseSettings, type StoredSettings, settingsOf } from './stored-settings.ts';

type Fields = Record<string, unknown>;

/** The values of the settings file, and warnings about the file itself. */
export interface SettingsText {
  readonly stored: StoredSettings;
  /** Complete sentences. */
  readonly warnings: readonly string[];
}

/**
 * Reads the settings file, and writes only its mode if others could read it. Every command does
 * this, so it does not use `conf`, which takes 26 ms to load. Throws a usage `Failure` that names
 * the file if it is invalid, or if every user can change it.
 */
export async function readSettings(
  file: string,
  { platform, signal }: Pick<StateAccess, 'platform' | 'signal'>,
): Promise<SettingsText> {
  const found = await awaitPrivateFile(file, platform, signal, (stats) => {
    refusePipe(stats);
    if (platform !== 'win32') refuseChangeable(stats, file);
  });
  return {
    stored: parseSettings(found?.text ?? '', file),
    warnings: exposureWarnings(file, found?.exposure ?? 'none'),
  };
}

/**
 * Refuses a file that others can change: it decides where secrets are sent, and which command is
 * run.
 */
function refuseChangeable(stats: Stats, file: string): void {
  if (!stats.isFile() || (stats.mode & 0o002) === 0) return;
  throw usageError(
    `other users can change the settings file \`${file}\``,
    `check what it says, then restrict it: chmod 600 ${file}`,
  );
}

function exposureWarnings(
  file: string,
  exposure: 'none' | 'tightened' | 'open',
): readonly string[] {
  if (exposure === 'none') return [];
  const next =
    exposure === 'tightened'
      ? 'its mode is 0600 now, but its token may be known to them'
      : `restrict it: chmod 600 ${file}`;
  return [`other users could read the settings file \`${file}\`; ${next}`];
}

/**
 * Changes the settings that are in the file now, one process at a time, and returns the new ones;
 * `null` changes nothing. The file gets mode 0600, its directory 0700. Throws a `Failure` that
 * names the file if it cannot be written.
 */
export async function changeSettings(
  file: string,
  clock: StateAccess['clock'],
  change: (stored: StoredSettings) => SettingsChange | null,
): Promise<StoredSettings> {
  const [{ default: Conf }, { withFileLock }] = await Promise.all([
    import('conf'),
    import('../locks.ts'),
  ]);
  const store = naming(file, () => {
    makePrivateDirectory(dirname(file));
    return new Conf<Fields>({
      cwd: dirname(file),
      configName: basename(file, '.json'),
      projectSuffix: '',
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      deserialize: (text) => documentOf(text) as Fields,
    });
  });
  return withFileLock(file, clock, () =>
    naming(file, () => {
      const { current_profile: _, ...others } = store.store;
      const before = settingsOf({ ...store.store }, file);
      const step = change(before);
      if (step === null) return before;
      const after = changed(before, step);
      const { current_profile, profiles } = after;
      const current = current_profile === null ? {} : { current_profile };
      store.store = { ...others, ...current, profiles };
      return after;
    }),
  );
}

function naming<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Failure ? error : unwritableFile(file, error);
  }
}
