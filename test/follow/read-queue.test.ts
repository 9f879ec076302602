import { describe, expect, test } from 'vitest';
import { ReadQueue } from '../../src/follow/read-queue.ts';

/** Everything that can be taken at this moment, in order. */
function takeAll(schedule: ReadQueue, now: number): number[] {
  const taken: number[] = [];
  for (let id = schedule.take(now); id !== undefined; id = schedule.take(now)) taken.push(id);
  return taken;
}

describe('whose output is read next', () => {
  test('nobody before the time; then who has waited longest', () => {
    const schedule = new ReadQueue();
    schedule.add(1, null, 300);
    schedule.add(2, null, 100);
    schedule.add(3, null, 200);
    expect(schedule.take(99)).toBeUndefined();
    expect(takeAll(schedule, 250)).toEqual([2, 3]);
    expect(takeAll(schedule, 300)).toEqual([1]);
  });

  test('a host that has ended goes before all that have waited up to 3 s longer, and no further', () => {
    const schedule = new ReadQueue();
    schedule.add(1, null, 1001, 'active');
    schedule.add(2, null, 4000, 'ended');
    schedule.add(3, null, 999, 'active');
    expect(takeAll(schedule, 4000)).toEqual([3, 2, 1]);
  });

  test('a host that prints goes before quiet ones that have waited up to 2 s longer, and no further', () => {
    const schedule = new ReadQueue();
    schedule.add(1, null, 2001, 'quiet');
    schedule.add(2, null, 4000, 'active');
    schedule.add(3, null, 1999, 'quiet');
    expect(takeAll(schedule, 4000)).toEqual([3, 2, 1]);
  });

  test('a host is not read twice at a time, and again when its time has come', () => {
    const schedule = new ReadQueue();
    schedule.add(1, null, 0);
    expect(takeAll(schedule, 0)).toEqual([1]);
    schedule.hurry(1, 10, 'active');
    expect(schedule.take(20)).toBeUndefined();
    expect(schedule.nextDue()).toBeUndefined();
    schedule.later(1, 500, 'quiet');
    expect(schedule.nextDue()).toBe(10);
    expect(takeAll(schedule, 20)).toEqual([1]);
    schedule.later(1, 500, 'quiet');
    expect(schedule.nextDue()).toBe(500);
  });

  test('whoever hurries is due at once, never later than it was', () => {
    const schedule = new ReadQueue();
    schedule.add(1, null, 9000, 'quiet');
    schedule.hurry(1, 100, 'active');
    schedule.hurry(1, 200, 'active');
    schedule.hurry(7, 0, 'active');
    expect(schedule.nextDue()).toBe(100);
    expect(schedule.ids()).toEqual([1]);
  });

  test('a host is as urgent as its last read was', () => {
    const schedule = new ReadQueue();
    schedule.add(1, null, 0, 'active');
    schedule.take(0);
    schedule.later(1, 2000, 'quiet');
    schedule.add(2, null, 3000, 'active');
    expect(takeAll(schedule, 3000)).toEqual([2, 1]);
  });

  test('an ended host stays one, whatever its last read was', () => {
    const schedule = new ReadQueue();
    schedule.add(1, null, 0, 'ended');
    schedule.take(0);
    schedule.later(1, 4000, 'quiet');
    schedule.add(2, null, 1001, 'active');
    expect(takeAll(schedule, 4000)).toEqual([1, 2]);
  });

  test('who was removed is not read, also when its read ends later', () => {
    const schedule = new ReadQueue();
    schedule.add(1, 'p', 0);
    schedule.take(0);
    schedule.remove(1);
    schedule.later(1, 0, 'active');
    schedule.remove(1);
    expect([schedule.take(0), schedule.nextDue(), schedule.size, schedule.has(1)]).toEqual([
      undefined,
      undefined,
      0,
      false,
    ]);
  });
});

describe('hosts of a silent smart proxy', () => {
  function silent(): ReadQueue {
    const schedule = new ReadQueue();
    for (const id of [1, 2, 3]) schedule.add(id, 'p', id);
    schedule.add(4, 'other', 4);
    schedule.add(5, null, 5);
    schedule.setSilent('p', true);
    return schedule;
  }

  test('are read one at a time; those of others go on', () => {
    const schedule = silent();
    expect(takeAll(schedule, 10)).toEqual([1, 4, 5]);
    expect(schedule.nextDue()).toBeUndefined();
    schedule.later(1, 5000, 'quiet');
    expect(schedule.nextDue()).toBe(2);
    expect(takeAll(schedule, 10)).toEqual([2]);
  });

  test('are read together once it answers', () => {
    const schedule = silent();
    expect(schedule.take(10)).toBe(1);
    schedule.setSilent('p', false);
    expect(takeAll(schedule, 10)).toEqual([2, 3, 4, 5]);
  });

  test('that have ended need it no more, and do not wait for it', () => {
    const schedule = silent();
    expect(schedule.take(10)).toBe(1);
    schedule.hurry(3, 10, 'ended');
    expect(takeAll(schedule, 10)).toEqual([3, 4, 5]);
  });

  test('let the next one go when the one that is read is given up', () => {
    const schedule = silent();
    expect(takeAll(schedule, 10)).toEqual([1, 4, 5]);
    schedule.remove(1);
    expect(takeAll(schedule, 10)).toEqual([2]);
  });

  test('several that are under way when it falls silent all have to end first', () => {
    const schedule = silent();
    schedule.setSilent('p', false);
    expect([schedule.take(2), schedule.take(2)]).toEqual([1, 2]);
    schedule.setSilent('p', true);
    schedule.later(1, 5000, 'quiet');
    expect(schedule.take(3)).toBeUndefined();
    schedule.later(2, 5000, 'quiet');
    expect(schedule.take(3)).toBe(3);
  });

  test('a host without a proxy is never held up', () => {
    const schedule = new ReadQueue();
    schedule.add(1, null, 0);
    schedule.add(2, null, 0);
    schedule.setSilent(null, true);
    expect(takeAll(schedule, 0)).toEqual([1, 2]);
  });
});
