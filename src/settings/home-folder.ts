import { homedir, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';

/**
 * The home folder: HOME, or that in the user database. HOME must be an absolute path, so that it is
 * never the current folder. A user without either, e.g. in a container that runs with any user id,
 * gets `/`, as in Docker.
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

/** The folder, or an empty text: the system throws for an unknown user. */
function orEmpty(place: () => string): string {
  try {
    return place();
  } catch {
    return '';
  }
}
