import { Option } from '@commander-js/extra-typings';
import { readJob } from '../api/read-job.ts';
import { rerunJobInvocation } from '../api/rerun-job-invocation.ts';
import type { Context } from '../context.ts';
import { Failure, refusal, usageError } from '../errors.ts';
import type { JobDetail, TargetHost } from '../jobs/job-invocation.ts';
import { type JobReference, parseJobReference } from '../jobs/job-reference.ts';
import {
  chooseHosts,
  type FailedKind,
  failedKinds,
  type HostHistory,
  type RerunChoice,
} from '../jobs/rerun-plan.ts';
import { type Parent, type Runner, refuseTogether } from '../program.ts';
import { listed } from '../ui/names.ts';
import { confirm } from './steps/confirm.ts';
import { answerDryRun } from './steps/dry-run.ts';
import { findJob } from './steps/find-job.ts';
import { collected, examples, words } from './steps/options.ts';
import { type Chain, readChain, refuseUnfinished } from './steps/read-chain.ts';
import { jobAgain, type Overrides } from './steps/repeat-job.ts';
import { creating, startJob } from './steps/start-job.ts';
import { type Stay, stayOf, stayOptions, stayWith } from './steps/stay.ts';

/** Runs a job again: on all its hosts, or on a set that is decided here and never by the server (PROTOCOL §4.2). */
interface RerunOptions {
  readonly reference: JobReference;
  /** `null` = all hosts. */
  readonly choice: RerunChoice | null;
  readonly overrides: Overrides;
  readonly includeCancelled: boolean;
  readonly stay: Stay;
  readonly dryRun: boolean;
}

export function registerRerun(parent: Parent, run: Runner): Parent {
  const command = parent
    .command('rerun')
    .description('Runs a job again, on all of its hosts or on those that failed, succeeded or are named.')
    .argument('<job>', 'id, @last, or @last:OUTCOME; any job of a chain of reruns stands for the chain')
    .option('--failed', 'only hosts whose latest attempt failed, was cancelled or never ran')
    .addOption(
      new Option('--only <kinds>', `with --failed, only these: ${failedKinds.join(', ')}`).argParser(
        parseKinds,
      ),
    )
    .option('--succeeded', 'only hosts whose latest attempt succeeded')
    .addOption(new Option('--host <name>', 'only this host of the job; repeatable').argParser(collected))
    .option('--include-cancelled', 'also hosts that were cancelled on purpose, without asking')
    .addOption(
      new Option('-i, --input <name=value>', 'a value that cannot be read back; repeatable').argParser(
        collected,
      ),
    )
    .option('--effective-user <name>', 'run as this user on the hosts')
    .option('--without-unreadable', 'go on without what the server does not tell of the first job')
    .option('-n, --dry-run', 'show hosts and request; send nothing')
    .addHelpText(
      'after',
      [
        '',
        'Whether the job used an SSH or sudo password cannot be read back: such a job fails on its rerun.',
        examples(
          ['rexctl rerun 215 --failed --dry-run', 'which hosts would it be?'],
          ['rexctl rerun @last --failed --follow', 'try the failed hosts again and watch'],
        ),
      ].join('\n'),
    );
  for (const option of stayOptions()) command.addOption(option);
  command.action((job, options) =>
    run(command as Parent, (context) => runRerun(toRerunOptions(job, options as RawOptions), context)),
  );
  return command as Parent;
}

interface RawOptions {
  failed?: true;
  only?: FailedKind[];
  succeeded?: true;
  host?: string[];
  includeCancelled?: true;
  input?: string[];
  effectiveUser?: string;
  withoutUnreadable?: true;
  dryRun?: true;
  wait?: true;
  follow?: true;
  detach?: true;
}

export function toRerunOptions(job: string, raw: RawOptions): RerunOptions {
  refuseTogether({ ...raw }, 'failed', 'succeeded', 'host');
  refuseTogether({ ...raw }, 'dryRun', 'follow');
  refuseTogether({ ...raw }, 'dryRun', 'detach');
  if (raw.only !== undefined && raw.failed !== true) throw usageError('--only goes with --failed');
  const choice = choiceOf(raw);
  const restricted = ['includeCancelled', 'input', 'effectiveUser', 'withoutUnreadable'] as const;
  for (const name of choice === null ? restricted : []) {
    if (raw[name] !== undefined) {
      const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      throw usageError(
        `${flag} goes with --failed, --succeeded or --host: a rerun of all hosts is copied by the server`,
      );
    }
  }
  return {
    reference: parseJobReference(job),
    choice,
    overrides: {
      inputs: raw.input ?? [],
      effectiveUser: raw.effectiveUser,
      withoutUnreadable: raw.withoutUnreadable === true,
    },
    includeCancelled: raw.includeCancelled === true,
    stay: stayOf({ ...raw }),
    dryRun: raw.dryRun === true,
  };
}

function choiceOf(raw: RawOptions): RerunChoice | null {
  if (raw.failed === true) return { kind: 'failed', only: raw.only ?? failedKinds };
  if (raw.succeeded === true) return { kind: 'succeeded' };
  return raw.host === undefined ? null : { kind: 'hosts', names: raw.host };
}

async function runRerun(options: RerunOptions, context: Context): Promise<number> {
  const job = await findJob(context, options.reference);
  if (job.task === null)
    throw refusal(`job ${job.id} never started (orphan record): there is nothing to run again`);
  const chain = await readChain(context, job);
  refuseUnfinished(chain);
  return options.choice === null
    ? rerunAll(options, context, job, chain)
    : rerunSome(options, options.choice, context, chain);
}

/** The server's own rerun, without any restriction; then the new job's hosts are compared with the old ones. */
async function rerunAll(
  options: RerunOptions,
  context: Context,
  job: JobDetail,
  chain: Chain,
): Promise<number> {
  const before = chain.attempts.find((attempt) => attempt.job_id === job.id)?.hosts ?? [];
  const isStatic = job.targeting?.targeting_type === 'static_query';
  if (options.dryRun) return answerWholeDryRun(context, job, before, isStatic);
  const connection = await context.connection();
  const { job: next, missing } = await startJob(context, {
    create: async () => readJob(connection, (await rerunJobInvocation(connection, job.id, {})).id, {}),
    hosts: isStatic ? before : null,
    tooFew: 'name',
  });
  return stayWith(context, next, { stay: options.stay, missing, hostCount: isStatic ? before.length : null });
}

async function answerWholeDryRun(
  context: Context,
  job: JobDetail,
  hosts: readonly TargetHost[],
  isStatic: boolean,
): Promise<number> {
  const which = isStatic ? `its ${hosts.length} hosts` : 'the hosts that its search matches now';
  await context.print({
    document: {
      dry_run: true,
      hosts: isStatic ? hosts.map(({ id, name }) => ({ id, name })) : null,
      request: { method: 'POST', path: `/api/job_invocations/${job.id}/rerun`, body: {} },
    },
    prose: () =>
      `Would rerun job ${job.id} on ${which}${isStatic ? `: ${listed(hosts.map((host) => host.name))}` : ''}.\nNothing was sent.\n`,
  });
  return 0;
}

async function rerunSome(
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
  const { job, missing } = await startJob(context, {
    create: creating(context, again.newJob),
    hosts,
    tooFew: 'cancel',
  });
  return stayWith(context, job, { stay: options.stay, missing, hostCount: hosts.length });
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
  const { counts } = chain.job;
  const visible = chain.histories.length;
  const hiddenBad =
    choice.kind === 'failed' &&
    visible < (counts.total ?? visible) &&
    (counts.failed ?? 0) + (counts.cancelled ?? 0) > 0;
  if (hiddenBad) {
    throw new Failure(
      'hosts_failed',
      `job ${chain.job.id} has failed hosts that you may not see: ${visible} of ${counts.total} hosts are visible to you. Nothing was sent`,
    );
  }
  const recovered =
    chain.attempts.length > 1 ? ' or its reruns: all have recovered' : ` (${counts.succeeded ?? visible} ok)`;
  const sentence = `Nothing ${choice.kind === 'succeeded' ? 'succeeded' : 'failed'} in job ${chain.root}${recovered}. Nothing to do.`;
  await context.print({
    document: { job: null, hosts: [], message: sentence },
    prose: () => `${sentence}\n`,
  });
  return 0;
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

function parseKinds(text: string): FailedKind[] {
  return words(text).map((word) => {
    const kind = failedKinds.find((known) => known === word);
    if (kind === undefined)
      throw usageError(`--only \`${word}\` is not possible: expected ${failedKinds.join(', ')}`);
    return kind;
  });
}
