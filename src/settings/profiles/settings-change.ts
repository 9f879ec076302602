import type { Profile, StoredSettings } from './stored-settings.ts';

/** A change of the settings. */
export type SettingsChange =
  | {
      /** Replaces the profile; `current` makes it the current one. */
      readonly kind: 'save';
      readonly name: string;
      readonly profile: Profile;
      readonly current: boolean;
    }
  | { readonly kind: 'use'; readonly name: string }
  | { readonly kind: 'rename'; readonly name: string; readonly to: string }
  | { readonly kind: 'remove'; readonly name: string };

/** The settings after a change; the order of the profiles is kept. */
export function changed(stored: StoredSettings, change: SettingsChange): StoredSettings {
  const { current_profile: current, profiles } = stored;
  const { name } = change;
  const others = Object.entries(profiles).filter(([other]) => other !== name);
  switch (change.kind) {
    case 'save':
      return {
        current_profile: change.current ? name : current,
        profiles: { ...profiles, [name]: change.profile },
      };
    case 'use':
      return { ...stored, current_profile: name };
    case 'rename': {
      const renamed = Object.entries(profiles).map(
        ([other, profile]) => [other === name ? change.to : other, profile] as const,
      );
      return {
        current_profile: current === name ? change.to : current,
        profiles: Object.fromEntries(renamed),
      };
    }
    case 'remove':
      return {
        current_profile: current === name ? null : current,
        profiles: Object.fromEntries(others),
      };
  }
}
