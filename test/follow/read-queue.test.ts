import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type QueuedRead, type ReadClass, ReadQueue } from '../../src/follow/read-queue.ts';

interface Host extends QueuedRead {
  readonly id: number;
}

/** A queue whose hosts are named by their ids. */
class Hosts {
  private readonly queue = new ReadQueue<Host>();
  private readonly known = new Map<number, Host>();

  add(id: number, proxy: string | null, due: number, urgency: ReadClass = 'active'): void {
    const host: Host = { id, proxy, due, urgency, state: 'waiting', order: 0 };
    this.known.set(id, host);
    this.queue.add(host);
  }

  makeDue(id: number, now: number, urgency: ReadClass): void {
    this.queue.makeDue(this.host(id), now, urgency);
  }

  take(now: number): number | undefined {
    return this.queue.take(now)?.id;
  }

  later(id: number, due: number, urgency: ReadClass): void {
    this.queue.later(this.host(id), due, urgency);
  }

  remove(id: number): void {
    this.queue.remove(this.host(id));
  }

  setSilent(proxy: string | null, isSilent: boolean): void {
    this.queue.setSilent(proxy, isSilent);
  }

  nextDue(): number | undefined {
    return this.queue.nextDue();
  }

  private host(id: number): Host {
    const host = this.known.get(id);
    if (host === undefined) throw new Error(`host ${id} was not added`);
    return host;
  }
}

/** Everything that can be taken at this moment, in order. */
function takeAll(queue: Hosts, now: number): number[] {
  const taken: number[] = [];
  for (let id = queue.take(now); id !== undefined; id = queue.take(now)) taken.push(id);
  return taken;
}

describe('whose output is read next', () => {
  test('no host before the time; then the one that has waited longest', () => {
    const queue = new Hosts();
    queue.add(1, null, 300);
    queue.add(2, null, 100);
    queue.add(3, null, 200);
    expect(queue.take(99)).toBeUndefined();
    expect(takeAll(queue, 250)).toEqual([2, 3]);
    expect(takeAll(queue, 300)).toEqual([1]);
  });

  test('a host that has ended goes before all that have waited up to 3 s longer, and no further', () => {
    const queue = new Hosts();
    queue.add(1, null, 1001, 'active');
    queue.add(2, null, 4000, 'ended');
    queue.add(3, null, 999, 'active');
    expect(takeAll(queue, 4000)).toEqual([3, 2, 1]);
  });

  test('a host that prints goes before quiet ones that have waited up to 2 s longer, and no further', () => {
    const queue = new Hosts();
    queue.add(1, null, 2001, 'quiet');
    queue.add(2, null, 4000, 'active');
    queue.add(3, null, 1999, 'quiet');
    expect(takeAll(queue, 4000)).toEqual([3, 2, 1]);
  });

  test('a host is not read twice at a time, and again when its time has come', () => {
    const queue = new Hosts();
    queue.add(1, null, 0);
    expect(takeAll(queue, 0)).toEqual([1]);
    queue.makeDue(1, 10, 'active');
    expect(queue.take(20)).toBeUndefined();
    expect(queue.nextDue()).toBeUndefined();
    queue.later(1, 500, 'quiet');
    expect(queue.nextDue()).toBe(10);
    expect(takeAll(queue, 20)).toEqual([1]);
    queue.later(1, 500, 'quiet');
    expect(queue.nextDue()).toBe(500);
  });

  test('whoever hurries is due at once, never later than it was', () => {
    const queue = new Hosts();
    queue.add(1, null, 9000, 'quiet');
    queue.makeDue(1, 100, 'active');
    queue.makeDue(1, 200, 'active');
    expect(queue.nextDue()).toBe(100);
  });

  test('a host is as urgent as its last read was', () => {
    const queue = new Hosts();
    queue.add(1, null, 0, 'active');
    queue.take(0);
    queue.later(1, 2000, 'quiet');
    queue.add(2, null, 3000, 'active');
    expect(takeAll(queue, 3000)).toEqual([2, 1]);
  });

  test('an ended host stays one, whatever its last read was', () => {
    const queue = new Hosts();
    queue.add(1, null, 0, 'ended');
    queue.take(0);
    queue.later(1, 4000, 'quiet');
    queue.add(2, null, 1001, 'active');
    expect(takeAll(queue, 4000)).toEqual([1, 2]);
  });

  test('who was removed is not read, also when its read ends later', () => {
    const queue = new Hosts();
    queue.add(1, 'p', 0);
    queue.take(0);
    queue.remove(1);
    queue.later(1, 0, 'active');
    queue.remove(1);
    expect([queue.take(0), queue.nextDue()]).toEqual([undefined, undefined]);
  });
});

describe('hosts of a silent smart proxy', () => {
  function silent(): Hosts {
    const queue = new Hosts();
    for (const id of [1, 2, 3]) queue.add(id, 'p', id);
    queue.add(4, 'other', 4);
    queue.add(5, null, 5);
    queue.setSilent('p', true);
    return queue;
  }

  test('are read one at a time; those of others continue', () => {
    const queue = silent();
    expect(takeAll(queue, 10)).toEqual([1, 4, 5]);
    expect(queue.nextDue()).toBeUndefined();
    queue.later(1, 5000, 'quiet');
    expect(queue.nextDue()).toBe(2);
    expect(takeAll(queue, 10)).toEqual([2]);
  });

  test('are read together once it answers', () => {
    const queue = silent();
    expect(queue.take(10)).toBe(1);
    queue.setSilent('p', false);
    expect(takeAll(queue, 10)).toEqual([2, 3, 4, 5]);
  });

  test('that have ended need it no more, and do not wait for it', () => {
    const queue = silent();
    expect(queue.take(10)).toBe(1);
    queue.makeDue(3, 10, 'ended');
    expect(takeAll(queue, 10)).toEqual([3, 4, 5]);
  });

  test('let the next one go when the one that is read is given up', () => {
    const queue = silent();
    expect(takeAll(queue, 10)).toEqual([1, 4, 5]);
    queue.remove(1);
    expect(takeAll(queue, 10)).toEqual([2]);
  });

  test('several that are under way when it falls silent all have to end first', () => {
    const queue = silent();
    queue.setSilent('p', false);
    expect([queue.take(2), queue.take(2)]).toEqual([1, 2]);
    queue.setSilent('p', true);
    queue.later(1, 5000, 'quiet');
    expect(queue.take(3)).toBeUndefined();
    queue.later(2, 5000, 'quiet');
    expect(queue.take(3)).toBe(3);
  });

  test('a host without a proxy is never held up', () => {
    const queue = new Hosts();
    queue.add(1, null, 0);
    queue.add(2, null, 0);
    queue.setSilent(null, true);
    expect(takeAll(queue, 0)).toEqual([1, 2]);
  });
});

describe('the queue and a plain search over all its hosts', () => {
  const headStart = { ended: 5000, active: 2000, quiet: 0 };

  /** What is to be taken next, by looking at every host. */
  function search(hosts: readonly Host[], silent: ReadonlySet<string>, now: number) {
    const reading = (proxy: string) =>
      hosts.some((host) => host.proxy === proxy && host.state === 'reading');
    const mayBeRead = hosts.filter(
      ({ state, proxy, urgency }) =>
        state === 'waiting' &&
        (proxy === null || urgency === 'ended' || !silent.has(proxy) || !reading(proxy)),
    );
    const nextDue = mayBeRead.map(({ due }) => due).sort((a, b) => a - b)[0];
    let best: Host | undefined;
    let most = Number.NEGATIVE_INFINITY;
    for (const host of mayBeRead) {
      const waited = now - host.due + headStart[host.urgency];
      if (host.due > now || waited <= most) continue;
      most = waited;
      best = host;
    }
    return { id: best?.id, nextDue };
  }

  const proxy = fc.constantFrom('p', 'q', null);
  const urgency = fc.constantFrom<ReadClass>('ended', 'active', 'quiet');
  const ms = fc.constantFrom(0, 1, 500, 2000, 3000, 5000, 10_000);
  const step = fc.oneof(
    fc.record({ kind: fc.constant('add' as const), proxy, urgency, ms }),
    fc.record({ kind: fc.constantFrom('hurry', 'later', 'remove'), at: fc.nat(6), urgency, ms }),
    fc.record({ kind: fc.constant('silent' as const), proxy, isSilent: fc.boolean() }),
    fc.record({ kind: fc.constant('take' as const), ms }),
  );

  test('agree on whom to read next, and when, whatever happened before', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }), (steps) => {
        const queue = new ReadQueue<Host>();
        const hosts: Host[] = [];
        const silent = new Set<string>();
        let now = 0;
        for (const one of steps) {
          if (one.kind === 'add') {
            const id = hosts.length;
            const due = now + one.ms;
            const host = { id, proxy: one.proxy, due, urgency: one.urgency, order: 0 };
            hosts.push({ ...host, state: 'waiting' });
            queue.add(hosts[id] as Host);
          } else if (one.kind === 'silent') {
            queue.setSilent(one.proxy, one.isSilent);
            const known = hosts.some((host) => host.proxy === one.proxy);
            if (one.proxy !== null && known && one.isSilent) silent.add(one.proxy);
            else if (one.proxy !== null && !one.isSilent) silent.delete(one.proxy);
          } else if (one.kind === 'take') {
            now += one.ms;
            const expected = search(hosts, silent, now);
            expect(queue.nextDue()).toBe(expected.nextDue);
            expect(queue.take(now)?.id).toBe(expected.id);
          } else {
            const host = hosts[one.at];
            if (host === undefined) continue;
            if (one.kind === 'hurry') queue.makeDue(host, now, one.urgency);
            else if (one.kind === 'later') queue.later(host, now + one.ms, one.urgency);
            else queue.remove(host);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});
