import type { Context } from '../../cli/context.ts';
import type { Answered } from '../../documents/types.ts';
import type { CanaryGroups } from '../../jobs/canary.ts';
import type { TargetHost } from '../../jobs/job-invocation.ts';
import { inputLines, requestOf } from '../../start/dry-run.ts';
import { hostCount } from '../../text/counts.ts';
import type { CanaryRun } from './canary-stage.ts';

/** Shows both groups and both requests; sends nothing. */
export async function printCanaryDryRun(
  context: Context,
  run: CanaryRun,
  groups: CanaryGroups<TargetHost>,
): Promise<number> {
  const { template: title, sheet } = run;
  const told = [
    { name: 'canary', hosts: groups.canary },
    { name: 'rest', hosts: groups.rest },
  ].map(({ name, hosts }) => ({
    name,
    hosts,
    plan: { title, sheet, hosts, newJob: run.jobFor(hosts) },
  }));
  const [first] = told;
  if (first === undefined) return 0;
  const ids = (hosts: readonly TargetHost[]) => hosts.map(({ id, name }) => ({ id, name }));
  await context.print({
    document: {
      dry_run: true,
      hosts: ids([...groups.canary, ...groups.rest]),
      request: requestOf(first.plan),
      groups: told.map(({ name, hosts, plan }) => ({
        name,
        hosts: ids(hosts),
        request: requestOf(plan),
      })),
    } satisfies Answered<'dry-run'>,
    prose: () =>
      [
        ...told.flatMap(({ name, hosts, plan }) => [
          name === 'canary'
            ? `Would run ${title} first on ${hostCount(hosts.length)}, the canary:`
            : `If all of them succeed, on the other ${hostCount(hosts.length)}:`,
          ...hosts.map((host) => `  ${host.name}`),
          `As a job with search: ${plan.newJob.search_query}`,
        ]),
        ...inputLines(first.plan),
        'Nothing was sent.',
        '',
      ].join('\n'),
  });
  return 0;
}
