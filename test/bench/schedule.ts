/**
 * How the cost of one turn of the reads grows with the hosts behind one silent smart proxy. Prints
 * rows as JSON.
 */
import { ReadQueue } from '../../src/follow/read-queue.ts';

const turns = 200;

/** Milliseconds of one turn: a read ends, the next is looked for, and when to wake up again. */
function turnMs(hosts: number): number {
  const schedule = new ReadQueue();
  for (let id = 1; id <= hosts; id++) schedule.add(id, 'proxy', 0);
  schedule.setSilent('proxy', true);
  let reading = schedule.take(1);
  const before = performance.now();
  for (let now = 1; now <= turns; now++) {
    schedule.later(reading ?? 0, now + 10_000, 'quiet');
    reading = schedule.take(now);
    schedule.take(now);
    schedule.nextDue();
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
      bar: 20,
      about: `${large.toFixed(2)} ms`,
    },
  ]),
);
