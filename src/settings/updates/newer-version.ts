import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { dayMs } from '../../clock.ts';
import { makePrivateDirectory } from '../private-directory.ts';

/** What follows from the file of the last check. */
export type UpdateStep =
  | { readonly kind: 'none' }
  | { readonly kind: 'check' }
  /** It has not been shown yet. */
  | { readonly kind: 'show'; readonly version: string };

/**
 * The file has the latest version, as npm printed it. Its time is that of the last check or of the
 * last notice, so there is one of each per day.
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

/** Nothing is shown or checked for a day from now on. */
export async function markUpdateStep(file: string, now: number): Promise<void> {
  makePrivateDirectory(dirname(file));
  await writeFile(file, '', { mode: 0o600 });
  await utimes(file, now / 1000, now / 1000);
}

/** Versions with a suffix, as `2.0.0-rc.1`, are never newer. */
export function isNewer(version: string, own: string): boolean {
  const [latest, current] = [numbers(version), numbers(own.replace(/[-+].*$/, ''))];
  if (latest === null || current === null) return false;
  const at = latest.findIndex((part, index) => part !== current[index]);
  return at >= 0 && (latest[at] ?? 0) > (current[at] ?? 0);
}

function numbers(version: string): readonly number[] | null {
  return /^\d{1,9}\.\d{1,9}\.\d{1,9}$/.test(version) ? version.split('.').map(Number) : null;
}
