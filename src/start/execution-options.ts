import { Option } from '@commander-js/extra-typings';
import { filled, positiveDuration, wholeNumber } from '../cli/options/option-parsers.ts';
import { inGroup } from '../cli/options/option-text.ts';
import type { OptionValues } from '../cli/options/option-values.ts';
import { defined } from '../defined.ts';
import { concurrencyControl, type NewJob } from '../jobs/new-job.ts';

/**
 * How a job runs on its hosts; a rerun takes the same options for what the server does not give
 * back.
 */
export type ExecutionSettings = Pick<
  NewJob,
  'concurrency_control' | 'ssh_user' | 'execution_timeout_interval' | 'time_to_pickup'
>;

export function executionOptions() {
  return [
    ...inGroup('Where', [
      new Option('--concurrency <n>', 'run on at most n hosts at a time').argParser(
        wholeNumber('--concurrency', 1),
      ),
    ]),
    ...inGroup('Credentials', [
      new Option('--ssh-user <name>', 'SSH user that logs in to the hosts').argParser(
        filled('--ssh-user'),
      ),
    ]),
    ...inGroup('When', [
      new Option('--execution-timeout <duration>', 'time limit for each host').argParser(
        positiveDuration('--execution-timeout'),
      ),
      new Option(
        '--time-to-pickup <duration>',
        'pull mode: time limit for a host to fetch the job',
      ).argParser(positiveDuration('--time-to-pickup')),
    ]),
  ] as const;
}

/** The option values as Commander passes them; durations are in milliseconds. */
type ExecutionFlags = OptionValues<ReturnType<typeof executionOptions>>;

/** The given settings, with the names of the API and in seconds. */
export function toExecutionSettings(raw: ExecutionFlags): ExecutionSettings {
  const seconds = (milliseconds: number | undefined) =>
    milliseconds === undefined ? undefined : Math.ceil(milliseconds / 1000);
  return defined({
    concurrency_control: concurrencyControl(raw.concurrency),
    ssh_user: raw.sshUser,
    execution_timeout_interval: seconds(raw.executionTimeout),
    time_to_pickup: seconds(raw.timeToPickup),
  });
}
