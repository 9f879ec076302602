import type { Context } from '../../cli/context.ts';
import type { Answered } from '../../documents/types.ts';
import type { CanaryGroups } from '../../jobs/canary.ts';
import type { TargetHost } from '../../jobs/job-invocation.ts';
import { type AnsweredStart, answered } from '../../jobs/new-job.ts';
import { foldedNames } from '../../lookup/named-hosts.ts';
import { inputLines, printDryRun, requestOf } from '../../start/dry-run.ts';
import { hostCount, otherHosts } from '../../text/counts.ts';
import { namesInBrief } from '../../ui/terminal/names.ts';
import { type RunPlan, requestFor } from './plan.ts';

/** Prints what will run where before it is sent: the count and the first names. */
export async function printRunTitle(context: Context, { title, target }: RunPlan): Promise<void> {
  const { hosts, dynamic } = target;
  const where =
    hosts.length === 0
      ? ': no host matches now'
      : ` on ${hostCount(hosts.length)}: ${brief(context, hosts)}`;
  await context.note(`${title}${where}`);
  if (!dynamic) return;
  const again = 'The server evaluates the search again when the job starts';
  await context.note(hosts.length === 0 ? `${again}.` : `${again}; these hosts match now.`);
}

/** Prints which hosts are the canary, and which run after it. */
export async function printCanaryGroups(
  context: Context,
  { title }: RunPlan,
  { canary, rest }: CanaryGroups<TargetHost>,
): Promise<void> {
  await context.note(
    `${title} on ${hostCount(canary.length + rest.length)}: first on ${hostCount(canary.length)}, the canary (${folded(canary)}); ` +
      `if it succeeds, on ${otherHosts(rest.length)} (${folded(rest)})`,
  );
}

function folded(hosts: readonly TargetHost[]): string {
  return foldedNames(hosts.map((host) => host.name));
}

function brief({ io }: Context, hosts: readonly TargetHost[]): string {
  return namesInBrief(
    hosts.map((host) => host.name),
    io.unicode,
  );
}

/** Shows hosts and request; sends nothing. */
export function previewRun(
  context: Context,
  { chosen, target, newJob, planned }: RunPlan,
): Promise<AnsweredStart> {
  const { template, sheet } = chosen;
  const { hosts } = target;
  return printDryRun(context, { title: template.name, hosts, newJob, sheet, planned });
}

/** Shows both groups and both requests; sends nothing. */
export async function previewCanary(
  context: Context,
  plan: RunPlan,
  groups: CanaryGroups<TargetHost>,
): Promise<AnsweredStart> {
  const { template, sheet } = plan.chosen;
  const title = template.name;
  const dryRunOf = (hosts: readonly TargetHost[]) => ({
    title,
    sheet,
    hosts,
    newJob: requestFor(plan, hosts),
  });
  const [canary, rest] = [dryRunOf(groups.canary), dryRunOf(groups.rest)];
  const hosts = idsAndNames([...groups.canary, ...groups.rest]);
  const documents = [
    { name: 'canary', hosts: idsAndNames(groups.canary), request: requestOf(canary) },
    { name: 'rest', hosts: idsAndNames(groups.rest), request: requestOf(rest) },
  ];
  await context.print({
    document: {
      dry_run: true,
      hosts,
      request: requestOf(canary),
      groups: documents,
    } satisfies Answered<'dry-run'>,
    prose: () =>
      [
        `Would run ${title} first on ${hostCount(groups.canary.length)}, the canary:`,
        ...groups.canary.map(({ name }) => `  ${name}`),
        `Host search of the job: ${canary.newJob.search_query}`,
        `If the canary succeeds, on ${otherHosts(groups.rest.length)}:`,
        ...groups.rest.map(({ name }) => `  ${name}`),
        `Host search of the job: ${rest.newJob.search_query}`,
        ...inputLines(canary),
        'Nothing was sent.',
        '',
      ].join('\n'),
  });
  return answered(0);
}

function idsAndNames(hosts: readonly TargetHost[]): readonly TargetHost[] {
  return hosts.map(({ id, name }) => ({ id, name }));
}
