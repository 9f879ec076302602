import { describe, expect, it } from 'vitest';
import type { FollowEvent } from '../../../src/jobs/event.ts';
import { openProgressState } from '../../../src/ui/follow/progress-state.ts';
import { ExampleEvents } from './example-events.ts';

const at = (time: string) => new ExampleEvents(() => `2026-11-23T${time}Z`);
const started = (time: string, state = 'running') => ({
  task: {
    id: 't',
    state,
    started_at: time === '' ? null : `2026-11-23T${time}Z`,
    cancellable: true,
  },
});

function durationOf(...events: readonly FollowEvent[]): number | null | undefined {
  const state = openProgressState({ hostCount: null });
  for (const event of events) state.accept(event);
  return state.ending()?.durationMs;
}

describe('how long a job took', () => {
  it('is counted from its start, also when it was joined later', () => {
    const job = at('14:20:00').job({}, started('14:16:00'));
    expect(durationOf(job, at('14:21:00').summary('succeeded', {}))).toBe(300_000);
  });

  it('is counted from the first look where the clock of the server is ahead', () => {
    const job = at('14:20:00').job({}, started('14:50:00'));
    expect(durationOf(job, at('14:21:00').summary('succeeded', {}))).toBe(60_000);
  });

  it('does not count the time that a scheduled job waited', () => {
    const waiting = at('10:00:00').job({}, { status: 'queued', ...started('', 'scheduled') });
    const running = at('14:00:00').job({}, started('14:00:00'));
    expect(durationOf(waiting, running, at('14:01:00').summary('succeeded', {}))).toBe(60_000);
  });

  it('is not claimed for a job that had ended before', () => {
    const job = at('18:00:00').job(
      { succeeded: 120 },
      { status: 'succeeded', ...started('14:00:00', 'stopped') },
    );
    expect(durationOf(job, at('18:00:01').summary('succeeded', {}))).toBeNull();
  });

  it('is unknown as long as the job continues', () => {
    expect(durationOf(at('14:20:00').job({}))).toBeUndefined();
  });
});
