import type { Context } from '../../cli/context.ts';
import type { SettingSources } from '../../settings/profiles/effective-settings.ts';
import { findProfile } from '../../settings/profiles/stored-settings.ts';

interface ChosenProfile {
  readonly name: string;
  readonly sources: SettingSources;
}

/**
 * The profile in use, or the one of --profile. Throws a usage `Failure` where that is unknown, but
 * not for settings that contradict each other: they are repaired here.
 */
export async function chosenProfile(context: Context): Promise<ChosenProfile> {
  const settings = await context.settings();
  const name = settings.profileInUse(context.globals);
  const profile = findProfile(settings.stored, name) ?? {};
  const { globals: flags, runtime } = context;
  return { name, sources: { flags, env: runtime.env, name, profile } };
}
