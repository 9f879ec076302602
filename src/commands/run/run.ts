import { Option } from '@commander-js/extra-typings';
import { afterStartOptions } from '../../attach/after-start.ts';
import { printNothingToDo } from '../../attach/nothing-started.ts';
import { prepareToAttach } from '../../attach/options.ts';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import { untilSent } from '../../cli/nothing-sent.ts';
import { collected, filled } from '../../cli/option-parsers.ts';
import { refuseCsv } from '../../cli/refuse-csv.ts';
import {
  refuseFieldsOfEvents,
  refuseFieldsOfFollow,
  refuseUnknownFields,
} from '../../cli/refuse-fields.ts';
import { textOfValue } from '../../cli/text-source.ts';
import type { SchemaName } from '../../documents/schema-names.ts';
import { usageError } from '../../errors.ts';
import { passGuards } from '../../guards/guard.ts';
import { hostLimit, hostLimitOptions } from '../../guards/host-limits.ts';
import { hostNames } from '../../lookup/host-names.ts';
import { chooseTarget, type Target } from '../../lookup/target.ts';
import {
  type ChosenTemplate,
  commandFeature,
  commandInput,
  templateByFeature,
  templateByName,
} from '../../lookup/template.ts';
import type { Competitors } from '../../start/concurrent-start.ts';
import { allGiven } from '../../start/given-inputs.ts';
import { checkBeforeAsking, completeInputs } from '../../start/input-values.ts';
import { limitOptions } from '../../start/limit-options.ts';
import { providerInputs, providerOptions } from '../../start/provider-inputs.ts';
import { secretOptions } from '../../start/secret-options.ts';
import { hiddenFromEnvironment, readSecrets, refuseShownSecrets } from '../../start/secrets.ts';
import type { Started } from '../../start/start-job.ts';
import type { PlannedSchedule } from '../../ui/nouns/schedule-text.ts';
import { whatRuns } from '../../ui/nouns/what-runs.ts';
import { canaryOptions } from './canary-options.ts';
import { namedOptions, whileNoneRuns } from './named-run.ts';
import { emptyCommand, type RunOptions, toRunOptions, type What } from './options.ts';
import {
  attachOrDetachRun,
  newJobOf,
  printRunDryRun,
  type RunPlan,
  type RunValues,
  refuseUnfit,
  startCanaryRun,
  startRun,
} from './plan.ts';
import { scheduleOptions } from './schedule-options.ts';

/** Starts a job on the hosts that were meant, and by default waits for its result. */
export const run = command({
  description: 'Starts a job and waits for its result, which is also the exit code.',
  options: [
    ...whatOptions(),
    ...howOptions(),
    ...scheduleOptions(),
    ...hostLimitOptions(),
    ...canaryOptions(),
    new Option('-n, --dry-run', 'show hosts and request; send nothing'),
    ...afterStartOptions(),
  ],
  examples: [
    [
      "rexctl run -c uptime --search 'name ~ web' --follow",
      'run a command and stream what the hosts print',
    ],
    [
      'rexctl run --template "Package Action - Script Default" -i action=install -i package=vim --host web01.example.com',
      'run a template on one host',
    ],
    [
      "rexctl run -c 'dnf -y update' --search 'name ~ web' --canary 5% --cancel-when 'failures>=3'",
      'a few hosts first, and stop when it goes wrong',
    ],
    [
      'id=$(rexctl run -c reboot --host db1.example.com --detach --json | jq .job.id)',
      'start and go on',
    ],
    ["rexctl run -c 'yum -y update' --search 'name ~ web' --at 'tomorrow 03:00'", 'start later'],
    [
      "rexctl run -c backup --bookmark db --dynamic --cron '0 3 * * mon-fri' --max-runs 20",
      'again and again',
    ],
  ],
  run: (context, flags) => runRun(toRunOptions(flags), context),
});

/** What is run, and where. */
function whatOptions() {
  return [
    new Option(
      '-c, --command <line>',
      'run this command line with the run-command template; @FILE and - read a script',
    ),
    new Option('--template <name|id>', 'run this job template'),
    new Option('--feature <label>', 'run the template of this remote execution feature'),
    new Option(
      '--host <names>',
      'run on this host or set, e.g. web[01-20]; @FILE and - read names; repeatable',
    ).argParser(collected),
    new Option('--exclude <names>', 'but not on these; like --host; repeatable').argParser(
      collected,
    ),
    new Option('--search <query>', 'run on the hosts that this search matches now; all: id > 0'),
    new Option('--bookmark <name>', 'run on the hosts of this bookmark'),
    new Option(
      '--dynamic',
      'let the server evaluate the search or bookmark itself when the job starts',
    ),
    new Option(
      '-i, --input <name=value>',
      'template input; @FILE and - read it whole, with its last line break; repeatable',
    ).argParser(collected),
    ...providerOptions(),
    new Option(
      '--inputs-file <file>',
      'more inputs, a YAML or JSON file of names and values; - reads it',
    ),
  ] as const;
}

function howOptions() {
  return [
    ...limitOptions(),
    new Option('--random-order', 'take the hosts in random order'),
    new Option('--effective-user <name>', 'run as this user on the hosts').argParser(
      filled('--effective-user'),
    ),
    ...secretOptions(),
    new Option('--description <text>', 'description of the job'),
    ...namedOptions(),
  ] as const;
}

function answerOf({ dryRun, canary }: RunOptions, leaves: boolean): SchemaName {
  if (dryRun) return 'dry-run';
  if (leaves) return 'started';
  return canary === null ? 'follow' : 'follow-jobs';
}

async function runRun(options: RunOptions, context: Context): Promise<number> {
  const leaves = options.afterStart === 'detach' || options.schedule?.leaves === true;
  if (!options.dryRun && (!leaves || options.named?.ifRunning === 'wait'))
    prepareToAttach(context, options.policy);
  if (leaves) refuseCsv(context);
  await refuseUnknownFields(context, answerOf(options, leaves), 'nothing-to-do');
  if (!options.dryRun) (leaves ? refuseFieldsOfEvents : refuseFieldsOfFollow)(context);
  const read = await namesRead(context, options);
  const work = (competitors?: Competitors) => begin(context, options, read, competitors);
  const begun = await untilSent(() =>
    options.dryRun ? work() : whileNoneRuns(context, options.named, work),
  );
  if (typeof begun === 'number') return begun;
  if ('skipped' in begun)
    return printNothingToDo(context, null, `Not started: ${begun.skipped}. Nothing to do.`);
  return attachOrDetachRun(context, options, begun.plan, begun.started);
}

/**
 * Hosts are looked up when the job may start, not before something else is waited for; a number is
 * the exit code.
 */
async function begin(
  context: Context,
  options: RunOptions,
  { meant, exclude }: NamesRead,
  competitors: Competitors | undefined,
): Promise<number | { readonly plan: RunPlan; readonly started: Started }> {
  const { canary } = options;
  const planned = await plannedSchedule(context, options);
  const chosen = await context.during('asking for the template', () =>
    chosenTemplate(context, options.what),
  );
  const known = await knownInputs(context, options, chosen);
  const provided = await providerInputs(context, options.providerInputs, chosen.template);
  refuseUnfit(chosen, options.manner);
  const target = await context.during('looking up the hosts', () =>
    chooseTarget(context, meant, exclude, planned !== null),
  );
  await passGuards(context, [hostLimit(options.hostLimits, target.hosts.length)]);
  const secrets = await secretsOf(context, options);
  const values = { inputs: await completeInputs(context, chosen.sheet, known), provided, secrets };
  const newJob = { ...newJobOf(chosen, target, values, options), ...planned?.request };
  const title = titleOf(options.what, chosen, values.inputs);
  const plan: RunPlan = { chosen, title, target, newJob, planned };
  if (canary !== null)
    return startCanaryRun(context, options, { ...plan, canary, values, competitors });
  if (options.dryRun) return printRunDryRun(context, plan);
  return { plan, started: await startRun(context, options, plan, competitors) };
}

interface NamesRead {
  readonly meant: Target;
  readonly exclude: readonly string[];
}

/** Files and standard input are read before anything is asked. */
async function namesRead(context: Context, { target, exclude }: RunOptions): Promise<NamesRead> {
  const meant =
    target.kind === 'hosts'
      ? { ...target, names: await hostNames(context, '--host', target.names, '--search') }
      : target;
  return { meant, exclude: await hostNames(context, '--exclude', exclude) };
}

/** `null` = at once; what reads times and cron lines is loaded only where there are any. */
async function plannedSchedule(
  context: Context,
  { schedule }: RunOptions,
): Promise<PlannedSchedule | null> {
  if (schedule === null) return null;
  const { planSchedule } = await import('./schedule.ts');
  return planSchedule(context, schedule);
}

async function chosenTemplate(context: Context, what: What): Promise<ChosenTemplate> {
  if (what.kind === 'template') return templateByName(context, what.name);
  return templateByFeature(context, what.kind === 'feature' ? what.label : commandFeature);
}

/** A command line is said as it is, not by the template that runs it. */
function titleOf({ kind }: What, chosen: ChosenTemplate, inputs: RunValues['inputs']): string {
  const command = kind === 'command' ? inputs[commandInput(chosen)] : undefined;
  return whatRuns(chosen.template.name, command);
}

/** What is wrong or missing is told before anything is asked. */
async function knownInputs(
  context: Context,
  options: RunOptions,
  chosen: ChosenTemplate,
): Promise<RunValues['inputs']> {
  const { sheet } = chosen;
  refuseShownSecrets(sheet, options.inputs);
  const given = await inputsOf(context, options, chosen);
  const inputs = { ...given, ...hiddenFromEnvironment(context, sheet, given) };
  checkBeforeAsking(context, sheet, inputs);
  return inputs;
}

/**
 * The server keeps them until the job has ended; each run of a series takes over those of the run
 * before.
 */
async function secretsOf(
  context: Context,
  { secrets, schedule }: RunOptions,
): Promise<RunValues['secrets']> {
  const read = await readSecrets(context, secrets);
  if (schedule === null || Object.keys(read).length === 0) return read;
  await context.warn(
    schedule.cron === undefined
      ? 'the server keeps the passwords, encrypted, until the job has ended'
      : 'the server keeps the passwords, encrypted, and hands them on from run to run until the series has ended',
  );
  return read;
}

async function inputsOf(
  context: Context,
  options: RunOptions,
  chosen: ChosenTemplate,
): Promise<Record<string, string>> {
  const given = await allGiven(context, options);
  if (options.what.kind !== 'command') return given;
  const name = commandInput(chosen);
  if (Object.hasOwn(given, name))
    throw usageError(`--command already sets input \`${name}\``, 'give one of them');
  return { ...given, [name]: await commandText(context, options.what.line) };
}

async function commandText(context: Context, line: string): Promise<string> {
  const text = await textOfValue(context, '--command', line);
  if (text.trim() === '') throw emptyCommand(`--command ${line} is empty`);
  return text;
}
