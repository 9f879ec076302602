import type { InputValue, JobDetail, JobInvocation, Targeting } from './job-invocation.ts';
import type { NewJob } from './new-job.ts';
import { type InputSheet, inputMask } from './template-inputs.ts';

/** What a requested job must look like when it is read; `undefined` = not known in advance. */
export interface ExpectedJob {
  readonly template_id: number | null;
  readonly targeting: Pick<Targeting, 'targeting_type' | 'search_query' | 'bookmark_id'>;
  /**
   * Values by the names of inputs. A hidden value is `null`: only its presence can be compared.
   * Without a map, the inputs are not known.
   */
  readonly inputs: ReadonlyMap<string, string | null> | null;
  /** Values of omitted inputs, which the server fills in, by name; `null` for a hidden one. */
  readonly defaults: ReadonlyMap<string, string | null>;
  readonly description: string | undefined;
  readonly mode: JobDetail['mode'];
  /** Milliseconds since 1970. */
  readonly startAt: number | undefined;
  readonly cronLine: string | undefined;
  readonly effectiveUser: string | undefined;
}

/** The expected job of a create request. */
export function expectedJob(job: NewJob, sheet: InputSheet): ExpectedJob {
  const inputs = [...sheet.own, ...sheet.foreign];
  const hidden = new Set(inputs.filter((input) => input.hidden_value).map((input) => input.name));
  const seen = (name: string, value: string) => [name, hidden.has(name) ? null : value] as const;
  const startAt = job.scheduling === undefined ? undefined : Date.parse(job.scheduling.start_at);
  return {
    template_id: job.job_template_id ?? null,
    targeting: {
      targeting_type: job.targeting_type,
      search_query: job.search_query ?? null,
      bookmark_id: job.bookmark_id ?? null,
    },
    inputs: new Map(Object.entries(job.inputs ?? {}).map(([name, value]) => seen(name, value))),
    defaults: new Map(inputs.map((input) => seen(input.name, input.default ?? ''))),
    description: job.description_format?.includes('%{') ? undefined : job.description_format,
    mode:
      job.recurrence !== undefined ? 'recurring' : startAt === undefined ? 'immediate' : 'future',
    startAt: job.recurrence === undefined ? startAt : undefined,
    cronLine: job.recurrence?.cron_line,
    effectiveUser: job.ssh?.effective_user,
  };
}

/** The expected job of the server's rerun: an immediate copy without the description. */
export function expectedCopy(job: JobDetail): ExpectedJob {
  return {
    template_id: job.template_id,
    targeting: job.targeting ?? { targeting_type: null, search_query: null, bookmark_id: null },
    inputs:
      job.inputs === null
        ? null
        : new Map(job.inputs.map(({ name, value }) => [name, shown(value)])),
    defaults: new Map(),
    description: undefined,
    mode: 'immediate',
    startAt: undefined,
    cronLine: undefined,
    effectiveUser: job.effective_user ?? undefined,
  };
}

function shown(value: string | null): string | null {
  return value === inputMask ? null : value;
}

/** Whether a row of the index, which has few fields, may be the requested job. */
export function rowMayMatch(row: JobInvocation, wanted: ExpectedJob): boolean {
  const { template_id, description } = row;
  return (
    (template_id === null || wanted.template_id === null || template_id === wanted.template_id) &&
    (wanted.description === undefined || cut(description) === cut(wanted.description))
  );
}

/** `unreadable`: no visible field differs, but the inputs cannot be compared. */
type JobMatch = 'same' | 'other' | 'unreadable';

/** Whether a job may be the requested one. */
export function matchJob(job: JobDetail, wanted: ExpectedJob): JobMatch {
  const alike =
    rowMayMatch(job, wanted) &&
    (job.targeting === null || sameTargeting(job.targeting, wanted.targeting)) &&
    sameTime(job, wanted) &&
    (wanted.effectiveUser === undefined ||
      job.effective_user === null ||
      job.effective_user === wanted.effectiveUser);
  if (!alike) return 'other';
  if (job.inputs === null || job.targeting === null || wanted.inputs === null) return 'unreadable';
  return sameInputs(job.inputs, wanted.inputs, wanted.defaults);
}

function sameTargeting(is: Targeting, wanted: ExpectedJob['targeting']): boolean {
  if (is.targeting_type !== wanted.targeting_type) return false;
  if (wanted.bookmark_id !== null) return is.bookmark_id === wanted.bookmark_id;
  return (is.search_query ?? '').trim() === (wanted.search_query ?? '').trim();
}

function sameTime({ mode, scheduling, recurrence }: JobDetail, wanted: ExpectedJob): boolean {
  if (mode !== wanted.mode) return false;
  if (wanted.cronLine !== undefined) return recurrence?.cron_line === wanted.cronLine;
  return wanted.startAt === undefined || Date.parse(scheduling?.start_at ?? '') === wanted.startAt;
}

/** Compares inputs. The server shows empty inputs, and absent hidden ones, as not given. */
function sameInputs(
  values: readonly InputValue[],
  inputs: NonNullable<ExpectedJob['inputs']>,
  defaults: ExpectedJob['defaults'],
): JobMatch {
  const left = new Map(inputs);
  const found = values.map(({ name, value }) => {
    const wanted = left.has(name) ? left.get(name) : defaults.get(name);
    left.delete(name);
    return sameValue(value, wanted);
  });
  if (found.includes('other') || [...left.values()].some((value) => value !== '')) return 'other';
  return found.includes('unreadable') ? 'unreadable' : 'same';
}

/** Compares one value. A masked value of an input that is not known as hidden may be any. */
function sameValue(value: string | null, wanted: string | null | undefined): JobMatch {
  if (wanted === null) return 'same';
  if (wanted !== undefined && value === inputMask) return 'unreadable';
  return (wanted ?? '') === (value ?? '') ? 'same' : 'other';
}

/** The description as the server stores it: at most 255 characters. */
function cut(description: string | null): string {
  return (description ?? '').slice(0, 255).trim();
}
