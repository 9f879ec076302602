import type { Foreman } from '../foreman.ts';
import { joinedFields, type SearchFields } from '../search/index.ts';
import { statusOf } from '../views/job-status.ts';
import type { DemoUser } from '../world/world-records.ts';
import type { JobRecord } from './job-record.ts';
import { logicOf } from './recurrence.ts';

/** The search fields of job invocations, with their traps. */
export function jobSearchFields(foreman: Foreman, caller: DemoUser): SearchFields<JobRecord> {
  const login = (job: JobRecord) => foreman.world.userById(job.user_id)?.login ?? null;
  const template = (job: JobRecord) => foreman.world.templateById(job.template_id)?.name ?? null;
  const user = {
    type: 'string' as const,
    get: login,
    match: (job: JobRecord, operator: string, value: string) =>
      job.task !== null && matchesUser(login(job), operator, value, caller),
  };
  return {
    id: { type: 'integer', get: (job) => job.id },
    job_category: { type: 'string', get: (job) => job.job_category, freeText: true },
    description: { type: 'string', get: (job) => job.description, freeText: true },
    host: {
      type: 'string',
      get: (job) => [...job.runs.values()].map((run) => run.host_name),
      freeText: true,
    },
    user,
    owner: user,
    started_at: { type: 'datetime', get: (job) => job.task?.started_at ?? null },
    start_at: { type: 'datetime', get: (job) => job.task?.start_at ?? null },
    ended_at: { type: 'datetime', get: (job) => job.task?.ended_at ?? null },
    status: { type: 'enum', get: (job) => statusOf(job).label, match: matchesStatus },
    targeted_host_id: {
      type: 'integer',
      get: (job) => [...job.targeting.host_ids],
      onlyEquals: 'value',
    },
    pattern_template_name: {
      type: 'string',
      get: template,
      match: (job, operator, value) => matchesTemplate(template(job), operator, value),
    },
    'recurring_logic.id': { type: 'integer', get: (job) => job.recurring_logic_id },
    'recurring_logic.purpose': {
      type: 'string',
      get: (job) => logicOf(foreman, job)?.purpose ?? null,
    },
    ...recurring,
  };
}

function matchesUser(
  login: string | null,
  operator: string,
  value: string,
  caller: DemoUser,
): boolean {
  const wanted = value === 'current_user' ? caller.login : value;
  if (operator === '!=' || operator === '<>') return login !== wanted;
  const contains = login?.toLowerCase().includes(wanted.toLowerCase()) ?? false;
  if (operator === '~') return contains;
  if (operator === '!~') return !contains;
  return login === wanted;
}

/** Compares a status: `running` also finds queued jobs; orphans and sets never match. */
function matchesStatus(job: JobRecord, operator: string, value: string): boolean {
  if (job.task === null) return false;
  const { label } = statusOf(job);
  const equal = value === 'running' ? label === 'running' || label === 'queued' : label === value;
  if (operator === '=') return equal;
  return operator === '!=' || operator === '<>' ? !equal : false;
}

/** Compares a template name; `~` without wildcards in the value means equality in any case. */
function matchesTemplate(name: string | null, operator: string, value: string): boolean {
  if (operator === '~') return name?.toLowerCase() === value.toLowerCase();
  return operator === '!=' ? name !== value : operator === '=' && name === value;
}

/**
 * The fields of series, an inner join: no comparison finds a job that does not recur, not even
 * `recurring = false` or one with `not`.
 */
const recurring: SearchFields<JobRecord> = joinedFields(
  (job: JobRecord) => (job.recurring_logic_id === null ? [] : [job.recurring_logic_id]),
  {
    recurring: {
      type: 'boolean',
      get: (id) => id,
      match: (_id, operator, value) => operator === '=' && value === 'true',
    },
  },
);
