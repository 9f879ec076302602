import { usageError } from '../errors.ts';
import type { Context } from './context.ts';

/**
 * An answer that is one thing cannot be CSV; said before anything is sent, because afterwards its
 * id would be lost.
 */
export function refuseCsv(context: Context): void {
  if (context.globals.format !== 'csv' || context.globals.fields !== undefined) return;
  throw usageError(
    'this answer is no list of rows, so it cannot be CSV. Nothing was sent',
    'use --format json, or name --fields',
  );
}
