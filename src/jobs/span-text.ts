/** A span of time in a sentence: `45 seconds`, `1 minute`, `10 minutes`. */
export function spanText(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (milliseconds >= 60_000) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  const seconds = Math.round(milliseconds / 1000);
  return seconds === 1 ? '1 second' : `${seconds} seconds`;
}
