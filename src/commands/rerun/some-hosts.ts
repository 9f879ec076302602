import { readJob } from '../../api/endpoints/job-invocations.ts';
import { attachOrDetach, type StartedHosts } from '../../attach/after-start.ts';
import { printNothingToDo } from '../../attach/nothing-started.ts';
import type { Context } from '../../cli/context.ts';
import { untilSent } from '../../cli/nothing-sent.ts';
import { refusal } from '../../errors.ts';
import {
  type Skipped,
  startExclusively,
  stillRunning,
  untilEnded,
} from '../../guards/exclusive-start.ts';
import { confirmation, passGuards } from '../../guards/guard.ts';
import { hostCountConfirmation, hostLimit } from '../../guards/host-limits.ts';
import { rerunMarkerOf } from '../../jobs/description.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { chooseHosts, type HostHistory, type RerunChoice } from '../../jobs/rerun-plan.ts';
import { hostNames } from '../../lookup/host-names.ts';
import { hostsOfJob } from '../../lookup/hosts-of-job.ts';
import { type Chain, readAllReruns, readChain, runningAttempt } from '../../lookup/rerun-chain.ts';
import type { Competitors } from '../../start/concurrent-start.ts';
import { printDryRun } from '../../start/dry-run.ts';
import { warnOfUnknownSecrets } from '../../start/secrets.ts';
import { creating, startJob } from '../../start/start-job.ts';
import { hostCount, number } from '../../text/counts.ts';
import { listed } from '../../ui/terminal/names.ts';
import { hiddenHostsSentence, nothingToRerun } from './nothing-to-do.ts';
import type { RerunOptions } from './options.ts';
import { buildRerun, type RerunRequest } from './request.ts';

/** A rerun that was started and is now to be waited for, or the exit code of one that was not. */
type Begun =
  | { readonly job: JobDetail; readonly plan: StartedHosts }
  | { readonly exitCode: number };

/**
 * A new job on hosts that are decided here, over the whole chain of attempts. Looking and starting
 * are done by one process of this machine at a time.
 */
export async function rerunSome(
  options: RerunOptions,
  choice: RerunChoice,
  context: Context,
  job: JobDetail,
): Promise<number> {
  const { ifRunning } = options;
  const root = rerunMarkerOf(job.description).root ?? job.id;
  const exclusive = { key: ['chain', String(root)], name: `a rerun of job ${root}`, ifRunning };
  const names = choice.kind === 'hosts' ? await hostNames(context, '--host', choice.names) : [];
  const wish = choice.kind === 'hosts' ? { ...choice, names } : choice;
  const work = () => begin(options, wish, context, job);
  const begun = await untilSent(() =>
    options.dryRun ? work() : startExclusively(context, exclusive, work),
  );
  if ('skipped' in begun)
    return printNothingToDo(context, job, `Not started: ${begun.skipped}. Nothing to do.`);
  return 'exitCode' in begun
    ? begun.exitCode
    : attachOrDetach(context, begun.job, options, begun.plan);
}

async function begin(
  options: RerunOptions,
  choice: RerunChoice,
  context: Context,
  named: JobDetail,
): Promise<Begun | Skipped> {
  const resting = await restingChain(options, choice, context, named);
  if ('skipped' in resting) return resting;
  const { chain, hosts } = resting;
  if (hosts.length === 0) return { exitCode: await nothingToRerun(context, chain, choice) };
  refuseMoreAttempts(chain, options.maxAttempts, hosts);
  await passGuards(context, [hostLimit(options.hostLimits, hosts.length)]);
  const again = await buildRerun(context, chain, hosts, options.overrides);
  if (options.dryRun) {
    await warnOfUnknownSecrets(context, chain.job);
    return { exitCode: await printSomeDryRun(context, chain, hosts, again) };
  }
  await confirmCancelled(options, context, chain, { hosts, title: again.title });
  await context.note(
    `${again.title} again on ${hostCount(hosts.length)}: ${listed(hosts.map((host) => host.name))}`,
  );
  const question = `Run ${again.title} again on ${hostCount(hosts.length)}?`;
  await passGuards(context, [hostCountConfirmation(options.hostLimits, hosts.length, question)]);
  const { job, missing } = await startJob(context, {
    action: 'rerun',
    ...creating(context, again.newJob, again.sheet),
    hosts,
    tooFew: 'cancel',
    competitors: competitorsOf(context, chain, hosts),
  });
  return {
    job,
    plan: { missing, leftOut: hiddenHostsSentence(chain, choice), hostCount: hosts.length },
  };
}

interface Resting {
  readonly chain: Chain;
  readonly hosts: readonly HostHistory[];
}

/**
 * The chain, and the hosts that are chosen of it, when nothing is under way that would be in the
 * way.
 */
async function restingChain(
  { ifRunning, dryRun }: RerunOptions,
  choice: RerunChoice,
  context: Context,
  named: JobDetail,
): Promise<Resting | Skipped> {
  for (let job = named; ; job = await readJob(await context.connection(), named.id)) {
    const chain = await context.during('asking for all attempts', () => readChain(context, job));
    const hosts = chosenOf(chain, choice);
    const running = runningAttempt(
      chain,
      choice.kind === 'hosts' ? new Set(hosts.map(({ id }) => id)) : null,
    );
    if (running === null) return { chain, hosts };
    if (ifRunning === 'skip' && !dryRun) return { skipped: running.sentence };
    if (ifRunning !== 'wait' || dryRun) throw stillRunning(running.sentence, running.jobId);
    await context.note(`${running.sentence}: waiting for that`);
    await untilEnded(context, running.jobId);
  }
}

/** Every rerun of the chain counts, whoever started it and from which of its jobs. */
function refuseMoreAttempts(
  { root, lastAttempt }: Chain,
  most: number | undefined,
  hosts: readonly HostHistory[],
): void {
  if (most === undefined || lastAttempt < most) return;
  const times = lastAttempt === 1 ? 'once' : `${lastAttempt} times`;
  throw refusal(
    `job ${root} was rerun ${times} (--max-attempts ${most}), and ${hostCount(hosts.length)} would have to run again: ` +
      `${listed(hosts.map(({ name }) => name))}. Nothing was sent`,
    `see how they went: rexctl show ${root}`,
  );
}

function competitorsOf(
  context: Context,
  { job, attempts }: Chain,
  hosts: readonly HostHistory[],
): Competitors {
  return {
    known: new Set(attempts.map(({ job_id }) => job_id)),
    look: () => readAllReruns(context, job),
    hostIds: new Set(hosts.map(({ id }) => id)),
  };
}

async function printSomeDryRun(
  context: Context,
  { job }: Chain,
  hosts: readonly HostHistory[],
  { template, newJob, sheet }: RerunRequest,
): Promise<number> {
  const named = hosts.map(({ id, name, latest }) => ({
    id,
    name,
    why: (latest ?? 'unknown').replaceAll('_', ' '),
  }));
  return printDryRun(context, {
    title: `job ${job.id} (${template})`,
    hosts: named,
    newJob,
    sheet,
  });
}

function chosenOf({ job, histories }: Chain, choice: RerunChoice): readonly HostHistory[] {
  if (choice.kind !== 'hosts') return chooseHosts(histories, choice);
  return hostsOfJob(job.id, histories, choice.names, {
    unknown: (names) => `job ${job.id} did not run on ${names}`,
    sends: true,
  });
}

/** Hosts that somebody cancelled on purpose are not run again unasked. */
async function confirmCancelled(
  options: RerunOptions,
  context: Context,
  { job }: Chain,
  { hosts, title }: { readonly hosts: readonly HostHistory[]; readonly title: string },
): Promise<void> {
  const cancelled = hosts.filter((host) => host.latest === 'cancelled').length;
  if (cancelled === 0 || options.includeCancelled) return;
  const were = `${cancelled === 1 ? 'was' : 'were'} cancelled in job ${job.id}`;
  const which =
    cancelled === hosts.length ? `that ${were}` : `of which ${number(cancelled)} ${were}`;
  if (context.io.canPrompt || context.globals.yes)
    return passGuards(context, [
      confirmation(`Run ${title} again on ${hostCount(hosts.length)} ${which}?`),
    ]);
  throw refusal(
    `${hostCount(cancelled)} of job ${job.id} ${cancelled === 1 ? 'was' : 'were'} cancelled, perhaps on purpose. Nothing was sent`,
    'add --include-cancelled, or leave them out with --only error,never',
  );
}
