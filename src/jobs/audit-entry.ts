/** An entry of the local history, without inputs, descriptions and secrets. */
export interface AuditEntry {
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly action: AuditAction;
  /** `null` if the response was lost, and for a series. */
  readonly job_id: number | null;
  /** The id of a series that was changed as a whole. */
  readonly series_id: number | null;
  /** The number of hosts; `null` if the server chooses them. */
  readonly hosts: number | null;
  readonly result: AuditResult;
  readonly profile: string;
  readonly server: string;
  readonly login: string | null;
}

export const auditActions = [
  'run',
  'rerun',
  'cancel',
  'force-cancel',
  'cancel-series',
  'resume',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** `found`: the response was lost, and the job was found; `unknown`: the response was lost. */
export const auditResults = ['started', 'found', 'sent', 'unknown'] as const;
export type AuditResult = (typeof auditResults)[number];

/** Parses a line; `null` for an incomplete one, or one of another version. */
export function parseAuditEntry(line: string): AuditEntry | null {
  try {
    const entry = JSON.parse(line) as AuditEntry;
    const isWhole =
      typeof entry.time === 'string' &&
      auditActions.includes(entry.action) &&
      auditResults.includes(entry.result);
    return isWhole ? entry : null;
  } catch {
    return null;
  }
}
