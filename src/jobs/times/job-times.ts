/** Who started a job, and when it ran, by the clock of the server; `null` is unknown. */
export interface JobTimes {
  /** Login. */
  readonly user: string | null;
  /** ISO 8601 UTC; `null` also for a job that has not started. */
  readonly started_at: string | null;
  /** ISO 8601 UTC; `null` also while it runs. */
  readonly ended_at: string | null;
  /** In seconds; `null` until it has ended. */
  readonly duration_s: number | null;
}

export const unknownTimes: JobTimes = {
  user: null,
  started_at: null,
  ended_at: null,
  duration_s: null,
};

/** A task of the server, as far as it has times. */
export interface TimedTask {
  readonly username: string | null;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  /** Seconds, up to now while it runs. */
  readonly duration: number | null;
}

/** The times of a job are those of its task. */
export function jobTimesOf({ username, started_at, ended_at, duration }: TimedTask): JobTimes {
  return {
    user: username,
    started_at,
    ended_at,
    duration_s: started_at === null || ended_at === null ? null : duration,
  };
}

/** Seconds between two times; `null` where one of them is unknown, or they are in no order. */
export function secondsBetween(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  return seconds >= 0 ? seconds : null;
}
