import { readJob } from '../../api/endpoints/job-invocations.ts';
import type { Context } from '../../cli/context.ts';
import { throwUnsent } from '../../cli/nothing-sent.ts';
import { refusal } from '../../errors.ts';
import { lockStart, stillRunning, untilEnded } from '../../guards/exclusive-start.ts';
import { confirmation, type Guard, passGuards } from '../../guards/guard.ts';
import { hostCountConfirmation, hostLimit } from '../../guards/host-limits.ts';
import { rerunMarkerOf } from '../../jobs/description.ts';
import { isByReason } from '../../jobs/hosts/failed-kinds.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import type { SkippedStart, StartOutcome } from '../../jobs/new-job.ts';
import { chooseHosts, type HostHistory, type RerunChoice } from '../../jobs/rerun-plan.ts';
import { withFailures } from '../../lookup/failures/latest-failures.ts';
import { warnOfUnknown } from '../../lookup/failures/unknown-reasons.ts';
import { hostNames } from '../../lookup/host-names.ts';
import { foldedNames, hostsOfJob } from '../../lookup/named-hosts.ts';
import { type Chain, readChain, rerunSearch, runningAttempt } from '../../lookup/rerun-chain.ts';
import type { Competitors } from '../../start/concurrent-start.ts';
import { printDryRun } from '../../start/dry-run.ts';
import { warnOfUnknownSecrets } from '../../start/secrets.ts';
import { startJob } from '../../start/start-job.ts';
import { countedOf, hostCount } from '../../text/counts.ts';
import { namesInBrief } from '../../ui/terminal/names.ts';
import { hiddenHostsSentence, nothingToRerun } from './nothing-to-rerun.ts';
import type { RerunOptions } from './options.ts';
import { buildRerun, type RerunRequest } from './request.ts';

/**
 * Starts a new job on hosts that rexctl chooses from all attempts of the chain. Only one process of
 * this machine at a time reads the chain and starts.
 */
export async function rerunSomeHosts(
  context: Context,
  job: JobDetail,
  typed: RerunChoice,
  options: RerunOptions,
): Promise<StartOutcome> {
  const choice =
    typed.kind === 'hosts'
      ? { ...typed, names: await hostNames(context, '--host', typed.names) }
      : typed;
  const begun = options.dryRun ? begin : beginAlone;
  return begun(context, job, choice, options).catch(throwUnsent);
}

async function beginAlone(
  context: Context,
  job: JobDetail,
  choice: RerunChoice,
  options: RerunOptions,
): Promise<StartOutcome> {
  const { ifRunning } = options;
  const root = rerunMarkerOf(job.description).root ?? job.id;
  const name = `a rerun of job ${root}`;
  const lock = await lockStart(context, { key: ['chain', String(root)], name, ifRunning });
  if (lock.kind === 'skipped') return lock;
  try {
    return await begin(context, job, choice, options);
  } finally {
    await lock.release();
  }
}

async function begin(
  context: Context,
  named: JobDetail,
  choice: RerunChoice,
  options: RerunOptions,
): Promise<StartOutcome> {
  const idle = await idleChain(context, named, choice, options);
  if (idle.kind === 'skipped') return idle;
  const { chain, hosts } = idle;
  if (hosts.length === 0) return nothingToRerun(context, chain, choice);
  refuseMoreAttempts(chain, hosts, options.maxAttempts);
  if (choice.kind === 'failed') await noteRecovered(context, chain);
  await passGuards(context, [hostLimit(options.hostLimits, hosts.length)]);
  const request = await buildRerun(context, chain, hosts, options.overrides);
  if (options.dryRun) return previewRerun(context, chain, hosts, request);
  await passGuards(context, [cancelledConfirmation(chain, hosts, request.title, options)]);
  await confirmHosts(context, hosts, request.title, options);
  const started = await startJob(context, {
    action: 'rerun',
    what: { kind: 'new', newJob: request.newJob, sheet: request.sheet },
    hosts,
    tooFew: 'cancel',
    competitors: competitorsOf(chain, hosts),
  });
  return { ...started, leftOut: hiddenHostsSentence(chain, choice), hostCount: hosts.length };
}

interface IdleChain {
  readonly kind: 'idle';
  readonly chain: Chain;
  readonly hosts: readonly HostHistory[];
}

/**
 * Returns the chain and its chosen hosts when no attempt on these hosts is running; `--if-running`
 * says what to do if one is.
 */
async function idleChain(
  context: Context,
  named: JobDetail,
  choice: RerunChoice,
  { ifRunning, dryRun }: RerunOptions,
): Promise<IdleChain | SkippedStart> {
  for (let job = named; ; ) {
    const chain = await context.during('reading all attempts', () =>
      readChosenChain(context, job, choice),
    );
    const hosts = chosenHosts(chain, choice);
    const hostIds = choice.kind === 'hosts' ? new Set(hosts.map(({ id }) => id)) : null;
    const running = runningAttempt(chain, hostIds);
    if (running === null) {
      await warnOfUnknown(context, chain.histories, kindsOf(choice));
      return { kind: 'idle', chain, hosts };
    }
    if (ifRunning === 'skip' && !dryRun) return { kind: 'skipped', reason: running.sentence };
    if (ifRunning !== 'wait' || dryRun) throw stillRunning(running.sentence, running.jobId);
    await context.note(`${running.sentence}. Waiting for job ${running.jobId} to finish.`);
    await untilEnded(context, running.jobId);
    job = await readJob(await context.connection(), named.id);
  }
}

/** Also reads why hosts failed, if `--only` chooses them by the reason. */
async function readChosenChain(
  context: Context,
  job: JobDetail,
  choice: RerunChoice,
): Promise<Chain> {
  const chain = await readChain(context, job);
  if (choice.kind !== 'failed' || !isByReason(choice.only)) return chain;
  return { ...chain, histories: await withFailures(context, chain.attempts, chain.histories) };
}

function kindsOf(choice: RerunChoice) {
  return choice.kind === 'failed' ? choice.only : [];
}

function chosenHosts({ job, histories }: Chain, choice: RerunChoice): readonly HostHistory[] {
  if (choice.kind !== 'hosts') return chooseHosts(histories, choice);
  return hostsOfJob(job.id, histories, choice.names, {
    unknown: (names) => `job ${job.id} did not run on ${names}`,
    sends: true,
  });
}

/** The named job shows these hosts as failed, and a rerun of it is not on them. */
async function noteRecovered(context: Context, { job, attempts, histories }: Chain): Promise<void> {
  const hosts = attempts.find(({ job_id }) => job_id === job.id)?.hosts ?? [];
  const failed = new Set(hosts.filter(({ status }) => status !== 'succeeded').map(({ id }) => id));
  const names = histories
    .filter(({ id, latest }) => latest === 'succeeded' && failed.has(id))
    .map(({ name }) => name);
  if (names.length === 0) return;
  const which = namesInBrief(names, context.io.unicode);
  const [have, are] = names.length === 1 ? ['has', 'it is'] : ['have', 'they are'];
  await context.note(`${which} ${have} succeeded since job ${job.id}: ${are} not rerun`);
}

/** Every rerun of the chain counts, no matter who started it and from which of its jobs. */
function refuseMoreAttempts(
  { root, lastAttempt }: Chain,
  hosts: readonly HostHistory[],
  most: number | undefined,
): void {
  if (most === undefined || lastAttempt < most) return;
  const times = lastAttempt === 1 ? 'once' : `${lastAttempt} times`;
  throw refusal(
    `job ${root} was already rerun ${times}, and --max-attempts is ${most}; ` +
      `not rerun: ${foldedNames(hosts.map(({ name }) => name))}. Nothing was sent`,
    `see the attempts: rexctl show ${root}`,
  );
}

async function previewRerun(
  context: Context,
  { job }: Chain,
  hosts: readonly HostHistory[],
  { template, newJob, sheet }: RerunRequest,
): Promise<StartOutcome> {
  await warnOfUnknownSecrets(context, job);
  const reasons = hosts.map(({ id, name, latest, failure }) => ({
    id,
    name,
    why: (failure ?? latest ?? 'unknown').replaceAll('_', ' '),
  }));
  const title = `job ${job.id} (${template})`;
  return printDryRun(context, { verb: 'rerun', title, hosts: reasons, newJob, sheet });
}

/** Hosts that may have been cancelled on purpose are rerun only after a confirmation. */
function cancelledConfirmation(
  { job }: Chain,
  hosts: readonly HostHistory[],
  title: string,
  { includeCancelled }: RerunOptions,
): Guard | null {
  const cancelled = hosts.filter((host) => host.latest === 'cancelled').length;
  if (cancelled === 0 || includeCancelled) return null;
  const which = `${countedOf(cancelled, hosts.length, 'host')} ${cancelled === 1 ? 'was' : 'were'} cancelled in job ${job.id}`;
  const confirm = confirmation(`${which}. Rerun ${title} on ${hostCount(hosts.length)}?`);
  return (context) => {
    if (context.io.canPrompt || context.globals.yes) return confirm(context);
    throw refusal(
      `${hostCount(cancelled)} of job ${job.id} ${cancelled === 1 ? 'was' : 'were'} cancelled, perhaps on purpose. Nothing was sent`,
      'to rerun them too, add --include-cancelled; to skip them, add --only error,never',
    );
  };
}

async function confirmHosts(
  context: Context,
  hosts: readonly HostHistory[],
  title: string,
  { hostLimits }: RerunOptions,
): Promise<void> {
  const count = hostCount(hosts.length);
  await context.note(
    `Rerun ${title} on ${count}: ${namesInBrief(
      hosts.map((host) => host.name),
      context.io.unicode,
    )}`,
  );
  const question = `Rerun ${title} on ${count}?`;
  await passGuards(context, [hostCountConfirmation(hostLimits, hosts.length, question)]);
}

function competitorsOf({ job, attempts }: Chain, hosts: readonly HostHistory[]): Competitors {
  return {
    ...rerunSearch(job),
    newest: null,
    known: new Set(attempts.map(({ job_id }) => job_id)),
    hostIds: new Set(hosts.map(({ id }) => id)),
  };
}
