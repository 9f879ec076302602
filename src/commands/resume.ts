import { Option } from '@commander-js/extra-typings';
import { resumeTasks } from '../api/endpoints/tasks.ts';
import { attach } from '../attach/attach.ts';
import { defaultPolicy, prepareToAttach } from '../attach/options.ts';
import { openTeller } from '../attach/telling/telling.ts';
import {
  type TellingOptions,
  tellingFlags,
  tellingNeeds,
  tellingOptions,
  toTellingOptions,
} from '../attach/telling/telling-options.ts';
import { printSummaryEvent, unfollowedResult } from '../attach/unfollowed.ts';
import { command } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { followAnswer } from '../cli/expected-answer.ts';
import { jobArgument } from '../cli/options/option-parsers.ts';
import { inGroup } from '../cli/options/option-text.ts';
import type { Answered } from '../documents/types.ts';
import { Failure, refusal } from '../errors.ts';
import { sendRecorded } from '../guards/audit-log.ts';
import { confirmation, passGuards } from '../guards/guard.ts';
import type { JobDetail } from '../jobs/job-invocation.ts';
import type { JobReference } from '../jobs/job-reference.ts';
import { resultExitCode } from '../jobs/job-result.ts';
import { jobEnded } from '../jobs/outcome.ts';
import { findJob, knownEnd } from '../lookup/job.ts';
import { jobDocument } from '../ui/nouns/job.ts';

/** The options of `resume`, for a paused job, whose task would otherwise look running forever. */
interface ResumeOptions {
  readonly reference: JobReference;
  readonly wait: boolean;
  readonly dryRun: boolean;
  readonly telling: TellingOptions;
}

export const resume = command({
  description: 'Resumes a paused job; needs the permission edit_foreman_tasks.',
  arguments: [jobArgument],
  options: [
    ...inGroup('Safety', [
      new Option('-n, --dry-run', 'show whether the job would be resumed; send nothing'),
    ]),
    ...inGroup('Waiting', [
      new Option('--wait', 'wait until the job finishes, and exit with its result'),
    ]),
    ...tellingOptions(),
  ],
  needs: [{ options: tellingFlags, oneOf: ['wait'] }, ...tellingNeeds],
  conflicts: [['wait', 'dryRun']],
  topics: ['troubleshooting', 'when-done', 'exit-codes'],
  examples: [
    ['rexctl resume @last:paused --wait', 'resume your newest paused job'],
    ['rexctl resume 215 --dry-run', 'show whether job 215 is paused'],
  ],
  answers: ({ wait }) => ({
    ...(wait === true ? followAnswer('follow', 'resume') : { schemas: ['resume'], isEvents: true }),
    isRecord: true,
  }),
  run: (context, { job, wait, dryRun, ...flags }) =>
    runResume(
      {
        reference: job,
        wait: wait === true,
        dryRun: dryRun === true,
        telling: toTellingOptions(flags),
      },
      context,
    ),
});

type ResumeAnswer = 'sent' | 'not_paused' | 'had_ended' | 'dry_run';

async function runResume(
  { reference, wait, dryRun, telling }: ResumeOptions,
  context: Context,
): Promise<number> {
  const teller = await openTeller(context, telling);
  if (wait) prepareToAttach(context, defaultPolicy);
  const job = await findJob(context, reference);
  if (job.task === null)
    throw refusal(`job ${job.id} never started (orphan record): nothing to resume`);
  if (jobEnded(job) || job.task.state !== 'paused') {
    teller.skip();
    return printResume(context, job, jobEnded(job) ? 'had_ended' : 'not_paused');
  }
  if (dryRun) return printResume(context, job, 'dry_run');
  await passGuards(context, [confirmation(`Job ${job.id} is paused. Resume it?`)]);
  await send(context, job, job.task.id);
  if (!wait) return printResume(context, job, 'sent');
  await context.note(`Job ${job.id} was resumed.`);
  const resumed = await findJob(context, { kind: 'id', id: job.id });
  const result = await attach(context, resumed, {
    output: 'none',
    hostCount: job.counts.total,
    policy: defaultPolicy,
    teller,
  });
  return resultExitCode(result);
}

/** Sends the request once; if the response is lost, the result is reported as unknown. */
async function send(context: Context, job: JobDetail, taskId: string): Promise<void> {
  const connection = (await context.connection()).uninterrupted();
  const { done } = await sendRecorded(
    context,
    { action: 'resume', job_id: job.id, hosts: job.counts.total },
    () => resumeTasks(connection, [taskId]),
  );
  if (done > 0) return;
  throw new Failure(
    'server_error',
    `the server did not resume job ${job.id}: it skipped the job's task`,
    {
      hint: `see: rexctl show ${job.id}`,
    },
  );
}

const sentences: Readonly<Record<ResumeAnswer, string>> = {
  sent: 'was resumed.',
  not_paused: 'is not paused. Nothing was sent.',
  had_ended: 'had already finished. Nothing was sent.',
  dry_run: 'is paused and would be resumed. Nothing was sent.',
};

async function printResume(
  context: Context,
  job: JobDetail,
  answer: ResumeAnswer,
): Promise<number> {
  const end = await knownEnd(context, job);
  if (context.globals.format === 'ndjson') {
    await printSummaryEvent(context, { ...unfollowedResult(job), ...end }, { resume: answer });
    return 0;
  }
  await context.print({
    document: {
      job: jobDocument({ ...job, counts: end.counts }, end.outcome),
      resume: answer,
    } satisfies Answered<'resume'>,
    prose: () => `Job ${job.id} ${sentences[answer]}\n`,
  });
  return 0;
}
