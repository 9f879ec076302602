import type { Context } from '../../context.ts';
import { Failure, refusal } from '../../errors.ts';
import { chooseHosts, failedKinds, type HostHistory, type RerunChoice } from '../../jobs/rerun-plan.ts';
import { unseenText } from '../../jobs/unseen-hosts.ts';
import { hostNameColumns } from '../../ui/host-columns.ts';
import { hostCount } from '../../ui/hosts-text.ts';
import { listed } from '../../ui/names.ts';
import { confirm } from './confirm.ts';
import { answerDryRun } from './dry-run.ts';
import { agreeToCount, unguarded } from './host-guards.ts';
import { resultUnwaited, sayLastEvent } from './last-event.ts';
import type { Chain } from './read-chain.ts';
import { jobAgain } from './repeat-job.ts';
import type { RerunOptions } from './rerun-options.ts';
import { creating, startJob } from './start-job.ts';
import { stayWith } from './stay.ts';

/** A new job on hosts that are decided here, over the whole chain of attempts (DESIGN §5). */
export async function rerunSome(
  options: RerunOptions,
  choice: RerunChoice,
  context: Context,
  chain: Chain,
): Promise<number> {
  const hosts = chooseHosts(chain.histories, choice);
  if (choice.kind === 'hosts') refuseStrangers(chain, choice.names, hosts);
  if (hosts.length === 0) return nothingToDo(context, chain, choice);
  const again = await jobAgain(context, chain, hosts, options.overrides);
  if (options.dryRun) {
    const named = hosts.map(({ id, name, latest }) => ({
      id,
      name,
      why: (latest ?? 'unknown').replaceAll('_', ' '),
    }));
    return answerDryRun(context, {
      title: `job ${chain.job.id} (${again.title})`,
      hosts: named,
      newJob: again.newJob,
      sheet: again.sheet,
    });
  }
  await agreeToCancelled(options, context, chain, hosts);
  await context.note(
    `${again.title} again on ${hosts.length === 1 ? '1 host' : `${hosts.length} hosts`}: ${listed(hosts.map((host) => host.name))}`,
  );
  await agreeToCount(context, unguarded, hosts.length);
  const { job, missing } = await startJob(context, {
    ...creating(context, again.newJob, again.sheet),
    hosts,
    tooFew: 'cancel',
  });
  return stayWith(context, job, options, {
    missing,
    leftOut: unseenSentence(chain, choice),
    hostCount: hosts.length,
  });
}

function refuseStrangers(chain: Chain, names: readonly string[], hosts: readonly HostHistory[]): void {
  const strangers = names.filter((name) => !hosts.some((host) => host.name === name));
  if (strangers.length === 0) return;
  throw new Failure(
    'not_found',
    `job ${chain.job.id} did not run on ${listed(strangers)}. Nothing was sent`,
    {
      hint: `see its hosts: rexctl show ${chain.job.id} --hosts`,
    },
  );
}

/** Nothing failed is success and no request; failed hosts that this user cannot see are not "nothing" (DESIGN §5). */
async function nothingToDo(context: Context, chain: Chain, choice: RerunChoice): Promise<number> {
  const unseen = unseenSentence(chain, choice);
  if (unseen !== null) throw new Failure('hosts_failed', `${unseen}. Nothing was sent`);
  const { counts } = chain.job;
  const recovered =
    chain.attempts.length > 1
      ? ' or its reruns: all have recovered'
      : ` (${counts.succeeded ?? chain.histories.length} ok)`;
  const empty =
    chain.histories.length === 0
      ? `Job ${chain.job.id} has no hosts. Nothing to do.`
      : otherwiseEnded(chain, choice);
  const sentence =
    empty ??
    `Nothing ${choice.kind === 'succeeded' ? 'succeeded' : 'failed'} in job ${chain.root}${recovered}. Nothing to do.`;
  if (context.globals.format === 'ndjson') {
    const event = { type: 'warning', code: 'nothing_to_do', message: sentence } as const;
    await sayLastEvent(context, resultUnwaited(chain.job, 0), {}, [event]);
    return 0;
  }
  await context.print({
    document: { job: null, hosts: [], message: sentence },
    ...(context.globals.format === 'csv' ? { rowsKey: 'hosts', rows: [], columns: hostNameColumns } : {}),
    prose: () => `${sentence}\n`,
  });
  return 0;
}

/** `--only error` where hosts were cancelled: they did not recover. */
function otherwiseEnded({ histories, root }: Chain, choice: RerunChoice): string | null {
  const open = chooseHosts(histories, { kind: 'failed', only: failedKinds }).length;
  if (choice.kind !== 'failed' || open === 0) return null;
  return `No host of job ${root} ended as --only ${choice.only.join(',')} asks; ${hostCount(open)} did not succeed otherwise. Nothing to do.`;
}

/** Hosts that belong to the choice by the counts, and cannot be run again by this user. */
function unseenSentence({ root, unseen }: Chain, { kind }: RerunChoice): string | null {
  if (kind === 'hosts') return null;
  const count = kind === 'failed' ? unseen.count - unseen.succeeded : unseen.succeeded;
  if (count === 0) return null;
  const did = kind === 'failed' ? 'did not succeed' : 'succeeded';
  return `job ${root} ${did} on ${unseenText(count, unseen)}`;
}

/** Hosts that somebody cancelled on purpose are not run again unasked. */
async function agreeToCancelled(
  options: RerunOptions,
  context: Context,
  chain: Chain,
  hosts: readonly HostHistory[],
): Promise<void> {
  const cancelled = hosts.filter((host) => host.latest === 'cancelled');
  if (cancelled.length === 0 || options.includeCancelled) return;
  const question = `${cancelled.length} of these ${hosts.length} hosts of job ${chain.job.id} were cancelled. Run them again?`;
  if (context.io.canPrompt || context.globals.yes) return confirm(context, question);
  throw refusal(
    `${cancelled.length} hosts of job ${chain.job.id} were cancelled, perhaps on purpose. Nothing was sent`,
    'add --include-cancelled, or leave them out with --only error,never',
  );
}
