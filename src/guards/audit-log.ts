import { LostResponse } from '../api/failures.ts';
import type { Context } from '../cli/context.ts';
import type { LogAction, LogEntry, LogResult } from '../jobs/log-entry.ts';
import { appendToLog } from '../settings/local-log.ts';

/** What is noted of a write; the rest is known. */
export interface Deed {
  readonly action: LogAction;
  readonly job_id: number | null;
  readonly series_id?: number;
  /** How many; `null` where the server chooses them. */
  readonly hosts: number | null;
}

/**
 * Notes what was done, unless `--no-log`; a log that cannot be written is told and stops nothing.
 */
export async function noteDeed(context: Context, deed: Deed, result: LogResult): Promise<void> {
  if (!context.globals.log) return;
  try {
    const settings = await context.settings();
    const { profile } = settings.resolve(context.globals, { mayBeNew: true });
    const { server, login } = await context.connection();
    const time = new Date(context.clock.now()).toISOString();
    const known = { series_id: null, ...deed };
    const entry: LogEntry = { time, ...known, result, profile, server, login };
    appendToLog(settings.paths.logFile, { ...entry });
  } catch (error) {
    await context.warn(
      `not noted in the local log: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Sends something and notes it; also when its answer is lost, because it may have been done. */
export async function noting<T>(context: Context, deed: Deed, send: () => Promise<T>): Promise<T> {
  try {
    const answer = await send();
    await noteDeed(context, deed, 'sent');
    return answer;
  } catch (error) {
    if (error instanceof LostResponse) await noteDeed(context, deed, 'unknown');
    throw error;
  }
}
