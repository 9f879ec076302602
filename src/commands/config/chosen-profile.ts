import type { Context } from '../../cli/context.ts';
import type { SettingSources } from '../../settings/profiles/effective-settings.ts';
import { findProfile } from '../../settings/profiles/stored-settings.ts';

interface ChosenProfile {
  readonly name: string;
  readonly sources: SettingSources;
}

/**
 * The profile of --profile, or the one in use. Throws a usage `Failure` if it is unknown, but not
 * for contradicting settings, because these commands repair them.
 */
export async function chosenProfile(context: Context): Promise<ChosenProfile> {
  const settings = await context.settings();
  const name = settings.profileInUse(context.globals);
  const profile = findProfile(settings.stored, name) ?? {};
  const { globals: flags, runtime } = context;
  return { name, sources: { flags, env: runtime.env, name, profile } };
}
