import { afterStart, startAnswer, type ToldOptions } from '../../attach/after-start.ts';
import { refuseTemplated } from '../../attach/line-template-option.ts';
import { prepareToAttach } from '../../attach/options.ts';
import { openTeller } from '../../attach/telling/telling.ts';
import { toTellingOptions } from '../../attach/telling/telling-options.ts';
import { printCompleted } from '../../cli/asking.ts';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import { throwUnsent } from '../../cli/nothing-sent.ts';
import { usageError } from '../../errors.ts';
import { lockStart } from '../../guards/exclusive-start.ts';
import { confirmation, passGuards } from '../../guards/guard.ts';
import { hostCountConfirmation } from '../../guards/host-limits.ts';
import type { StartedJob, StartOutcome } from '../../jobs/new-job.ts';
import type { Competitors } from '../../start/concurrent-start.ts';
import { Draft } from '../../start/draft.ts';
import { startJob } from '../../start/start-job.ts';
import { hostCount } from '../../text/counts.ts';
import type { PlannedSchedule } from '../../ui/nouns/schedule.ts';
import { completeOptions } from './asking/complete-options.ts';
import { runCanary } from './canary.ts';
import { exclusiveStartOf, untilNoneRuns } from './named-run.ts';
import { type RunFlags, type RunOptions, runConflicts, runNeeds, runOptions } from './options.ts';
import { planRun, type RunPlan, readTypedHosts, type TypedHosts } from './plan.ts';
import { previewRun, printRunTitle } from './preview.ts';
import { afterScheduledStart } from './scheduled-job.ts';

/** Starts a job on the hosts that were meant, and by default waits for its result. */
export const run = command({
  description: 'Starts a job on hosts, waits until it finishes, and exits with its result.',
  options: runOptions(),
  conflicts: runConflicts,
  needs: runNeeds,
  notes: 'On a terminal, run asks for what is missing: command, hosts, required inputs.',
  topics: [
    'hosts',
    'search',
    'inputs',
    'secrets',
    'times',
    'following',
    'safety',
    'cron',
    'when-done',
  ],
  examples: [
    [
      "rexctl run -c uptime --search 'name ~ web' --follow",
      'run a command on many hosts, and print its output live',
    ],
    [
      "rexctl run --template 'Package Action - Script Default' -i action=install -i package=vim --host web01.example.com",
      'run a template on one host',
    ],
    [
      "rexctl run -c 'dnf -y update' --search 'name ~ web' --canary 5% --cancel-when 'failures>=3'",
      'run on 5% of the hosts first; at the third failure, cancel the rest',
    ],
    [
      "rexctl run -c 'dnf -y update' --search 'name ~ web' --at 'tomorrow 03:00'",
      'start the job tomorrow at 03:00',
    ],
    [
      "rexctl run -c backup --bookmark db --dynamic --cron '0 3 * * mon-fri' --max-runs 20",
      'run the job 20 times, at 03:00 on weekdays',
    ],
  ],
  answers: ({ dryRun, detach, at, cron, wait, canary, group }) =>
    startAnswer({
      dryRun: dryRun === true,
      leaves: detach === true || ((at ?? cron) !== undefined && wait !== true),
      followed: canary !== undefined ? 'follow-jobs' : group === true ? 'follow-group' : 'follow',
    }),
  run: runRun,
});

async function runRun(context: Context, flags: RunFlags): Promise<number> {
  const teller = await openTeller(context, toTellingOptions(flags), { name: flags.name });
  const known = await completeOptions(context, flags, (given) => prepare(context, given)).catch(
    throwUnsent,
  );
  const options = { ...known, teller };
  const hosts = await readTypedHosts(context, options);
  const outcome = await startWithDraft(context, options, hosts);
  return outcome.kind === 'started' && outcome.planned !== null
    ? afterScheduledStart(context, outcome, outcome.planned, options)
    : afterStart(context, outcome, options);
}

/** Checks the options before the first request and the first question. */
function prepare(context: Context, options: RunOptions): void {
  refuseTemplated(context, options.lineTemplate);
  const leaves = options.afterStart === 'detach' || options.schedule?.leaves === true;
  if (!options.dryRun && (!leaves || options.named?.ifRunning === 'wait'))
    prepareToAttach(context, options.policy);
  if (options.edit !== null && !context.io.canPrompt)
    throw usageError('--edit needs a terminal', 'read the text from a file: --script FILE');
}

/** Keeps a text from the editor if it was not sent. */
async function startWithDraft(
  context: Context,
  options: ToldRun,
  hosts: TypedHosts,
): Promise<RunOutcome> {
  const draft = new Draft();
  try {
    const outcome = await start(context, options, hosts, draft);
    await (options.dryRun ? draft.keep(context) : draft.remove());
    return outcome;
  } catch (error) {
    await draft.keep(context);
    return throwUnsent(error);
  }
}

/** Starts a named run only while no job with this name is running. */
async function start(
  context: Context,
  options: ToldRun,
  hosts: TypedHosts,
  draft: Draft,
): Promise<RunOutcome> {
  const { named, dryRun } = options;
  if (named === null || dryRun) return begin(context, options, { hosts, draft });
  const lock = await lockStart(context, exclusiveStartOf(named));
  if (lock.kind === 'skipped') return lock;
  try {
    const idle = await untilNoneRuns(context, named);
    if (idle.kind === 'skipped') return idle;
    return await begin(context, options, { hosts, draft, competitors: idle.competitors });
  } finally {
    await lock.release();
  }
}

type ToldRun = RunOptions & ToldOptions;

type RunOutcome =
  | Exclude<StartOutcome, StartedJob>
  | (StartedJob & { readonly planned: PlannedSchedule | null });

interface Begin {
  readonly hosts: TypedHosts;
  readonly draft: Draft;
  readonly competitors?: Competitors | undefined;
}

/** Looks up the hosts when the job may start, not before the wait for another job. */
async function begin(
  context: Context,
  options: ToldRun,
  { hosts, draft, competitors }: Begin,
): Promise<RunOutcome> {
  const plan = await planRun(context, options, hosts, draft);
  await printCompleted(context, plan.asked);
  if (options.canary !== null) {
    if (!options.dryRun) await confirmRun(context, plan, options);
    return runCanary(context, options.canary, plan, options, competitors);
  }
  if (options.dryRun) return previewRun(context, plan);
  await printRunTitle(context, plan);
  await confirmRun(context, plan, options);
  if (plan.planned !== null) await printPlannedSchedule(context, plan.planned);
  const { target, planned } = plan;
  const started = await startJob(context, {
    action: 'run',
    what: { kind: 'new', newJob: plan.newJob, sheet: plan.chosen.sheet },
    hosts: target.dynamic ? null : target.hosts,
    tooFew: options.hostLimits.expect === undefined ? 'name' : 'cancel',
    competitors,
  });
  return { ...started, leftOut: null, hostCount: target.hosts.length, planned };
}

/**
 * If the user answered questions, a confirmation shows the complete run, however many hosts there
 * are.
 */
async function confirmRun(
  context: Context,
  { title, target: { hosts } }: RunPlan,
  { hostLimits, asked }: RunOptions,
): Promise<void> {
  const question = `Run ${title} on ${hostCount(hosts.length)}?`;
  const isAsked = asked.length > 0;
  await passGuards(context, [
    isAsked ? confirmation(question) : hostCountConfirmation(hostLimits, hosts.length, question),
  ]);
}

async function printPlannedSchedule(context: Context, planned: PlannedSchedule): Promise<void> {
  const { printSchedule } = await import('./schedule.ts');
  await printSchedule(context, planned);
}
