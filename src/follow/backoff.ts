const firstDelayMs = 500;
const longestDelayMs = 15_000;

/** How long to wait after the n-th failure in a row; half of it is random, so that clients do not come back together. */
export function retryDelayMs(failures: number, random: () => number): number {
  const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(10, failures - 1));
  return Math.round(delay / 2 + (delay / 2) * random());
}
