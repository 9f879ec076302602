import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { dayMs } from '../../clock.ts';
import { makePrivateDirectory } from '../private-directory.ts';

/** The next step, decided from the file of the last check. */
export type UpdateStep =
  | { readonly kind: 'none' }
  | { readonly kind: 'check' }
  /** The version was not shown yet. */
  | { readonly kind: 'show'; readonly version: string };

/**
 * Decides the next step. The file has the latest version as printed by npm, and its time is that of
 * the last check or notice (`now`: milliseconds since 1970). So each of them happens once a day at
 * most.
 */
export async function nextUpdateStep(file: string, own: string, now: number): Promise<UpdateStep> {
  const [text, time] = await Promise.all([
    readFile(file, 'utf8').catch(() => ''),
    stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => null,
    ),
  ]);
  const version = text.trim();
  if (isNewer(version, own)) return { kind: 'show', version };
  return { kind: time === null || Math.abs(now - time) > dayMs ? 'check' : 'none' };
}

/** Empties the file, so that nothing is shown or checked for a day. */
export async function markUpdateStep(file: string, now: number): Promise<void> {
  makePrivateDirectory(dirname(file));
  await writeFile(file, '', { mode: 0o600 });
  await utimes(file, now / 1000, now / 1000);
}

/** Whether a version is newer. Versions with a suffix, e.g. `2.0.0-rc.1`, never are. */
export function isNewer(version: string, own: string): boolean {
  const [latest, current] = [numbers(version), numbers(own.replace(/[-+].*$/, ''))];
  if (latest === null || current === null) return false;
  const at = latest.findIndex((part, index) => part !== current[index]);
  return at >= 0 && (latest[at] ?? 0) > (current[at] ?? 0);
}

function numbers(version: string): readonly number[] | null {
  return /^\d{1,9}\.\d{1,9}\.\d{1,9}$/.test(version) ? version.split('.').map(Number) : null;
}
