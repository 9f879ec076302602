import { secondsBetween, type TimedTask } from './job-times.ts';

/** The clock of a host's times. */
export const hostClocks = ['server', 'smart_proxy', 'rexctl'] as const;

/**
 * When a job ran on a host, ISO 8601 in UTC; `null` = unknown. The meaning depends on the clock.
 * `server`: the task of the host, which starts when the host is planned, so it includes waiting for
 * other hosts. `smart_proxy`: the first and the last line. `rexctl`: when a follow saw it start and
 * end.
 */
export interface HostTimes {
  readonly started_at: string | null;
  readonly ended_at: string | null;
  /** In seconds; `null` unless both times are known. */
  readonly duration_s: number | null;
  /** `null` if neither time is known. */
  readonly clock: (typeof hostClocks)[number] | null;
}

export const unknownHostTimes: HostTimes = {
  started_at: null,
  ended_at: null,
  duration_s: null,
  clock: null,
};

/** The times of a host from its stopped task. */
export function hostTimesOfTask({
  started_at,
  ended_at,
  duration,
}: Omit<TimedTask, 'username'>): HostTimes {
  if (started_at === null && ended_at === null) return unknownHostTimes;
  const duration_s = duration ?? secondsBetween(started_at, ended_at);
  return {
    started_at,
    ended_at,
    duration_s: started_at === null || ended_at === null ? null : duration_s,
    clock: 'server',
  };
}
