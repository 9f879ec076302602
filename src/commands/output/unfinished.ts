import { type Context, isMachine } from '../../cli/context.ts';
import { type HostRun, isFinal } from '../../jobs/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { outcomeOf } from '../../jobs/outcome.ts';
import { hostCount, number } from '../../text/counts.ts';

/**
 * After a snapshot: that hosts have more to say. Machine formats tell it of each host that they
 * list.
 */
export async function printUnfinished(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
  { listed }: { readonly listed: boolean },
): Promise<void> {
  const open = hosts.filter(({ status }) => !isFinal(status));
  if (open.length === 0 || (listed && isMachine(context.globals.format))) return;
  if (outcomeOf(job) === 'scheduled')
    return context.warn(`job ${job.id} has not started yet: no host has printed anything`);
  await context.warn(
    `the output is not whole: ${openText(open, hosts.length)}; go on with: rexctl output ${job.id} --follow`,
  );
}

function openText(open: readonly HostRun[], total: number): string {
  const waiting = open.filter(({ status }) => status === 'waiting').length;
  const [only] = open;
  if (only !== undefined && total === 1)
    return `${only.name} has not ${waiting === 1 ? 'begun' : 'ended'}`;
  const text = `${number(open.length)} of ${hostCount(total)} ${open.length === 1 ? 'has' : 'have'} not ended`;
  if (waiting === 0) return text;
  return `${text}, ${number(waiting)} of them ${waiting === 1 ? 'has' : 'have'} not begun`;
}
