/** What this machine did; no inputs, no descriptions, no secrets. */
export interface AuditEntry {
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly action: AuditAction;
  /** `null` where the response was lost, and for a series. */
  readonly job_id: number | null;
  /** Of a whole series of recurring jobs. */
  readonly series_id: number | null;
  /** `null` where the server chooses them. */
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

/** `null` for a line that is none: of another version, or broken off. */
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
