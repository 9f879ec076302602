import type { Context } from '../../cli/context.ts';
import { defined } from '../../defined.ts';
import { usageError } from '../../errors.ts';
import { literalDescription, rerunDescription } from '../../jobs/description.ts';
import type { JobDetail, TargetHost, UnreadableField } from '../../jobs/job-invocation.ts';
import { concurrencyControl, type NewJob } from '../../jobs/new-job.ts';
import { idIn } from '../../jobs/search/search-query.ts';
import { type InputSheet, withMasked } from '../../jobs/template-inputs.ts';
import type { Chain } from '../../lookup/rerun-chain.ts';
import { type ChosenTemplate, templateById, templateByName } from '../../lookup/template.ts';
import type { ExecutionSettings } from '../../start/execution-options.ts';
import { type GivenInputs, refuseShownHidden } from '../../start/inputs.ts';
import { providerInputs } from '../../start/provider-inputs.ts';
import { readSecrets, type SecretSources, withSecrets } from '../../start/secrets.ts';
import { whatRuns } from '../../ui/nouns/job-words.ts';
import { completeRerunInputs, knownInputs } from './inputs.ts';

/** Settings that the user passes again because the server does not return them. */
export interface Overrides extends GivenInputs {
  /** Each as `namespace.key=value`. */
  readonly providerInputs: readonly string[];
  readonly secrets: SecretSources;
  readonly effectiveUser: string | undefined;
  readonly execution: ExecutionSettings;
  readonly withoutUnreadable: boolean;
}

export interface RerunRequest {
  readonly newJob: NewJob;
  readonly template: string;
  /** What runs, as a sentence names it. */
  readonly title: string;
  readonly sheet: InputSheet;
}

/** Providers without inputs beyond those of the template, so that nothing is lost. */
const plainProviders = ['script', 'ssh'];

/**
 * The request for a new job like the first of the chain, on exactly these hosts. Settings that the
 * API does not return are never guessed.
 */
export async function buildRerun(
  context: Context,
  chain: Chain,
  hosts: readonly TargetHost[],
  overrides: Overrides,
): Promise<RerunRequest> {
  const { job } = chain;
  const chosen = await templateOf(context, job);
  refuseUnreadable(job, chosen, overrides);
  refuseShownHidden(chosen.sheet, overrides.inputs);
  const sheet = withMasked(chosen.sheet, job.inputs ?? []);
  const provided = await providerInputs(context, overrides.providerInputs, chosen.template);
  const known = await knownInputs(context, job, sheet, overrides);
  const secrets = await readSecrets(context, overrides.secrets);
  const inputs = await completeRerunInputs(context, job, sheet, known);
  const description = rerunDescription(chain.lastAttempt + 1, chain.root, job.description);
  return {
    template: chosen.template.name,
    title: whatRuns(chosen.template.name, shownCommand(sheet, inputs)),
    sheet,
    newJob: withSecrets(
      {
        job_template_id: chosen.template.id,
        targeting_type: 'static_query',
        search_query: idIn(hosts.map((host) => host.id)),
        inputs,
        description_format: literalDescription(description),
        ...sameExecution(job),
        ...overrides.execution,
        ...provided,
        ...effectiveUser(job, chosen, overrides),
      },
      secrets,
    ),
  };
}

function shownCommand(
  { own }: InputSheet,
  inputs: Readonly<Record<string, string>>,
): string | undefined {
  const input = own.find(({ name }) => name === 'command');
  return input === undefined || input.hidden_value ? undefined : inputs[input.name];
}

async function templateOf(context: Context, job: JobDetail): Promise<ChosenTemplate> {
  if (job.template_id !== null) return templateById(context, job.template_id, job.template_name);
  if (job.template_name !== null) return templateByName(context, job.template_name);
  throw usageError(
    `the template of job ${job.id} was deleted or is not visible to you`,
    'start a new job: rexctl run',
  );
}

function sameExecution(job: JobDetail): Partial<NewJob> {
  const { concurrency_level, execution_timeout_interval, time_to_pickup, ssh_user } = job;
  return defined({
    concurrency_control: concurrencyControl(concurrency_level),
    execution_timeout_interval: execution_timeout_interval ?? undefined,
    time_to_pickup: time_to_pickup ?? undefined,
    ssh_user: ssh_user ?? undefined,
    randomized_ordering: job.targeting?.randomized_ordering === true ? true : undefined,
  });
}

/** If the template does not allow another effective user, the server uses that of the template. */
function effectiveUser(
  job: JobDetail,
  chosen: ChosenTemplate,
  overrides: Overrides,
): Partial<NewJob> {
  const user = overrides.effectiveUser ?? job.effective_user;
  if (user === null || chosen.template.effective_user?.overridable === false) return {};
  return { ssh: { effective_user: user } };
}

function refuseUnreadable(job: JobDetail, chosen: ChosenTemplate, overrides: Overrides): void {
  if (overrides.withoutUnreadable) return;
  const unread = job.unreadable.filter((field) => !givenAgain(field, overrides));
  const lost: string[] = unread.map((field) => field.replaceAll('_', ' '));
  const provider = chosen.template.provider_type?.toLowerCase() ?? 'script';
  if (!plainProviders.includes(provider) && overrides.providerInputs.length === 0)
    lost.push(`the ${chosen.template.provider_type} provider's own inputs`);
  if (lost.length === 0) return;
  throw usageError(
    `this server does not return these settings of job ${job.id}: ${lost.join(', ')}. Nothing was sent`,
    [
      ...(unread.length === 0
        ? []
        : [`pass again: ${unread.map((field) => flags[field]).join(' ')}`]),
      ...(lost.length === unread.length
        ? []
        : ['pass again: --ansible-tags TAGS, or --provider-input NAMESPACE.KEY=VALUE']),
      'or rerun with the defaults of template and server: --without-unreadable',
    ].join('\n'),
  );
}

function givenAgain(field: UnreadableField, overrides: Overrides): boolean {
  if (field === 'effective_user') return overrides.effectiveUser !== undefined;
  if (field === 'inputs') return overrides.inputs.length > 0 || overrides.inputsFile !== undefined;
  const { execution } = overrides;
  return field === 'concurrency_level'
    ? execution.concurrency_control !== undefined
    : execution[field] !== undefined;
}

const flags: Readonly<Record<UnreadableField, string>> = {
  effective_user: '--effective-user NAME',
  ssh_user: '--ssh-user NAME',
  time_to_pickup: '--time-to-pickup DURATION',
  concurrency_level: '--concurrency N',
  execution_timeout_interval: '--execution-timeout DURATION',
  inputs: '--input NAME=VALUE',
};
