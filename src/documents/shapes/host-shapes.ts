import * as v from 'valibot';
import { hostFailureKinds } from '../../jobs/hosts/host-failure.ts';
import { hostStatuses } from '../../jobs/hosts/host-run.ts';
import { hostClocks } from '../../jobs/times/host-times.ts';
import { described, number, numberOrNull, text, textOrNull, timeOrNull } from './fields.ts';

export const target = v.object({ id: number('id of the host'), name: text('name of the host') });

export const hostStatus = described(v.picklist(hostStatuses), 'state or result of the host');

/** When a job ran on a host. */
export const hostTimes = v.object({
  started_at: timeOrNull('when the host started; null: not started, or unknown'),
  ended_at: timeOrNull('when the host finished; null: not finished, or unknown'),
  duration_s: numberOrNull('how long the host took, in seconds; null: not finished, or unknown'),
  clock: described(
    v.nullable(v.picklist(hostClocks)),
    'where the times come from: server: from when the host was planned; smart_proxy: from the first to the last line of its script; rexctl: as rexctl saw them while it followed the job; null: no time is known',
  ),
});

export const failureReason = textOrNull(
  'why the host failed: unreachable, exit 3; null: it did not fail, or the reason is unknown',
);

export const hostFailure = described(
  v.nullable(
    v.object({
      kind: described(
        v.picklist(hostFailureKinds),
        'what happened to the host; more may be added within rexctl/1',
      ),
      exit_code: numberOrNull("exit code of the host's script; null: there is none"),
      message: textOrNull('the line that explains the failure best'),
    }),
  ),
  'why the host did not succeed; null: it succeeded, has not finished, or its output was not read',
);

export const hostRun = v.object({
  ...target.entries,
  status: hostStatus,
  job_status: textOrNull("the server's own status of the host"),
  failure: hostFailure,
  operatingsystem_name: textOrNull('operating system of the host'),
  hostgroup_name: textOrNull('host group of the host'),
  smart_proxy_name: textOrNull('smart proxy that ran the job on the host'),
  ...v.partial(hostTimes).entries,
});

/** The state of a host while its job is followed. */
export const hostState = v.object({
  ...target.entries,
  status: hostStatus,
  exit_code: numberOrNull("exit code of the host's script; null: unknown, or there is none"),
  reason: failureReason,
  failure: hostFailure,
  last_line: textOrNull('last line that the host printed'),
  ...v.partial(hostTimes).entries,
});
