import { Argument, Option } from '@commander-js/extra-typings';
import { allHostRuns } from '../api/endpoints/job-hosts.ts';
import { maskOption } from '../attach/group-options.ts';
import { command } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { jobForms } from '../cli/options/option-parsers.ts';
import type { Answered } from '../documents/types.ts';
import { type JobReference, parseJobReference } from '../jobs/job-reference.ts';
import { exitCodeOf } from '../jobs/job-result.ts';
import { type Outcome, outcomeOf, possibleOutcomes } from '../jobs/outcome.ts';
import {
  compareJobs,
  type JobWithHosts,
  refuseSameJob,
  warnOfLacks,
} from '../lookup/compared-jobs.ts';
import { findJob } from '../lookup/job.ts';
import { refuseForeignJobs } from '../lookup/job-server.ts';
import {
  comparisonHead,
  hostDifferenceColumns,
  hostDifferenceDocument,
  type JobComparison,
} from '../ui/compare/job-comparison.ts';
import {
  afterComparison,
  jobComparisonProse,
  unifiedProse,
} from '../ui/compare/job-comparison-prose.ts';
import type { Mask } from '../ui/compare/mask.ts';
import { openTextStore } from '../ui/terminal/stored-text.ts';

function jobNamed<const Name extends string>(name: Name, description: string) {
  return new Argument(name, description).argParser((text: string) => parseJobReference(text));
}

/** Shows what changed on each host from one job to another. */
export const diff = command({
  description: 'Compares two jobs host by host: what was fixed, what broke, and what changed.',
  arguments: [
    jobNamed('<before>', `job to compare with: ${jobForms}`),
    jobNamed('<after>', 'job that is compared with it'),
  ],
  options: [
    new Option('--output', 'also print the lines that differ, as a unified diff'),
    maskOption('differences to ignore'),
    new Option(
      '--exit-status',
      'exit with 3 if a host or the job is broken, 8 if a host has not finished',
    ),
  ],
  topics: ['results', 'exit-codes'],
  examples: [
    ['rexctl diff 214 215', 'show what changed on each host'],
    ['rexctl diff 214 215 --output --mask times', 'also print the lines that changed'],
    ['rexctl diff 214 @last --json | jq .diff.counts', 'print the numbers of hosts, for a script'],
  ],
  answers: ({ output }) => ({ schemas: ['diff'], isRecord: output === true }),
  paged: () => true,
  run: (context, { before, after, output, mask, exitStatus }) =>
    runDiff(context, [before, after], {
      withLines: output === true,
      masks: mask ?? [],
      exitStatus: exitStatus === true,
    }),
});

interface DiffOptions {
  readonly withLines: boolean;
  readonly masks: readonly Mask[];
  readonly exitStatus: boolean;
}

async function runDiff(
  context: Context,
  references: readonly [JobReference, JobReference],
  { withLines, masks, exitStatus }: DiffOptions,
): Promise<number> {
  await refuseForeignJobs(context, references);
  const before = await readSide(context, references[0]);
  const after = await readSide(context, references[1]);
  refuseSameJob(before.job, after.job);
  const store = openTextStore();
  try {
    const { comparison, torn } = await compareJobs(context, [before, after], { masks }, store);
    await print(context, comparison, { withLines, masks });
    const hidden = await warnOfLacks(context, [before, after]);
    const isLost = possibleOutcomes(outcomeOf(after.job)).some((one) => lostOutcomes.includes(one));
    if (exitStatus && isLost) return exitCodeOf('failed');
    return diffExitCode(comparison, { incomplete: torn || hidden, exitStatus });
  } finally {
    store.close();
  }
}

/** Outcomes of a later job that ran on no host, so that no host can be broken in it. */
const lostOutcomes: readonly Outcome[] = ['broken', 'no_hosts'];

async function readSide(context: Context, reference: JobReference): Promise<JobWithHosts> {
  const job = await findJob(context, reference);
  const connection = await context.connection();
  const all = await context.during('reading its hosts', () => allHostRuns(connection, job));
  return { job, all, hosts: all };
}

async function print(
  context: Context,
  comparison: JobComparison,
  { withLines, masks }: Pick<DiffOptions, 'withLines' | 'masks'>,
): Promise<void> {
  const { hosts } = comparison;
  const document = { ...comparisonHead(comparison), hosts: [] } satisfies Answered<'diff'>;
  const toJson = (host: (typeof hosts)[number]) => hostDifferenceDocument(host, { withLines });
  if (withLines)
    return context.printLong({
      document,
      rowsKey: 'hosts',
      rows: hosts,
      toJson,
      *prose(screen) {
        yield `${jobComparisonProse(comparison, screen)}\n`;
        yield* unifiedProse(comparison, screen);
      },
    });
  return context.print({
    document: { ...document, hosts: hosts.map(toJson) },
    rowsKey: 'hosts',
    rows: hosts,
    columns: hostDifferenceColumns,
    prose: (screen) => jobComparisonProse(comparison, screen),
    note: afterComparison(comparison, masks),
  });
}

/** The exit code; a host that failed in both jobs is not counted as broken. */
function diffExitCode(
  { hosts }: JobComparison,
  { incomplete, exitStatus }: { readonly incomplete: boolean; readonly exitStatus: boolean },
): number {
  if (exitStatus && hosts.some(({ change }) => change === 'broken')) return exitCodeOf('failed');
  const isOpen = exitStatus && hosts.some(({ change }) => change === 'unfinished');
  return exitCodeOf(incomplete || isOpen ? 'unknown' : 'succeeded');
}
