import { secondsBetween, type TimedTask } from './job-times.ts';

/** Whose clock the times of a host are by. */
export const hostClocks = ['server', 'smart_proxy', 'rexctl'] as const;

/**
 * When a job ran on a host, ISO 8601 UTC; `null` is unknown. By the `server`: its task there, which
 * begins when the host is planned, so that a limit of concurrent hosts counts. By the
 * `smart_proxy`: when its script printed first and last. By `rexctl`: when a follow saw it begin
 * and end, by the clock of this machine.
 */
export interface HostTimes {
  readonly started_at: string | null;
  readonly ended_at: string | null;
  /** In seconds; `null` unless both are known. */
  readonly duration_s: number | null;
  /** `null` where neither time is known. */
  readonly clock: (typeof hostClocks)[number] | null;
}

export const unknownHostTimes: HostTimes = {
  started_at: null,
  ended_at: null,
  duration_s: null,
  clock: null,
};

/** The times of a host by its task, which has stopped. */
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
