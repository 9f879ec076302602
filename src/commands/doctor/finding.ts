import type { Answered } from '../../documents/types.ts';
import { Failure } from '../../errors.ts';

/** What one check found. */
export type Finding = Answered<'doctor'>['checks'][number];

export function ok(check: string, detail: string): Finding {
  return { check, status: 'ok', detail, remedy: null };
}

/** Works, but something will be missed or surprise. */
export function warning(check: string, detail: string, remedy: string | null = null): Finding {
  return { check, status: 'warning', detail, remedy };
}

export function failed(check: string, detail: string, remedy: string | null = null): Finding {
  return { check, status: 'failed', detail, remedy };
}

/** Could not be checked, because something before it failed. */
export function unknown(check: string, detail: string): Finding {
  return { check, status: 'unknown', detail, remedy: null };
}

/** A failure as a finding; other errors are thrown, because they are bugs. */
export function findingOf(check: string, error: unknown): Finding {
  if (!(error instanceof Failure)) throw error;
  return failed(check, error.message, error.hint ?? null);
}
