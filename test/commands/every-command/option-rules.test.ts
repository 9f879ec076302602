import { describe, expect, test } from 'vitest';
import {
  type Conflict,
  type Need,
  refuseConflicts,
  refuseUnmetNeeds,
} from '../../../src/cli/options/option-rules.ts';

describe('options that contradict each other', () => {
  const conflicts: readonly Conflict[] = [
    ['limit', 'all'],
    { of: ['wait', 'follow', 'dryRun'], unless: ['at'] },
    ['follow', 'dryRun'],
  ];
  test.each<[values: Record<string, unknown>, message: string]>([
    [{ all: true, limit: 3 }, '--limit and --all cannot be used together'],
    [{ wait: true, follow: true }, '--wait and --follow cannot be used together'],
    [
      { wait: true, follow: true, dryRun: true },
      '--wait and --follow and --dry-run cannot be used together',
    ],
    [{ at: 'x', follow: true, dryRun: true }, '--follow and --dry-run cannot be used together'],
    [{ limit: 0, all: '' }, '--limit and --all cannot be used together'],
  ])('%j', (values, message) => {
    expect(() => refuseConflicts(conflicts, values)).toThrow(
      expect.objectContaining({ kind: 'usage', message, hint: 'use only one' }),
    );
  });

  test.each<[values: Record<string, unknown>]>([
    [{}],
    [{ limit: 3, all: false }],
    [{ limit: 3, all: undefined }],
    [{ at: 'x', wait: true, follow: true }],
  ])('%j is no contradiction', (values) => {
    refuseConflicts(conflicts, values);
  });
});

describe('options that go with others', () => {
  const needs: readonly Need[] = [
    { options: ['resume', 'giveUpAfter'], oneOf: ['follow'] },
    { options: ['input'], oneOf: ['failed', 'succeeded', 'host'], because: 'it is copied' },
  ];
  test.each<[values: Record<string, unknown>, message: string]>([
    [{ giveUpAfter: 1 }, '--give-up-after needs --follow'],
    [{ input: ['a=b'] }, '--input needs --failed, --succeeded or --host: it is copied'],
    [
      { input: ['a=b'], failed: false },
      '--input needs --failed, --succeeded or --host: it is copied',
    ],
  ])('%j', (values, message) => {
    expect(() => refuseUnmetNeeds(needs, values)).toThrow(
      expect.objectContaining({ kind: 'usage', message }),
    );
  });

  test.each<[values: Record<string, unknown>]>([
    [{}],
    [{ giveUpAfter: 1, follow: true }],
    [{ input: ['a=b'], host: ['web01'] }],
  ])('%j lacks nothing', (values) => {
    refuseUnmetNeeds(needs, values);
  });
});
