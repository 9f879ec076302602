import { Option } from '@commander-js/extra-typings';
import {
  type AfterStartOptions,
  afterStartNeeds,
  afterStartOptions,
  detachConflicts,
  toAfterStartOptions,
} from '../../attach/after-start.ts';
import { collected, filled } from '../../cli/options/option-parsers.ts';
import { inGroup } from '../../cli/options/option-text.ts';
import type { OptionValues } from '../../cli/options/option-values.ts';
import { inputReaders, refuseTwoReaders } from '../../cli/text-source.ts';
import { defined } from '../../defined.ts';
import { usageError } from '../../errors.ts';
import { type HostLimits, hostLimitOptions } from '../../guards/host-limits.ts';
import { type CanarySize, parseCanarySize } from '../../jobs/canary.ts';
import type { NewJob } from '../../jobs/new-job.ts';
import { readSearch } from '../../jobs/search/read-search.ts';
import type { Target } from '../../lookup/target.ts';
import { type CommandSource, emptyCommand } from '../../start/command-text.ts';
import {
  type ExecutionSettings,
  executionOptions,
  toExecutionSettings,
} from '../../start/execution-options.ts';
import type { GivenInputs } from '../../start/inputs.ts';
import { providerNeeds, providerOptions, providerTexts } from '../../start/provider-inputs.ts';
import {
  credentialOptions,
  type SecretSources,
  secretConflicts,
  secretReaders,
  toSecretSources,
} from '../../start/secrets.ts';
import { type Named, namedOf, namedOptions } from './named-run.ts';
import {
  afterStartFlags,
  scheduleConflicts,
  scheduleNeeds,
  scheduleOptions,
  toWantedSchedule,
  type WantedSchedule,
} from './schedule-options.ts';

/** What a `run` was asked for, checked for contradictions. */
export interface RunOptions extends AfterStartOptions, GivenInputs {
  readonly what: What;
  /** The input that is written in an editor: its name, or `null` for the command. */
  readonly edit: { readonly input: string | null } | null;
  readonly target: Target;
  /** The values of `--exclude` as they were typed: sets, files and `-`. */
  readonly exclude: readonly string[];
  /** Each as `namespace.key=value`. */
  readonly providerInputs: readonly string[];
  readonly secrets: SecretSources;
  readonly execution: RunExecution;
  /** `null` = at once. */
  readonly schedule: WantedSchedule | null;
  readonly dryRun: boolean;
  /** `null` = all hosts at once. */
  readonly canary: CanarySize | null;
  /** `null` = any number of its kind may run at a time. */
  readonly named: Named | null;
  readonly hostLimits: HostLimits;
  /** The words for what the command line lacked and the user answered. */
  readonly asked: readonly string[];
}

export type What =
  /** `source` is `null` if the command is written in the editor. */
  | { readonly kind: 'command'; readonly source: CommandSource | null }
  | { readonly kind: 'template'; readonly name: string }
  | { readonly kind: 'feature'; readonly label: string };

/** How the job runs; `effectiveUser` has a field elsewhere in the request. */
type RunExecution = ExecutionSettings &
  Pick<NewJob, 'randomized_ordering' | 'description_format'> & { readonly effectiveUser?: string };

export function runOptions() {
  return [
    ...whatOptions(),
    ...whereOptions(),
    ...inputOptions(),
    ...scheduleOptions(),
    ...executionOptions(),
    ...credentialOptions(),
    ...safetyOptions(),
    ...afterStartOptions(),
  ] as const;
}

function whatOptions() {
  return inGroup('What', [
    new Option('-c, --command <line>', 'run this command line; @FILE or - reads a script'),
    new Option('--script <file>', 'run this script file; - reads standard input').argParser(
      filled('--script'),
    ),
    new Option('--edit [input]', 'write the command, or this input, in your editor'),
    new Option('--template <name|id>', 'run this job template'),
    new Option('--feature <label>', 'run the template of this remote execution feature'),
    new Option('--description <text>', 'job description (default: from the template)'),
  ]);
}

function whereOptions() {
  return inGroup('Where', [
    new Option(
      '--host <names>',
      'host or set of hosts, e.g. web[01-20]; @FILE or - reads names; repeatable',
    ).argParser(collected),
    new Option('--search <query>', "hosts matching this search now, e.g. 'name ~ web'"),
    new Option('--bookmark <name>', 'hosts matching this bookmark (saved search)'),
    new Option('--exclude <names>', 'hosts to leave out, as for --host; repeatable').argParser(
      collected,
    ),
    new Option('--dynamic', 'search for hosts when the job starts, not now'),
    new Option('--random-order', 'run on the hosts in random order'),
  ]);
}

function inputOptions() {
  return [
    ...inGroup('Inputs', [
      new Option(
        '-i, --input <name=value>',
        'template input; @FILE or - reads it; repeatable',
      ).argParser(collected),
      new Option('--inputs-file <file>', 'inputs as YAML or JSON; - reads standard input'),
    ]),
    ...providerOptions(),
  ] as const;
}

function safetyOptions() {
  return [
    ...inGroup('Safety', [new Option('-n, --dry-run', 'show hosts and request; send nothing')]),
    ...hostLimitOptions(),
    ...inGroup('Safety', [
      new Option(
        '--canary <n|n%>',
        'run on n hosts first, and on the others only if all of them succeed',
      ).argParser(parseCanarySize),
    ]),
    ...namedOptions(),
  ] as const;
}

/** The option values as Commander passes them; durations are in milliseconds. */
export type RunFlags = OptionValues<ReturnType<typeof runOptions>>;

export const runConflicts = [
  ['dryRun', 'follow'],
  ['dryRun', 'group'],
  ['dryRun', 'detach'],
  ['host', 'search', 'bookmark'],
  ['exclude', 'dynamic'],
  ['command', 'script', 'template', 'feature'],
  ...secretConflicts,
  { of: ['wait', 'follow', 'detach'], unless: ['at', 'cron'] },
  ['follow', 'detach'],
  ['wait', 'detach'],
  ['at', 'cancelWhen'],
  ['cron', 'cancelWhen'],
  ...detachConflicts,
  ...scheduleConflicts,
  // Options that have no known hosts to divide, or exit before the canary has finished.
  ['dynamic', 'canary'],
  // With two jobs, two lists of groups would be printed.
  ['group', 'canary'],
  ['detach', 'canary'],
  ['at', 'canary'],
  ['cron', 'canary'],
] as const;

export const runNeeds = [
  ...providerNeeds,
  ...scheduleNeeds,
  ...afterStartNeeds,
  { options: ['dynamic'], oneOf: ['search', 'bookmark'] },
] as const;

/** Throws a usage `Failure` for options that are contradictory or incomplete. */
export function toRunOptions(raw: RunFlags, asked: readonly string[] = []): RunOptions {
  const what = whatOf(raw);
  const target = targetOf(raw);
  if (raw.feature !== undefined && raw.dynamic === true) {
    throw usageError(
      '--dynamic and --feature cannot be used together: the server would ignore --dynamic',
      'use --template instead of --feature',
    );
  }
  return {
    what,
    edit: raw.edit === undefined ? null : { input: raw.edit === true ? null : raw.edit },
    target,
    exclude: raw.exclude ?? [],
    inputs: raw.input ?? [],
    inputsFile: raw.inputsFile,
    providerInputs: providerTexts(raw),
    secrets: toSecretSources(raw),
    execution: executionOf(raw),
    ...toAfterStartOptions(afterStartFlags(raw)),
    schedule: toWantedSchedule(raw),
    dryRun: raw.dryRun === true,
    canary: raw.canary ?? null,
    named: namedOf(raw),
    hostLimits: { max: raw.maxHosts, expect: raw.expectHosts },
    asked,
  };
}

const whatFlags = ['command', 'script', 'edit', 'template', 'feature'] as const;

/** Which of the things that every run needs the command line lacks. */
export function missingOf(raw: RunFlags): { readonly what: boolean; readonly where: boolean } {
  return {
    what: !whatFlags.some((name) => raw[name] !== undefined),
    where: (raw.host ?? raw.search ?? raw.bookmark) === undefined,
  };
}

/** True if standard input is read as a value, and cannot answer questions. */
export function readsInput(raw: RunFlags): boolean {
  return inputReaders(raw, secretReaders(raw)).length > 0;
}

function whatOf(raw: RunFlags): What {
  if (raw.command !== undefined) {
    if (raw.command.trim() === '') throw emptyCommand('the command is empty');
    return { kind: 'command', source: { kind: 'line', line: raw.command } };
  }
  if (raw.script !== undefined)
    return { kind: 'command', source: { kind: 'file', path: raw.script } };
  if (raw.template !== undefined) return { kind: 'template', name: raw.template };
  if (raw.feature !== undefined) return { kind: 'feature', label: raw.feature };
  if (raw.edit !== undefined) return { kind: 'command', source: null };
  throw usageError(
    'nothing to run: give --command, --template or --feature',
    "try: rexctl run --command 'uptime' --host NAME",
  );
}

function targetOf(raw: RunFlags): Target {
  refuseTwoReaders(raw, secretReaders(raw));
  const dynamic = raw.dynamic === true;
  if (raw.host !== undefined) return { kind: 'hosts', names: raw.host };
  if (raw.search !== undefined) {
    const query = readSearch(raw.search, { where: '--search', of: 'hosts' });
    return { kind: 'search', query, dynamic };
  }
  if (raw.bookmark !== undefined) return { kind: 'bookmark', name: raw.bookmark, dynamic };
  throw usageError(
    'no hosts to run on: give --host, --search or --bookmark',
    "try: rexctl host list 'name ~ web'",
  );
}

function executionOf(raw: RunFlags): RunExecution {
  return defined({
    ...toExecutionSettings(raw),
    randomized_ordering: raw.randomOrder === undefined ? undefined : true,
    effectiveUser: raw.effectiveUser,
    description_format: raw.description,
  });
}
