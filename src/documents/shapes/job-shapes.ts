import * as v from 'valibot';
import { outcomes } from '../../jobs/outcome.ts';
import {
  described,
  flagOrNull,
  list,
  number,
  numberOrNull,
  text,
  textOrNull,
  timeOrNull,
} from './fields.ts';
import { target } from './host-shapes.ts';
import { recurrence } from './series-shapes.ts';

export const outcome = described(
  v.picklist(outcomes),
  'result or state of the job; more may be added within rexctl/1',
);

export const counts = v.object({
  total: numberOrNull('hosts of the job; null until they are resolved'),
  succeeded: numberOrNull('hosts that succeeded'),
  failed: numberOrNull('hosts that failed'),
  cancelled: numberOrNull(
    'hosts that were cancelled; includes those that never ran, once the job has stopped',
  ),
  never_ran: numberOrNull(
    'hosts that never ran, a part of cancelled; null: the hosts were not read',
  ),
  pending: numberOrNull('hosts that have not finished'),
  missing: numberOrNull('hosts that were deleted or are not visible to you'),
});

const task = v.object({
  id: text('id of the task in Foreman'),
  state: text("the server's state of the task, such as running, paused or stopped"),
  started_at: timeOrNull('when the task started; null: it has not started'),
  cancellable: flagOrNull('true: the task can be cancelled now'),
});

/** Fields from the task of the job; `list` has them only if one of them is requested. */
const jobTimes = {
  user: v.optional(textOrNull('login of the user who started the job; null: not visible to you')),
  started_at: v.optional(
    timeOrNull("when the job started, by the server's clock; null: not started, or unknown"),
  ),
  ended_at: v.optional(
    timeOrNull("when the job finished, by the server's clock; null: not finished, or unknown"),
  ),
  duration_s: v.optional(
    numberOrNull('how long the job took, in seconds; null: not finished, or unknown'),
  ),
};

/** The fields of a job that every document has. */
const jobRow = {
  id: number('id of the job'),
  outcome: described(
    v.nullable(outcome),
    'result or state of the job; null: it depends on hosts that were not read, see possible_outcomes',
  ),
  possible_outcomes: v.optional(
    list(outcome, 'only if outcome is null: the outcomes that the job may have'),
  ),
  status: text("Foreman's own status of the job, up to 15 s behind"),
  description: textOrNull('title of the job'),
  job_category: textOrNull('category of the template'),
  template_id: numberOrNull('id of the template'),
  template_name: textOrNull('name of the template'),
  effective_user: textOrNull('user on the hosts that the script runs as'),
  ssh_user: textOrNull('user for the SSH login'),
  start_at: timeOrNull('when the job started or is planned to start; null: it never started'),
  ...jobTimes,
  counts: described(counts, 'numbers of hosts'),
  task: described(v.nullable(task), 'task of the job in Foreman; null: the job never started'),
  time_to_pickup: numberOrNull(
    'pull mode: seconds that a host has to fetch the job; null: no limit',
  ),
  concurrency_level: numberOrNull('hosts that run at the same time; null: no limit'),
  execution_timeout_interval: numberOrNull(
    "seconds after which a host's script is stopped; null: no limit",
  ),
  rerun: described(
    v.nullable(
      v.object({
        attempt: number('1 for the first rerun'),
        root: number('id of the original job'),
      }),
    ),
    'which rerun the job is; null: it is no rerun',
  ),
  unreadable: list(v.string(), 'fields that this server does not return'),
};

const targeting = v.object({
  bookmark_id: numberOrNull('id of the bookmark; null: the hosts were not chosen by one'),
  bookmark_name: textOrNull('name of the bookmark'),
  search_query: textOrNull('search for the hosts'),
  targeting_type: textOrNull(
    'static_query: the search ran once; dynamic_query: it runs at each start',
  ),
  user_id: numberOrNull('id of the user who started the job'),
  randomized_ordering: flagOrNull('true: the hosts run in random order'),
  hosts: described(v.nullable(v.array(target)), 'hosts of the job; null: they were not read'),
});

const scheduling = v.object({
  start_at: timeOrNull('when the job is planned to start'),
  start_before: timeOrNull('the server drops the job if it has not started by then'),
});

/** The fields that only a read of a single job returns; a list does not have them. */
const jobDetail = {
  mode: v.optional(
    described(
      v.picklist(['recurring', 'future', 'immediate']),
      'run of a series, planned for later, or started at once',
    ),
  ),
  scheduling: v.optional(
    described(v.nullable(scheduling), 'times of a planned job; null: it was started at once'),
  ),
  recurrence: v.optional(
    described(v.nullable(recurrence), 'series of the job; null: it belongs to no series'),
  ),
  targeting: v.optional(described(v.nullable(targeting), 'how the hosts were chosen')),
  inputs: v.optional(
    described(
      v.nullable(
        v.array(
          v.object({
            name: text('name of the input'),
            value: textOrNull('value of the input; ***** if the template hides it'),
          }),
        ),
      ),
      'inputs of the template; null: not returned by this server',
    ),
  ),
  job_organization: v.optional(textOrNull('organization that the job runs in')),
  job_location: v.optional(textOrNull('location that the job runs in')),
};

export const job = v.object({ ...jobRow, ...jobDetail });
