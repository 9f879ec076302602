/** A word as a shell reads it back, quoted only where it has to be. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command to type next, and what it is for. */
export type NextCommand = readonly [command: string, purpose: string];

/** What may be typed next, one below the other; each line ends with a line break. */
export function nextCommands(rows: readonly NextCommand[]): string {
  const width = Math.max(0, ...rows.map(([command]) => command.length));
  return rows.map(([command, purpose]) => `  ${command.padEnd(width)}  ${purpose}\n`).join('');
}
