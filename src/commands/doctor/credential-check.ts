import type { Context } from '../../cli/context.ts';
import { findProfile } from '../../settings/profiles/stored-settings.ts';
import { savedIn, tokenEnd } from '../../settings/saved-token.ts';
import { type Finding, failed, ok, warning } from './finding.ts';

/** Checks where the credential is, and when it expires. */
export async function checkCredential(context: Context): Promise<Finding> {
  const settings = await context.settings();
  const { profile: name, secret } = settings.resolve(context.globals);
  const storage = savedIn(secret);
  if (storage === null) return ok('credential', secret?.label ?? 'none');
  const profile = findProfile(settings.stored, name) ?? {};
  const place = storage === 'keyring' ? 'in the keyring' : 'in the settings file';
  const { token_name: created } = profile;
  const what = created === undefined ? 'password or token' : `token \`${created}\``;
  const end = tokenEnd(profile, context.clock.now());
  const text = `${what}, ${place}${end === null ? '' : `, ${end.text}`}`;
  const remedy = `rexctl login --create-token --profile ${name}`;
  if (end?.isOver === true) return failed('credential', text, remedy);
  return end?.reminder == null ? ok('credential', text) : warning('credential', text, remedy);
}
