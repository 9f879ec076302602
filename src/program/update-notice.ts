import { isMachine } from '../cli/command-output.ts';
import type { Context } from '../cli/context.ts';

/**
 * Shows once that a newer version is in the registry, and starts npm to look for one once a day.
 * Only if the profile requests it and a user reads the screen. The command does not wait for this,
 * and does not fail if it fails.
 */
export async function noticeUpdate(context: Context): Promise<void> {
  if (!isWatched(context)) return;
  await lookForUpdate(context).catch(() => undefined);
}

function isWatched({ io, globals, runtime }: Context): boolean {
  const isOnTerminal = io.out.isTerminal && io.err.isTerminal;
  return isOnTerminal && !globals.quiet && !isMachine(globals.format) && !runtime.env.CI;
}

async function lookForUpdate(context: Context): Promise<void> {
  const { runtime, clock, globals } = context;
  const settings = await context.settings();
  const profile = settings.stored.profiles[settings.profileInUse(globals)];
  if (profile?.update_notice !== true) return;
  const { markUpdateStep, nextUpdateStep } = await import('../settings/updates/newer-version.ts');
  const file = settings.paths.latestVersionFile;
  const step = await nextUpdateStep(file, runtime.version, clock.now());
  if (step.kind === 'none') return;
  await markUpdateStep(file, clock.now());
  if (step.kind === 'check') return await runtime.checkVersion(file);
  await context.note(
    `rexctl ${step.version} is available; this is ${runtime.version}. To stop this notice: rexctl config set update_notice ''`,
  );
}
