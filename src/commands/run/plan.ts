import type { Context } from '../../cli/context.ts';
import { usageError } from '../../errors.ts';
import { passGuards } from '../../guards/guard.ts';
import { hostLimit } from '../../guards/host-limits.ts';
import { checkPlaceholders, namedDescription } from '../../jobs/description.ts';
import type { TargetHost } from '../../jobs/job-invocation.ts';
import type { NewJob } from '../../jobs/new-job.ts';
import { hostNames } from '../../lookup/host-names.ts';
import { type ChosenTarget, chooseTarget, type Target, targetingOf } from '../../lookup/target.ts';
import {
  type ChosenTemplate,
  commandFeature,
  commandInput,
  templateByFeature,
  templateByName,
} from '../../lookup/template.ts';
import { askInputs, inputsToAsk, inputWords } from '../../start/asked-inputs.ts';
import { commandText } from '../../start/command-text.ts';
import type { Draft } from '../../start/draft.ts';
import { type EditedInput, editInput, inputToEdit } from '../../start/edited-input.ts';
import {
  checkBeforeAsking,
  completeInputs,
  hiddenFromEnvironment,
  hiddenToAsk,
  readInputs,
  refuseShownHidden,
} from '../../start/inputs.ts';
import { providerInputs } from '../../start/provider-inputs.ts';
import { type JobSecrets, readSecrets, withSecrets } from '../../start/secrets.ts';
import { whatRuns } from '../../ui/nouns/job-words.ts';
import type { PlannedSchedule } from '../../ui/nouns/schedule.ts';
import type { RunOptions, What } from './options.ts';

/** Everything that is decided about a run before it is sent. */
export interface RunPlan {
  readonly chosen: ChosenTemplate;
  /** What runs, as a sentence names it. */
  readonly title: string;
  readonly target: ChosenTarget;
  readonly newJob: NewJob;
  /** `null` = at once. */
  readonly planned: PlannedSchedule | null;
  /** The words for what the command line lacked and the user answered. */
  readonly asked: readonly string[];
}

/** The hosts that the command line names, with those from files and standard input. */
export interface TypedHosts {
  readonly target: Target;
  readonly exclude: readonly string[];
}

/** Reads files and standard input before anything is asked. */
export async function readTypedHosts(
  context: Context,
  { target, exclude }: RunOptions,
): Promise<TypedHosts> {
  const read =
    target.kind === 'hosts'
      ? { ...target, names: await hostNames(context, '--host', target.names, '--search') }
      : target;
  return { target: read, exclude: await hostNames(context, '--exclude', exclude) };
}

/**
 * Looks up the template and the hosts, and reads the values. Throws a `Failure` for wrong or
 * missing values before it asks the user for others.
 */
export async function planRun(
  context: Context,
  options: RunOptions,
  { target: typed, exclude }: TypedHosts,
  draft: Draft,
): Promise<RunPlan> {
  const planned = await plannedSchedule(context, options);
  const chosen = await context.during('reading the template', () =>
    chosenTemplate(context, options.what),
  );
  const edited = editedInputOf(chosen, options);
  const known = await knownInputs(context, options, chosen, edited);
  const provided = await providerInputs(context, options.providerInputs, chosen.template);
  refuseUnfit(chosen, options);
  const target = await context.during('looking up the hosts', () =>
    chooseTarget(context, typed, exclude, planned !== null),
  );
  await passGuards(context, [hostLimit(options.hostLimits, target.hosts.length)]);
  const shown = await askShown(context, options, chosen, withPlace(known, edited));
  const given = { ...known, ...shown };
  const written =
    edited === null
      ? {}
      : await writtenInput(context, { draft, edited, given, chosen, target, options });
  const secrets = await secretsOf(context, options);
  const hidden = hiddenToAsk(chosen.sheet, { ...given, ...written });
  const inputs = await completeInputs(context, chosen.sheet, { ...given, ...written });
  const values = { inputs, provided, secrets };
  const newJob = { ...newJobOf(chosen, target, values, options), ...planned?.request };
  const isAsked = options.asked.length + Object.keys(shown).length > 0;
  const asked = isAsked ? [...options.asked, ...inputWords(shown, hidden)] : [];
  return { chosen, title: titleOf(options.what, chosen, inputs), target, newJob, planned, asked };
}

/**
 * Asks for missing inputs. For a template that was chosen from a list, it also asks for inputs with
 * a default, because the user has not seen them.
 */
async function askShown(
  context: Context,
  { what, asked }: RunOptions,
  { template, sheet }: ChosenTemplate,
  known: Inputs,
): Promise<Inputs> {
  const isNew = what.kind === 'template' && asked.includes('--template');
  const inputs = inputsToAsk(context, sheet, known, { withDefaults: isNew });
  if (isNew && template.description !== null) await context.note(template.description);
  return askInputs(context, inputs);
}

/** The request for some hosts of a plan; not for hosts that the server chooses. */
export function requestFor({ target, newJob }: RunPlan, hosts: readonly TargetHost[]): NewJob {
  return { ...newJob, ...targetingOf({ ...target, hosts }) };
}

/** Loads the code for times and cron lines only if there are any. */
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

type Inputs = Readonly<Record<string, string>>;

/** Shows the command line itself, not the template that runs it. */
function titleOf({ kind }: What, chosen: ChosenTemplate, inputs: Inputs): string {
  const command = kind === 'command' ? inputs[commandInput(chosen)] : undefined;
  return whatRuns(chosen.template.name, command);
}

async function knownInputs(
  context: Context,
  options: RunOptions,
  chosen: ChosenTemplate,
  edited: EditedInput | null,
): Promise<Inputs> {
  const { sheet } = chosen;
  refuseShownHidden(sheet, options.inputs);
  const given = await givenInputs(context, options, chosen);
  const inputs = { ...given, ...hiddenFromEnvironment(context, sheet, given) };
  checkBeforeAsking(context, sheet, inputs, edited === null ? [] : [edited.input]);
  return inputs;
}

function editedInputOf(chosen: ChosenTemplate, { edit, what }: RunOptions): EditedInput | null {
  if (edit === null) return null;
  const command = what.kind === 'command' ? commandInput(chosen) : null;
  return inputToEdit(chosen.sheet, { named: edit.input, command });
}

/** The input that is written in the editor is not asked for. */
function withPlace(known: Inputs, edited: EditedInput | null): Inputs {
  return edited === null ? known : { [edited.input.name]: '', ...known };
}

interface Editing {
  readonly draft: Draft;
  readonly edited: EditedInput;
  readonly given: Inputs;
  readonly chosen: ChosenTemplate;
  readonly target: ChosenTarget;
  readonly options: RunOptions;
}

/** The editor opens with the given value, or with the default of the template. */
async function writtenInput(
  context: Context,
  { draft, edited, given, chosen, target, options }: Editing,
): Promise<Inputs> {
  const { name, default: usual } = edited.input;
  const text = given[name] ?? usual ?? '';
  const { hosts } = target;
  const about = { template: chosen.template.name, hosts, isDryRun: options.dryRun };
  return { [name]: await editInput(context, draft, edited, { text, ...about }) };
}

async function givenInputs(
  context: Context,
  options: RunOptions,
  chosen: ChosenTemplate,
): Promise<Inputs> {
  const given = await readInputs(context, options);
  if (options.what.kind !== 'command') return given;
  const name = commandInput(chosen);
  const { source } = options.what;
  if (source === null) return given;
  if (Object.hasOwn(given, name)) {
    const flag = source.kind === 'line' ? '--command' : '--script';
    throw usageError(`${flag} already sets input \`${name}\``, 'use only one');
  }
  return { ...given, [name]: await commandText(context, source) };
}

/**
 * The server keeps the passwords until the job has finished; each run of a series takes over those
 * of the previous one.
 */
async function secretsOf(context: Context, { secrets, schedule }: RunOptions): Promise<JobSecrets> {
  const read = await readSecrets(context, secrets);
  if (schedule === null || Object.keys(read).length === 0) return read;
  await context.warn(
    schedule.cron === undefined
      ? 'the server stores the passwords, encrypted, until the job finishes'
      : 'the server stores the passwords, encrypted, and passes them from run to run until the series ends',
  );
  return read;
}

/**
 * Throws a usage `Failure` for values that the template would ignore, or that the server would
 * print as two quotes.
 */
function refuseUnfit(
  { template, sheet }: ChosenTemplate,
  { execution: { effectiveUser, description_format } }: RunOptions,
): void {
  if (effectiveUser !== undefined && template.effective_user?.overridable === false) {
    throw usageError(
      `template \`${template.name}\` has a fixed effective user: the server would ignore --effective-user`,
    );
  }
  if (description_format !== undefined) checkPlaceholders(description_format, sheet);
}

/** The values for the template, its provider and the login on the hosts. */
interface RunValues {
  readonly inputs: Inputs;
  readonly provided: Pick<NewJob, 'provider_inputs'>;
  readonly secrets: JobSecrets;
}

function newJobOf(
  { template }: ChosenTemplate,
  target: ChosenTarget,
  { inputs, provided, secrets }: RunValues,
  { execution: { effectiveUser, ...execution }, named }: RunOptions,
): NewJob {
  const described =
    named === null
      ? {}
      : {
          description_format: namedDescription(
            named.name,
            execution.description_format,
            template.description_format,
          ),
        };
  const job = {
    job_template_id: template.id,
    ...targetingOf(target),
    inputs,
    ...execution,
    ...described,
    ...provided,
    ...(effectiveUser === undefined ? {} : { ssh: { effective_user: effectiveUser } }),
  };
  return withSecrets(job, secrets);
}
