import { describe, expect, it } from 'vitest';
import { systemClock } from '../src/clock.ts';

const day = 86_400_000;

describe('the system clock', () => {
  it.each([
    ['25 days, more than a timer of Node can hold', 25 * day],
    ['a year', 365 * day],
    ['a time without an end', Number.POSITIVE_INFINITY],
  ])('does not wake at once from a sleep of %s', async (_, ms) => {
    const over = new AbortController();
    let woke = false;
    const sleep = systemClock.sleep(ms, over.signal).then(
      () => {
        woke = true;
      },
      () => undefined,
    );
    await systemClock.sleep(25);
    expect(woke).toBe(false);
    over.abort(new Error('over'));
    await sleep;
    expect(woke).toBe(false);
  });

  it('rejects with the reason of a signal, also one that was aborted before', async () => {
    const over = new AbortController();
    const sleep = systemClock.sleep(30 * day, over.signal);
    over.abort(new Error('no longer'));
    await expect(sleep).rejects.toThrow('no longer');
    await expect(systemClock.sleep(30 * day, over.signal)).rejects.toThrow('no longer');
  });
});
