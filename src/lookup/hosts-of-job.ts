import { type NamedHost, resolveHosts, suggestedHost } from '../jobs/host-names.ts';
import { allResolved, type NamedPlace } from './refuse-names.ts';

/** The hosts of a job that names mean; throws a `Failure` for names that mean none or several. */
export function hostsOfJob<Host extends NamedHost>(
  jobId: number,
  hosts: readonly Host[],
  names: readonly string[],
  place: Partial<NamedPlace> = {},
): readonly Host[] {
  return allResolved(resolveHosts(names, hosts), { ...jobPlace(jobId, hosts), ...place });
}

function jobPlace(jobId: number, hosts: readonly NamedHost[]): NamedPlace {
  const look = `see its hosts: rexctl show ${jobId} --hosts`;
  return {
    name: `job ${jobId}`,
    unknown: (names, count, all) =>
      count === 1
        ? `job ${jobId} has no host \`${names}\`, or none that you may see`
        : `${count} of ${all} hosts are not in job ${jobId}, or not visible to you: ${names}`,
    hint: (name) => {
      const near = suggestedHost(name, hosts);
      return near === undefined ? look : `did you mean ${near}?`;
    },
    byId: () => look,
    sends: false,
  };
}
