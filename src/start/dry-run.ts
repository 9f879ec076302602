import { createBody } from '../api/endpoints/job-actions.ts';
import type { Context } from '../cli/context.ts';
import { defined } from '../defined.ts';
import type { Answered } from '../documents/types.ts';
import type { TargetHost } from '../jobs/job-invocation.ts';
import { type AnsweredStart, answered, type NewJob } from '../jobs/new-job.ts';
import { type InputSheet, inputMask } from '../jobs/template-inputs.ts';
import { hostCount } from '../text/counts.ts';
import { type PlannedSchedule, scheduleDocument, scheduleLines } from '../ui/nouns/schedule.ts';
import { durationText } from '../ui/time/duration.ts';

/** What would be sent, and on which hosts it would run. */
interface DryRun {
  /** `run` by default. */
  readonly verb?: 'run' | 'rerun';
  readonly title: string;
  readonly hosts: readonly (TargetHost & { readonly why?: string })[];
  readonly newJob: NewJob;
  readonly sheet: InputSheet;
  readonly planned?: PlannedSchedule | null;
}

/** Shows hosts and the exact request, hidden inputs left out; sends nothing. */
export async function printDryRun(context: Context, plan: DryRun): Promise<AnsweredStart> {
  const hosts = plan.hosts.map(({ id, name, why }) => ({
    id,
    name,
    why,
  }));
  const width = Math.max(...plan.hosts.map((host) => host.name.length));
  await context.print({
    document: {
      dry_run: true,
      hosts,
      request: requestOf(plan),
      ...(plan.planned ? { schedule: scheduleDocument(plan.planned) } : {}),
    } satisfies Answered<'dry-run'>,
    prose: () =>
      [
        headline(plan),
        ...plan.hosts.map(
          ({ name, why }) => `  ${why === undefined ? name : `${name.padEnd(width)}  ${why}`}`,
        ),
        ...inputLines(plan),
        ...(plan.planned ? scheduleLines(plan.planned, context.clock.now()) : []),
        `Host search of the job: ${plan.newJob.search_query ?? `bookmark ${plan.newJob.bookmark_id}`}`,
        'Nothing was sent.',
        '',
      ].join('\n'),
  });
  return answered(0);
}

function headline({ verb = 'run', title, hosts }: DryRun): string {
  const what = `Would ${verb} ${title}`;
  return hosts.length === 0
    ? `${what}: no host matches now`
    : `${what} on ${hostCount(hosts.length)}:`;
}

/** The request that would be sent, hidden inputs left out. */
export function requestOf(plan: DryRun): Answered<'dry-run'>['request'] {
  const body = createBody({ ...masked(plan.newJob), inputs: shownInputs(plan) });
  return { method: 'POST', path: '/api/job_invocations', body };
}

function masked({ password, key_passphrase, ssh, ...job }: NewJob): NewJob {
  const mask = (value: string | undefined) => (value === undefined ? undefined : inputMask);
  const shownSsh = ssh && {
    ...ssh,
    effective_user_password: mask(ssh.effective_user_password),
  };
  return defined({
    ...job,
    password: mask(password),
    key_passphrase: mask(key_passphrase),
    ssh: shownSsh && defined(shownSsh),
  });
}

export function inputLines(plan: DryRun): string[] {
  const provider = Object.entries(plan.newJob.provider_inputs ?? {}).flatMap(([space, inputs]) =>
    Object.entries(inputs).map(([key, value]) => [`${space}.${key}`, value] as const),
  );
  const inputs = [...Object.entries(shownInputs(plan)), ...provider];
  return [...inputs.flatMap(inputText), ...settingLines(plan.newJob)];
}

/** How the job runs, where the command line or the old job changes it. */
function settingLines(job: NewJob): string[] {
  const seconds = job.execution_timeout_interval;
  const settings = {
    'User on the hosts': job.ssh?.effective_user,
    'SSH user': job.ssh_user,
    'Hosts at a time': job.concurrency_control?.concurrency_level,
    'Order of the hosts': job.randomized_ordering === true ? 'random' : undefined,
    'Time limit for each host': seconds === undefined ? undefined : durationText(seconds * 1000),
  };
  return Object.entries(settings).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
}

/** A value of several lines is printed below its name. */
function inputText([name, value]: readonly [string, string]): readonly string[] {
  const lines = value.replace(/\r?\n$/, '').split(/\r?\n/);
  return lines.length === 1
    ? [`Input ${name}: ${lines[0]}`]
    : [`Input ${name}:`, ...lines.map((line) => (line === '' ? '' : `  ${line}`))];
}

function shownInputs({ newJob, sheet }: DryRun): Record<string, string> {
  const hidden = new Set(
    [...sheet.own, ...sheet.foreign].filter((input) => input.hidden_value).map(({ name }) => name),
  );
  const inputs = Object.entries(newJob.inputs ?? {});
  return Object.fromEntries(
    inputs.map(([name, value]) => [name, hidden.has(name) ? inputMask : value]),
  );
}
