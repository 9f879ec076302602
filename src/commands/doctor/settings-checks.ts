import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Context } from '../../cli/context.ts';
import type { OpenSettings } from '../../settings/open-settings.ts';
import { settingsPaths } from '../../settings/paths.ts';
import { fileTrouble } from '../../text/file-trouble.ts';
import { type Finding, failed, findingOf, ok, warning } from './finding.ts';

/** Checks the settings file and the folders that rexctl writes to. */
export async function checkSettings(context: Context): Promise<readonly Finding[]> {
  const { platform } = context.runtime;
  const paths = settingsPaths(context.runtime);
  const state = { check: 'state', folder: dirname(paths.sessionFile), platform } as const;
  const caches = { check: 'caches', folder: dirname(paths.capabilityFile), platform } as const;
  return [
    await settingsFile(context, paths.configFile),
    await writable(state, 'logins, cancels and the local history'),
    await writable(caches, 'what is known about servers'),
  ];
}

async function settingsFile(context: Context, file: string): Promise<Finding> {
  try {
    const settings = await context.settings();
    return (await isThere(file))
      ? ok('settings', settingsText(settings, context))
      : noFile(context, file);
  } catch (error) {
    return findingOf('settings', error);
  }
}

function settingsText(settings: OpenSettings, context: Context): string {
  const { profile, server } = settings.resolve(context.globals);
  const of = server === null ? '' : ` of ${server}`;
  return `${settings.paths.configFile}, profile \`${profile}\`${of}`;
}

function noFile({ runtime: { env } }: Context, file: string): Finding {
  const { REXCTL_SERVER: server = '' } = env;
  if (server !== '') return ok('settings', 'no settings file; the server is that of REXCTL_SERVER');
  const remedy = 'rexctl login\nwith a working hammer: rexctl profile import-hammer';
  return failed('settings', `\`${file}\` does not exist`, remedy);
}

interface OwnFolder {
  readonly check: 'state' | 'caches';
  readonly folder: string;
  readonly platform: string;
}

/** The environment variable that moves a folder of rexctl. */
export function folderVariable(check: OwnFolder['check'], platform: string): string {
  if (platform === 'win32') return 'LOCALAPPDATA';
  return check === 'state' ? 'XDG_STATE_HOME' : 'XDG_CACHE_HOME';
}

/**
 * Checks a folder. Only a warning: without it commands work, but each of them logs in again and
 * warns.
 */
async function writable({ check, folder, platform }: OwnFolder, holds: string): Promise<Finding> {
  try {
    const path = await nearest(folder);
    if (!(await stat(path)).isDirectory()) throw new Error(`\`${path}\` is not a folder`);
    await access(path, constants.W_OK);
    return ok(check, folder);
  } catch (error) {
    return warning(
      check,
      `\`${folder}\` is not writable (${fileTrouble(error)}): ${holds} cannot be saved`,
      `make it writable, or set ${folderVariable(check, platform)} to another folder`,
    );
  }
}

/** The folder, or its nearest parent that exists. */
async function nearest(folder: string): Promise<string> {
  return (await isThere(folder)) || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

/** Whether a path exists, even if it cannot be read. */
export function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
