import { allHosts } from '../../api/endpoints/hosts.ts';
import { allHostRuns } from '../../api/endpoints/job-hosts.ts';
import type { Context } from '../../cli/context.ts';
import { refusal } from '../../errors.ts';
import { cancelHostsOnce, hostFilterSupport } from '../../guards/cancel-hosts.ts';
import { confirmation, passGuards } from '../../guards/guard.ts';
import { type HostRun, isFinal } from '../../jobs/hosts/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { hostNames } from '../../lookup/host-names.ts';
import { foldedNames, hostsOfJob } from '../../lookup/named-hosts.ts';
import { refuseKept, searchToSend } from '../../lookup/search.ts';
import { hostCount } from '../../text/counts.ts';
import type { CancelReport } from '../../ui/nouns/cancel.ts';
import type { CancelOptions, SomeHosts } from './options.ts';
import { rescueOutput } from './rescue-output.ts';
import { watchCancelled } from './watch-cancelled.ts';

/** Cancels some hosts of a job, each once. */
export async function cancelSomeHosts(
  context: Context,
  job: JobDetail,
  choice: SomeHosts,
  { force, dryRun, wait, policy }: CancelOptions,
): Promise<CancelReport> {
  const { all, chosen } = await readChosen(context, job, choice);
  const hosts = chosen.filter(({ status }) => !isFinal(status));
  const unsent = { job, meant: hosts, result: null, after: null, partial: true } as const;
  if (hosts.length === 0) return { ...unsent, meant: chosen, answer: 'had_ended' };
  await passGuards(context, [hostFilterSupport(choice)]);
  if (dryRun) return { ...unsent, answer: 'dry_run' };
  await passGuards(context, [confirmation(question(job, hosts, force))]);
  if (force) await rescueOutput(context, job, hosts);
  const { isSent, unreached } = await cancelHostsOnce(context, job, hosts, { ...choice, force });
  const sent = { ...unsent, unreached, answer: isSent ? 'sent' : 'sent_before' } as const;
  const reached = hosts.filter(({ id }) => !unreached.some((host) => host.id === id));
  if (!wait || reached.length === 0) return sent;
  return watchCancelled(context, sent, {
    policy,
    hosts: reached.map(({ id }) => id),
    allNames: all.map(({ name }) => name),
  });
}

/** Names must be hosts of the job. A search is resolved, so that what is shown is what is sent. */
async function readChosen(
  context: Context,
  job: JobDetail,
  { which }: SomeHosts,
): Promise<{ readonly all: readonly HostRun[]; readonly chosen: readonly HostRun[] }> {
  const names =
    which.kind === 'names' ? await hostNames(context, '--host', which.texts, '--search') : [];
  const connection = await context.connection();
  const all = await context.during('reading the hosts of the job', () =>
    allHostRuns(connection, job),
  );
  if (which.kind === 'names')
    return { all, chosen: hostsOfJob(job.id, all, names, { byId, sends: true }) };
  const search = await searchToSend(context, which.query);
  const found = new Set((await allHosts(connection, { search })).map(({ id }) => id));
  const chosen = all.filter(({ id }) => found.has(id));
  await refuseKept(context, search, chosen);
  if (chosen.length > 0) return { all, chosen };
  throw refusal(`no host of job ${job.id} matches \`${search}\`. Nothing was sent`);
}

function byId({ id }: Pick<HostRun, 'id'>): string {
  return `choose by id: --search 'id = ${id}'`;
}

function question(job: JobDetail, hosts: readonly HostRun[], force: boolean): string {
  const scripts = force ? 'Scripts may keep running untracked. ' : '';
  const names = foldedNames(hosts.map(({ name }) => name));
  const where = hosts.length === 1 ? names : `${hostCount(hosts.length)} (${names})`;
  return `${scripts}Cancel job ${job.id} on ${where}?`;
}
