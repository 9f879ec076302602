import type { Context } from '../cli/context.ts';
import { hasSavedToken } from '../settings/open-settings.ts';
import type { Profile } from '../settings/profiles/stored-settings.ts';

/**
 * When a profile gets another server, its saved token stays, because a server may have been
 * renamed.
 */
export async function warnOfKeptToken(
  context: Context,
  name: string,
  { before, after }: { readonly before: Profile; readonly after: Profile },
): Promise<void> {
  const isMoved = before.server !== undefined && before.server !== after.server;
  if (!isMoved || after.server === undefined || !hasSavedToken(after)) return;
  await context.warn(
    `profile \`${name}\` keeps its saved token, and now sends it to ${after.server}`,
  );
}
