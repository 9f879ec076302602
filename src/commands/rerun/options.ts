import { Option } from '@commander-js/extra-typings';
import {
  type AfterStartOptions,
  afterStartNeeds,
  afterStartOptions,
  detachConflicts,
  toAfterStartOptions,
} from '../../attach/after-start.ts';
import { onlyOption } from '../../cli/options/only-option.ts';
import { collected, wholeNumber } from '../../cli/options/option-parsers.ts';
import { inGroup } from '../../cli/options/option-text.ts';
import type { OptionValues } from '../../cli/options/option-values.ts';
import { refuseTwoReaders } from '../../cli/text-source.ts';
import { usageError } from '../../errors.ts';
import { type IfRunning, ifRunningOption } from '../../guards/exclusive-start.ts';
import { type HostLimits, hostLimitOptions } from '../../guards/host-limits.ts';
import { failedStates } from '../../jobs/hosts/failed-kinds.ts';
import { type JobReference, parseJobReference } from '../../jobs/job-reference.ts';
import type { RerunChoice } from '../../jobs/rerun-plan.ts';
import { readSearch, type Search } from '../../jobs/search/read-search.ts';
import { executionOptions, toExecutionSettings } from '../../start/execution-options.ts';
import { providerNeeds, providerOptions, providerTexts } from '../../start/provider-inputs.ts';
import {
  credentialOptions,
  secretConflicts,
  secretReaders,
  toSecretSources,
} from '../../start/secrets.ts';
import type { Overrides } from './request.ts';

/** What a `rerun` was asked for, checked for contradictions. */
export interface RerunOptions extends AfterStartOptions {
  readonly which: WhichJob;
  /** `null` = all hosts. */
  readonly choice: RerunChoice | null;
  readonly overrides: Overrides;
  readonly includeCancelled: boolean;
  readonly dryRun: boolean;
  /** A chain with this many reruns is not run again. */
  readonly maxAttempts: number | undefined;
  readonly ifRunning: IfRunning;
  readonly hostLimits: HostLimits;
}

/** The job by its name, or the newest that a search of jobs finds. */
export type WhichJob =
  | { readonly kind: 'reference'; readonly reference: JobReference }
  | { readonly kind: 'search'; readonly query: Search };

export function rerunOptions() {
  return [
    ...inGroup('What', [
      new Option('--jobs-search <query>', 'instead of <job>: newest job matching this search'),
    ]),
    ...whereOptions(),
    ...inputOptions(),
    ...executionOptions(),
    ...credentialOptions(),
    ...safetyOptions(),
    ...afterStartOptions(),
  ] as const;
}

function whereOptions() {
  return inGroup('Where', [
    new Option('--failed', 'only hosts whose latest attempt failed, was cancelled or never ran'),
    onlyOption('with --failed, only hosts that failed in these ways'),
    new Option(
      '--include-cancelled',
      'include hosts that were cancelled on purpose, without asking',
    ),
    new Option('--succeeded', 'only hosts whose latest attempt succeeded'),
    new Option(
      '--host <names>',
      'only these hosts of the job, e.g. web[01-20]; @FILE or - reads names; repeatable',
    ).argParser(collected),
  ]);
}

function inputOptions() {
  return [
    ...inGroup('Inputs', [
      new Option(
        '-i, --input <name=value>',
        'input that the server does not return, given as for run; repeatable',
      ).argParser(collected),
      new Option('--inputs-file <file>', 'such inputs as YAML or JSON; - reads standard input'),
      new Option(
        '--without-unreadable',
        'proceed without settings that the server does not return',
      ),
    ]),
    ...providerOptions(),
  ] as const;
}

function safetyOptions() {
  return [
    ...inGroup('Safety', [
      new Option('-n, --dry-run', 'show hosts and request; send nothing'),
      new Option('--max-attempts <n>', 'allow at most n reruns of the original job').argParser(
        wholeNumber('--max-attempts', 1),
      ),
      ifRunningOption('if an attempt on any host is still running'),
    ]),
    ...hostLimitOptions(),
  ] as const;
}

/** The option values as Commander passes them; durations are in milliseconds. */
type RerunFlags = OptionValues<ReturnType<typeof rerunOptions>>;

/** Options without effect on a rerun of all hosts, because the server copies the job. */
const notForAllHosts = [
  'includeCancelled',
  'input',
  'inputsFile',
  'ansibleTags',
  'ansibleTagsFlag',
  'providerInput',
  'sshPasswordFile',
  'askSshPassword',
  'keyPassphraseFile',
  'askKeyPassphrase',
  'effectiveUserPasswordFile',
  'askEffectiveUserPassword',
  'effectiveUser',
  'sshUser',
  'concurrency',
  'executionTimeout',
  'timeToPickup',
  'withoutUnreadable',
  'maxAttempts',
  'ifRunning',
] as const;

export const rerunConflicts = [
  ['failed', 'succeeded', 'host'],
  ['dryRun', 'follow'],
  ['dryRun', 'group'],
  ['dryRun', 'detach'],
  ...secretConflicts,
  ['wait', 'follow', 'detach'],
  ...detachConflicts,
] as const;

export const rerunNeeds = [
  { options: ['only'], oneOf: ['failed'] },
  {
    options: notForAllHosts,
    oneOf: ['failed', 'succeeded', 'host'],
    because: 'without them the server copies the job unchanged',
  },
  ...providerNeeds,
  ...afterStartNeeds,
] as const;

/** Throws a usage `Failure` for options that contradict each other. */
export function toRerunOptions(job: string | undefined, raw: RerunFlags): RerunOptions {
  refuseTwoReaders(raw, secretReaders(raw));
  return {
    which: whichJob(job, raw.jobsSearch),
    choice: choiceOf(raw),
    overrides: {
      inputs: raw.input ?? [],
      inputsFile: raw.inputsFile,
      providerInputs: providerTexts(raw),
      secrets: toSecretSources(raw),
      effectiveUser: raw.effectiveUser,
      execution: toExecutionSettings(raw),
      withoutUnreadable: raw.withoutUnreadable === true,
    },
    includeCancelled: raw.includeCancelled === true,
    ...toAfterStartOptions(raw),
    dryRun: raw.dryRun === true,
    maxAttempts: raw.maxAttempts,
    ifRunning: raw.ifRunning ?? 'fail',
    hostLimits: { max: raw.maxHosts, expect: raw.expectHosts },
  };
}

function whichJob(job: string | undefined, query: string | undefined): WhichJob {
  if (job !== undefined && query !== undefined)
    throw usageError('a job and --jobs-search cannot be used together', 'use only one');
  if (job !== undefined) return { kind: 'reference', reference: parseJobReference(job) };
  if (query === undefined)
    throw usageError(
      'no job to rerun: give an id, @last or --jobs-search',
      'list your jobs: rexctl list --mine',
    );
  return { kind: 'search', query: readSearch(query, { where: '--jobs-search', of: 'jobs' }) };
}

function choiceOf(raw: RerunFlags): RerunChoice | null {
  if (raw.failed === true) return { kind: 'failed', only: raw.only ?? failedStates };
  if (raw.succeeded === true) return { kind: 'succeeded' };
  return raw.host === undefined ? null : { kind: 'hosts', names: raw.host };
}
