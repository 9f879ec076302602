/**
 * How the cost of one turn of the reads grows with the hosts behind one silent smart proxy. Prints
 * rows as JSON.
 */
import { type QueuedRead, ReadQueue } from '../../src/follow/read-queue.ts';

const turns = 200;

/** Milliseconds of one turn: a read ends, the next is looked for, and when to wake up again. */
function turnMs(hosts: number): number {
  const queue = new ReadQueue<QueuedRead>();
  for (let id = 1; id <= hosts; id++)
    queue.add({ proxy: 'proxy', due: 0, urgency: 'active', state: 'waiting', order: 0 });
  queue.setSilent('proxy', true);
  let reading = queue.take(1);
  const before = performance.now();
  for (let now = 1; now <= turns; now++) {
    if (reading !== undefined) queue.later(reading, now + 10_000, 'quiet');
    reading = queue.take(now);
    queue.take(now);
    queue.nextDue();
  }
  return (performance.now() - before) / turns;
}

turnMs(1000);
const small = turnMs(500);
const large = turnMs(5000);
console.log(
  JSON.stringify([
    {
      what: 'a turn of the reads: 5,000 hosts of a silent proxy',
      value: large / small,
      unit: '× 500 hosts',
      bar: 5,
      about: `${large.toFixed(2)} ms`,
    },
  ]),
);
