import { homedir, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';

/**
 * HOME, or the home folder in the user database. A relative HOME is ignored, so that it is never
 * the current folder. A user without either, e.g. in a container with any user id, gets `/`, as in
 * Docker.
 */
export function homeFolder(
  places: readonly (() => string)[] = [homedir, () => userInfo().homedir],
): string {
  for (const place of places) {
    const home = orEmpty(place);
    if (isAbsolute(home)) return home;
  }
  return '/';
}

/** The system throws an error for an unknown user. */
function orEmpty(place: () => string): string {
  try {
    return place();
  } catch {
    return '';
  }
}
