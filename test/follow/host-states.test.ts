import { beforeEach, describe, expect, test } from 'vitest';
import type { HostReading } from '../../src/follow/host-reading.ts';
import { type HostRecord, HostStates } from '../../src/follow/host-states.ts';
import type { HostRun, HostStatus } from '../../src/jobs/hosts/host-run.ts';

let told: string[];
beforeEach(() => {
  told = [];
});

const tell = ({ state: { id, status, exit_code, last_line } }: HostRecord) => {
  const again = told.some((text) => text.startsWith(`${id} ${status} `)) ? ' again' : '';
  told.push(`${id} ${status} ${exit_code} ${last_line}${again}`);
};
let seconds = 0;
const timeNow = () => new Date(seconds * 1000).toISOString();
const rows = (...statuses: readonly HostStatus[]): HostRun[] =>
  statuses.map((status, at) => ({ id: at + 1, name: `h${at + 1}`, status }) as HostRun);

describe('what is known of hosts', () => {
  test('each change is reported once', () => {
    const states = new HostStates(null, tell, timeNow);
    states.update(rows('waiting', 'running'));
    states.update(rows('waiting', 'running'));
    states.update(rows('running', 'succeeded'));
    expect(told).toEqual([
      '1 waiting null null',
      '2 running null null',
      '1 running null null',
      '2 succeeded null null',
    ]);
    expect([states.size, states.all().map(({ status }) => status)]).toEqual([
      2,
      ['running', 'succeeded'],
    ]);
  });

  test('what has ended stays ended, whatever an older answer says', () => {
    const states = new HostStates(null, tell, timeNow);
    states.update(rows('failed'));
    states.update(rows('running'));
    expect(told).toEqual(['1 failed null null']);
    expect(states.hasEnded(1)).toBe(true);
  });

  test('no other host counts where hosts were named', () => {
    const states = new HostStates(new Set([2]), tell, timeNow);
    states.update(rows('running', 'succeeded'));
    expect([states.size, states.allEnded, states.someWait, told]).toEqual([
      ...[1, true, false],
      ['2 succeeded null null'],
    ]);
  });

  test('who waits and who has ended is counted again with each look', () => {
    const states = new HostStates(null, tell, timeNow);
    expect([states.allEnded, states.someWait]).toEqual([true, false]);
    states.update(rows('waiting', 'succeeded'));
    expect([states.allEnded, states.someWait]).toEqual([false, true]);
    states.update(rows('running', 'succeeded'));
    expect([states.allEnded, states.someWait]).toEqual([false, false]);
    states.update(rows('cancelled', 'succeeded'));
    expect([states.allEnded, states.someWait]).toEqual([true, false]);
  });

  test('how its output ended is told when the host has ended, whichever is known first', () => {
    const states = new HostStates(null, tell, timeNow);
    states.update(rows('running', 'running'));
    states.outputEnded(1, { exit_code: 3, last_line: 'oops', cause: null });
    expect(states.hasEnded(1)).toBe(false);
    states.outputEnded(2, { exit_code: 0, last_line: null, cause: null });
    states.update(rows('failed', 'succeeded'));
    states.outputEnded(1, { exit_code: 4, last_line: 'late', cause: null });
    states.outputEnded(7, { exit_code: 0, last_line: null, cause: null });
    expect(told).toEqual([
      '1 running null null',
      '2 running null null',
      '1 failed 3 oops',
      '2 succeeded 0 null',
      '1 failed 4 late again',
    ]);
    expect(states.hasEnded(7)).toBe(false);
  });

  test('a host began and ended when that was seen; what was not seen is unknown', () => {
    const states = new HostStates(null, tell, timeNow);
    const looks: HostStatus[][] = [
      ['waiting', 'running', 'waiting', 'waiting', 'waiting', 'succeeded'],
      ['running', 'running', 'waiting', 'waiting', 'waiting', 'succeeded'],
      ['failed', 'succeeded', 'succeeded', 'never_ran', 'cancelled', 'succeeded'],
    ];
    looks.forEach((statuses, at) => {
      seconds = at * 10;
      states.update(rows(...statuses));
    });
    states.outputEnded(1, { exit_code: 3, last_line: 'oops', cause: null });
    const [ten, twenty] = ['1970-01-01T00:00:10.000Z', '1970-01-01T00:00:20.000Z'];
    const clock = 'rexctl';
    expect(states.all().map(({ times }) => times)).toEqual([
      { started_at: ten, ended_at: twenty, duration_s: 10, clock },
      { started_at: null, ended_at: twenty, duration_s: null, clock },
      { started_at: null, ended_at: twenty, duration_s: null, clock },
      ...[undefined, undefined, undefined],
    ]);
  });

  test('what was delivered of a host is dropped once it was read to its end, not how it ended', () => {
    const seen: HostRecord[] = [];
    const states = new HostStates(null, (host) => void seen.push(host), timeNow);
    states.update(rows('running'));
    const [host] = seen;
    if (host === undefined) throw new Error('no host was seen');
    host.reading = {} as HostReading;
    states.outputEnded(1, { exit_code: 0, last_line: 'done', cause: null });
    expect(host).toMatchObject({ reading: null, ending: { exit_code: 0, last_line: 'done' } });
  });
});
