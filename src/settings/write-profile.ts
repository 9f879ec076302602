import { basename, dirname } from 'node:path';
import { makePrivateDirectory, unwritable } from './private-file.ts';
import { knownProfileKeys, type Profile } from './stored-settings.ts';

type Fields = Record<string, unknown>;

/** The settings file, open for writing. Each write replaces the file as a whole. */
export interface SettingsWriter {
  /** The profile becomes exactly this, but for keys that this version does not know; the one in use where `current`. */
  setProfile(name: string, profile: Profile, options: { readonly current: boolean }): void;
}

/**
 * Opens the settings file for writing; mode 0600, directory 0700. The library is loaded here and not earlier, because
 * most commands only read (DESIGN §10). Throws a `Failure` that names the file when it cannot be written.
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
      deserialize: (text) => JSON.parse(text.trim() === '' ? '{}' : text.replace(/^\ufeff/, '')) as Fields,
    });
    return {
      setProfile: (name, profile, { current }) =>
        saying(file, () => {
          const profiles = fieldsOf(store.get('profiles'));
          const kept = { ...unknownKeys(fieldsOf(profiles[name])), ...profile };
          store.set({
            ...(current ? { current_profile: name } : {}),
            profiles: { ...profiles, [name]: kept },
          });
        }),
    };
  });
}

function unknownKeys(profile: Fields): Fields {
  return Object.fromEntries(Object.entries(profile).filter(([key]) => !knownProfileKeys.includes(key)));
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function saying<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unwritable(file, error);
  }
}
