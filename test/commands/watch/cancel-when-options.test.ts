import { expect, test } from 'vitest';
import { refuseConflicts } from '../../../src/cli/options/option-rules.ts';
import { run } from '../../../src/commands/run/run.ts';

test.each([
  ['at', '--at'],
  ['cron', '--cron'],
  ['detach', '--detach'],
])('%s: without a watcher both are refused', (flag, shown) => {
  const usage = (other: string) =>
    expect.objectContaining({
      kind: 'usage',
      message: `${shown} and ${other} cannot be used together`,
    });
  const refuse = (flags: Record<string, unknown>) => () => refuseConflicts(run.conflicts, flags);
  expect(refuse({ [flag]: 'x', cancelWhen: {} })).toThrow(usage('--cancel-when'));
  expect(refuse({ [flag]: 'x', canary: {} })).toThrow(usage('--canary'));
  expect(refuse({ [flag]: 'x' })).not.toThrow();
});
