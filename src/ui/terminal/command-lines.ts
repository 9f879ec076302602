/** A command to type next, with its purpose. */
export type NextCommand = readonly [command: string, purpose: string];

/** The next commands, one on each line. */
export function nextCommands(rows: readonly NextCommand[]): string {
  const width = Math.max(0, ...rows.map(([command]) => command.length));
  return rows.map(([command, purpose]) => `  ${command.padEnd(width)}  ${purpose}\n`).join('');
}
