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

describe('when its last host ended', () => {
  const seen = (time: string) => ({
    times: {
      started_at: null,
      ended_at: `2026-11-23T${time}.000Z`,
      ...{ duration_s: null, clock: 'rexctl' as const },
    },
  });

  function lastHostOf(jobEnd: string, settled = true): number | null | undefined {
    const state = openProgressState({ hostCount: null });
    const running = started('14:00:00');
    state.accept(at('14:00:00').job({}, running));
    state.accept(at('14:00:05').host(1, 'succeeded', seen('14:00:05')));
    state.accept(at('14:00:04').host(2, 'failed', seen('14:00:04')));
    const ended = { status: 'failed' as const, ...started('14:00:00', 'stopped') };
    if (settled) state.accept(at(jobEnd).job({ succeeded: 1, failed: 1 }, ended));
    state.accept(at('14:00:16').summary('failed', {}));
    return state.ending()?.lastHostMs;
  }

  it('is known where the job was seen to end later', () => {
    expect(lastHostOf('14:00:15')).toBe(5000);
    expect(lastHostOf('14:00:07')).toBe(5000);
  });

  it('is the end of the job where both came together, or only the hosts were waited for', () => {
    expect(lastHostOf('14:00:06')).toBeNull();
    expect(lastHostOf('14:00:15', false)).toBeNull();
  });
});
