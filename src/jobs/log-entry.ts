/** What this machine did; no inputs, no descriptions, no secrets. */
export interface LogEntry {
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly action: LogAction;
  /** `null` where the answer was lost, and for a series. */
  readonly job_id: number | null;
  /** Of a whole series of recurring jobs. */
  readonly series_id: number | null;
  /** `null` where the server chooses them. */
  readonly hosts: number | null;
  readonly result: LogResult;
  readonly profile: string;
  readonly server: string;
  readonly login: string | null;
}

export const logActions = [
  'run',
  'rerun',
  'cancel',
  'force-cancel',
  'cancel-series',
  'resume',
] as const;
export type LogAction = (typeof logActions)[number];

/** `found`: its answer was lost, and the job was found; `unknown`: the answer was lost. */
export const logResults = ['started', 'found', 'sent', 'unknown'] as const;
export type LogResult = (typeof logResults)[number];

/** `null` for a line that is none: of another version, or broken off. */
export function parseLogEntry(line: string): LogEntry | null {
  try {
    const entry = JSON.parse(line) as LogEntry;
    const isWhole =
      typeof entry.time === 'string' &&
      logActions.includes(entry.action) &&
      logResults.includes(entry.result);
    return isWhole ? entry : null;
  } catch {
    return null;
  }
}
