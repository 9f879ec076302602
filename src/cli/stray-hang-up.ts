import { closeSync, constants, openSync } from 'node:fs';
import { isatty } from 'node:tty';

/**
 * Tells, at a hang-up, whether it is that of a terminal which none of the standard streams uses: so
 * it is under `nohup`, whose wish that it be ignored Node undoes before anything of ours runs.
 */
export function strayHangUps(): () => boolean {
  const isStray = ![0, 1, 2].some((file) => isatty(file)) && hasTerminal();
  return () => isStray && !hasTerminal();
}

/** The kernel takes the terminal from a process before it tells of the hang-up. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY));
    return true;
  } catch {
    return false;
  }
}
