import type { Context } from '../cli/context.ts';
import { type Failure, usageError } from '../errors.ts';
import type { JobReference } from '../jobs/job-reference.ts';
import type { OpenSettings } from '../settings/open-settings.ts';
import { normalizeServer } from '../settings/server-name.ts';

/**
 * Throws a usage `Failure` for the address of a job on another server, because here the id belongs
 * to another job.
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

/** The hint: the profile of that server, or how to use the server. */
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
