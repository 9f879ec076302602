import { expect, test } from 'vitest';
import { toCancelWhen } from '../../../src/attach/cancel-when-option.ts';
import { canaryOf } from '../../../src/commands/run/options.ts';

test.each([
  ['at', '--at'],
  ['cron', '--cron'],
  ['detach', '--detach'],
])('%s: nobody would watch, so that both are refused', (flag, shown) => {
  const usage = (other: string) =>
    expect.objectContaining({
      kind: 'usage',
      message: `${shown} and ${other} cannot be used together`,
    });
  expect(() => toCancelWhen({ [flag]: 'x', cancelWhen: {} })).toThrow(usage('--cancel-when'));
  expect(() => canaryOf({ [flag]: 'x', canary: {} })).toThrow(usage('--canary'));
  expect([toCancelWhen({ [flag]: 'x' }), canaryOf({ [flag]: 'x' })]).toEqual([null, null]);
});
