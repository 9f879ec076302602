/** How another program finished: with its exit code, or by a signal. */
export function exitWords(end: number | NodeJS.Signals | null): string {
  return typeof end === 'string' ? `was killed by ${end}` : `exited with code ${end}`;
}
