import { LostResponse } from '../api/failures.ts';
import type { Context } from '../cli/context.ts';
import type { AuditAction, AuditEntry, AuditResult } from '../jobs/audit-entry.ts';
import { appendAuditLine } from '../settings/audit-file.ts';

/**
 * The fields that a command gives for its entry in the local history; the others are added here.
 */
interface AuditedWrite {
  readonly action: AuditAction;
  readonly job_id: number | null;
  readonly series_id?: number;
  /** The number of hosts; `null` if the server chooses them. */
  readonly hosts: number | null;
}

/** Records a changing request, except with `--no-log`. A failure is a warning. */
export async function recordWrite(
  context: Context,
  write: AuditedWrite,
  result: AuditResult,
): Promise<void> {
  if (!context.globals.log) return;
  try {
    const settings = await context.settings();
    const { profile } = settings.resolve(context.globals, { mayBeNew: true });
    const { server, login } = await context.connection();
    const time = new Date(context.clock.now()).toISOString();
    const known = { series_id: null, ...write };
    const entry: AuditEntry = { time, ...known, result, profile, server, login };
    appendAuditLine(settings.paths.logFile, { ...entry });
  } catch (error) {
    await context.warn(
      `not recorded in the local history: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/**
 * Sends a request and records it; a lost response is recorded as unknown, because the server may
 * have acted.
 */
export async function sendRecorded<T>(
  context: Context,
  write: AuditedWrite,
  send: () => Promise<T>,
): Promise<T> {
  try {
    const response = await send();
    await recordWrite(context, write, 'sent');
    return response;
  } catch (error) {
    if (error instanceof LostResponse) await recordWrite(context, write, 'unknown');
    throw error;
  }
}
