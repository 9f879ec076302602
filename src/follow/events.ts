import type { Clock } from '../clock.ts';
import type { EventSink, FollowEvent, SummaryEvent } from '../jobs/event.ts';

type Unstamped<Event> = Event extends unknown ? Omit<Event, 'time' | 'job_id'> : never;

/** What happens while a job is followed, without the time and the job; its end is no part of it. */
export type EventOfJob = Unstamped<Exclude<FollowEvent, SummaryEvent>>;

export type Emit = (event: EventOfJob) => void;

/**
 * The time, asked for once for all that happens in one turn of the program: a response has many
 * thousands of lines.
 */
export function timeOfTurn(clock: Clock): () => number {
  let now: number | null = null;
  const forget = () => {
    now = null;
  };
  return () => {
    if (now !== null) return now;
    queueMicrotask(forget);
    now = clock.now();
    return now;
  };
}

/** Stamps what happens in a job with time and job, and hands it to `sink`. */
export function stampedEvents(timeNow: () => number, jobId: number, sink: EventSink): Emit {
  let stampedAt = Number.NaN;
  let time = '';
  return (event) => {
    const now = timeNow();
    // A date made to text costs more than a line.
    if (now !== stampedAt) {
      stampedAt = now;
      time = timestampOf(now);
    }
    sink({ time, job_id: jobId, ...event } as FollowEvent);
  };
}

/** Whether the job itself did something; warnings and a lost contact are about the follow. */
export function isProgress({ type }: EventOfJob): boolean {
  return type !== 'warning' && type !== 'contact';
}

export function timestampOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
