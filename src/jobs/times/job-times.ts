/** Who started a job and when it ran, by the server's clock; `null` = unknown. */
export interface JobTimes {
  /** The login of the user. */
  readonly user: string | null;
  /** ISO 8601 in UTC; also `null` for a job that has not started. */
  readonly started_at: string | null;
  /** ISO 8601 in UTC; also `null` while it is running. */
  readonly ended_at: string | null;
  /** In seconds; also `null` while it is running. */
  readonly duration_s: number | null;
}

export const unknownTimes: JobTimes = {
  user: null,
  started_at: null,
  ended_at: null,
  duration_s: null,
};

/** The times of a task. */
export interface TimedTask {
  readonly username: string | null;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  /** In seconds; until now if it is running. */
  readonly duration: number | null;
}

/** The times of a job, from its task. */
export function jobTimesOf({ username, started_at, ended_at, duration }: TimedTask): JobTimes {
  return {
    user: username,
    started_at,
    ended_at,
    duration_s: started_at === null || ended_at === null ? null : duration,
  };
}

/** Seconds between two times; `null` if one is unknown, or the second is earlier. */
export function secondsBetween(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  return seconds >= 0 ? seconds : null;
}
