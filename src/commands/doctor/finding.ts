import type { Answered } from '../../documents/types.ts';
import { Failure } from '../../errors.ts';

/** The result of a check. */
export type Finding = Answered<'doctor'>['checks'][number];

export function ok(check: string, detail: string): Finding {
  return { check, status: 'ok', detail, remedy: null };
}

/** It works, but something is missing or may surprise. */
export function warning(check: string, detail: string, remedy: string | null = null): Finding {
  return { check, status: 'warning', detail, remedy };
}

export function failed(check: string, detail: string, remedy: string | null = null): Finding {
  return { check, status: 'failed', detail, remedy };
}

/** It could not be checked, because an earlier check failed. */
export function unknown(check: string, detail: string): Finding {
  return { check, status: 'unknown', detail, remedy: null };
}

/** Turns a failure into a finding; throws other errors, because they are bugs. */
export function findingOf(check: string, error: unknown): Finding {
  if (!(error instanceof Failure)) throw error;
  return failed(check, error.message, error.hint ?? null);
}
