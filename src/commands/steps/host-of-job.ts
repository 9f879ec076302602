import { Failure, usageError } from '../../errors.ts';
import type { HostRun } from '../../jobs/host-run.ts';
import { closest } from '../../jobs/suggestion.ts';

/** A host of a job by its full name, or by a short name that only one host of the job has. Throws a `Failure`. */
export function hostOfJob(jobId: number, hosts: readonly HostRun[], name: string): HostRun {
  const exact = hosts.find((host) => host.name === name);
  if (exact !== undefined) return exact;
  const short = hosts.filter((host) => host.name.split('.')[0] === name || host.name.startsWith(`${name}.`));
  const [only] = short;
  if (only !== undefined && short.length === 1) return only;
  if (short.length > 1) {
    const names = short.slice(0, 5).map((host) => host.name);
    throw usageError(`\`${name}\` could be ${names.join(' or ')}`, 'write the whole name');
  }
  const near = closest(
    name,
    hosts.map((host) => host.name),
  );
  throw new Failure('not_found', `job ${jobId} has no host \`${name}\`, or none that you may see`, {
    hint: near === undefined ? `see its hosts: rexctl show ${jobId} --hosts` : `did you mean ${near}?`,
  });
}
