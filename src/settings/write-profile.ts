import { basename, dirname } from 'node:path';
import { Failure } from '../errors.ts';
import { makePrivateDirectory, unwritableFile } from './private-file.ts';
import {
  knownProfileKeys,
  type Profile,
  parseSettings,
  type StoredSettings,
} from './stored-settings.ts';

type Fields = Record<string, unknown>;

/** The settings file, open for writing. Each write replaces the file as a whole. */
export interface SettingsWriter {
  /**
   * Makes a profile of the one that is kept now; `null` leaves it as it is. Keys that this version
   * does not know stay.
   */
  change(name: string, draw: DrawProfile): void;
}

/**
 * From the settings as they are in the file at this moment: what others wrote a moment ago is among
 * them.
 */
export type DrawProfile = (
  stored: StoredSettings,
) => { readonly profile: Profile; readonly current: boolean } | null;

/**
 * Opens the settings file for writing; mode 0600, directory 0700. The library is loaded here and
 * not earlier, because most commands only read. Throws a `Failure` that names the file when it
 * cannot be written.
 */
export async function openForWriting(file: string): Promise<SettingsWriter> {
  const { default: Conf } = await import('conf');
  return saying(file, () => {
    makePrivateDirectory(dirname(file));
    const store = new Conf<Fields>({
      cwd: dirname(file),
      configName: basename(file, '.json'),
      projectSuffix: '',
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      deserialize: (text) =>
        JSON.parse(text.trim() === '' ? '{}' : text.replace(/^\ufeff/, '')) as Fields,
    });
    return {
      change: (name, draw) =>
        saying(file, () => {
          const { profiles, current_profile } = store.store;
          const drawn = draw(parseSettings(JSON.stringify({ current_profile, profiles }), file));
          if (drawn === null) return;
          const kept = { ...unknownKeys(fieldsOf(fieldsOf(profiles)[name])), ...drawn.profile };
          store.set({
            ...(drawn.current ? { current_profile: name } : {}),
            profiles: { ...fieldsOf(profiles), [name]: kept },
          });
        }),
    };
  });
}

function unknownKeys(profile: Fields): Fields {
  return Object.fromEntries(
    Object.entries(profile).filter(([key]) => !knownProfileKeys.includes(key)),
  );
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function saying<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Failure ? error : unwritableFile(file, error);
  }
}
