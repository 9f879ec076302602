import type { Context } from '../cli/context.ts';
import { type Failure, usageError } from '../errors.ts';
import type { JobReference } from '../jobs/job-reference.ts';
import type { OpenSettings } from '../settings/open-settings.ts';
import { normalizeServer } from '../settings/server-name.ts';

/**
 * Throws a usage `Failure` for a job whose address is on another server than that of the command:
 * the same id is another job here. Nothing is sent.
 */
export async function refuseForeignJobs(
  context: Context,
  references: readonly JobReference[],
): Promise<void> {
  const addressed = references.flatMap((one) => (one.kind === 'id' ? (one.server ?? []) : []));
  if (addressed.length === 0) return;
  const settings = await context.settings();
  const { server } = settings.resolve(context.globals);
  const foreign = addressed.find((one) => server !== null && one !== server);
  if (foreign !== undefined && server !== null)
    throw foreignJob(foreign, server, remedyOf(foreign, context, settings));
}

function foreignJob(foreign: string, server: string, remedy: string): Failure {
  return usageError(
    `the job is on ${foreign}, but this command uses ${server}. Nothing was sent`,
    remedy,
  );
}

/** A profile of that server has its credentials; a server that is given elsewhere overrides it. */
function remedyOf(
  foreign: string,
  { globals, runtime }: Context,
  { stored }: OpenSettings,
): string {
  const [profile] =
    Object.entries(stored.profiles).find(
      ([, { server: own }]) => own !== undefined && normalizeServer(own) === foreign,
    ) ?? [];
  if (profile === undefined) return `add --server ${foreign}`;
  const isOverridden = (globals.server ?? runtime.env.REXCTL_SERVER ?? '') !== '';
  return `add --profile ${profile}${isOverridden ? ` --server ${foreign}` : ''}`;
}
