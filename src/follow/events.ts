import type { Clock } from '../clock.ts';
import type { EventSink, FollowEvent, SummaryEvent } from '../jobs/event.ts';

type Unstamped<Event> = Event extends unknown ? Omit<Event, 'time' | 'job_id'> : never;

/** An event of a followed job, without time and job id; the summary is not one of them. */
export type EventOfJob = Unstamped<Exclude<FollowEvent, SummaryEvent>>;

export type Emit = (event: EventOfJob) => void;

/** The current time, read once per turn of the event loop: a response has thousands of lines. */
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

/** Adds time and job id to events and passes them to `sink`. */
export function stampedEvents(timeNow: () => number, jobId: number, sink: EventSink): Emit {
  let stampedAt = Number.NaN;
  let time = '';
  return (event) => {
    const now = timeNow();
    // Formatting a date costs more than emitting a line.
    if (now !== stampedAt) {
      stampedAt = now;
      time = timestampOf(now);
    }
    sink({ time, job_id: jobId, ...event } as FollowEvent);
  };
}

/** Whether the job made progress. Warnings and lost contact are about the follow, not the job. */
export function isProgress({ type }: EventOfJob): boolean {
  return type !== 'warning' && type !== 'contact';
}

export function timestampOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
