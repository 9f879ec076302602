import { beforeEach, describe, expect, test } from 'vitest';
import { HostStates } from '../../src/follow/host-states.ts';
import type { HostRun, HostState, HostStatus } from '../../src/jobs/host-run.ts';

let told: string[];
beforeEach(() => {
  told = [];
});

const tell = ({ id, status, exit_code, last_line }: HostState, run: HostRun | null) =>
  void told.push(`${id} ${status} ${exit_code} ${last_line}${run === null ? ' again' : ''}`);
const rows = (...statuses: readonly HostStatus[]): HostRun[] =>
  statuses.map((status, at) => ({ id: at + 1, name: `h${at + 1}`, status }) as HostRun);

describe('what is known of hosts', () => {
  test('each change is told once', () => {
    const board = new HostStates(null, tell);
    board.update(rows('waiting', 'running'));
    board.update(rows('waiting', 'running'));
    board.update(rows('running', 'succeeded'));
    expect(told).toEqual([
      '1 waiting null null',
      '2 running null null',
      '1 running null null',
      '2 succeeded null null',
    ]);
    expect([board.size, board.all().map(({ status }) => status)]).toEqual([
      2,
      ['running', 'succeeded'],
    ]);
  });

  test('what has ended stays ended, whatever an older answer says', () => {
    const board = new HostStates(null, tell);
    board.update(rows('failed'));
    board.update(rows('running'));
    expect(told).toEqual(['1 failed null null']);
    expect(board.hasEnded(1)).toBe(true);
  });

  test('nobody else counts where hosts were named', () => {
    const board = new HostStates(new Set([2]), tell);
    board.update(rows('running', 'succeeded'));
    expect([board.size, board.allEnded, board.someWait, told]).toEqual([
      ...[1, true, false],
      ['2 succeeded null null'],
    ]);
  });

  test('who waits and who has ended is counted anew with each look', () => {
    const board = new HostStates(null, tell);
    expect([board.allEnded, board.someWait]).toEqual([true, false]);
    board.update(rows('waiting', 'succeeded'));
    expect([board.allEnded, board.someWait]).toEqual([false, true]);
    board.update(rows('running', 'succeeded'));
    expect([board.allEnded, board.someWait]).toEqual([false, false]);
    board.update(rows('cancelled', 'succeeded'));
    expect([board.allEnded, board.someWait]).toEqual([true, false]);
  });

  test('how its output ended is told when the host has ended, whichever is known first', () => {
    const board = new HostStates(null, tell);
    board.end(1, { exit_code: 3, last_line: 'oops' });
    board.update(rows('running', 'running'));
    expect(board.hasEnded(1)).toBe(false);
    board.end(2, { exit_code: 0, last_line: null });
    board.update(rows('failed', 'succeeded'));
    board.end(1, { exit_code: 4, last_line: 'late' });
    board.end(7, { exit_code: 0, last_line: null });
    expect(told).toEqual([
      '1 running null null',
      '2 running null null',
      '1 failed 3 oops',
      '2 succeeded 0 null',
      '1 failed 4 late again',
    ]);
    expect(board.hasEnded(7)).toBe(false);
  });
});
