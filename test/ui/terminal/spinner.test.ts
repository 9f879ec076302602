import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/clock.ts';
import { withProgress } from '../../../src/ui/terminal/spinner.ts';
import { type FakeIo, fakeIo, pipedIo, settled } from './fake-io.ts';

/** A clock whose waits are ended by the test. */
function handClock(): Clock & { readonly waits: number[]; pass(): void } {
  const waits: number[] = [];
  let passing: (() => void) | undefined;
  return {
    waits,
    now: () => 0,
    pass: () => passing?.(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        waits.push(ms);
        passing = resolve;
        signal?.addEventListener('abort', () => reject(signal.reason));
      }),
  };
}

async function shownFor(on: FakeIo, text: string): Promise<void> {
  while (!on.stderr.text.includes(text)) await new Promise((resolve) => setImmediate(resolve));
}

describe('progress of slow work', () => {
  it('appears on the error stream after a moment and is removed at the end', async () => {
    const on = fakeIo();
    const clock = handClock();
    const result = await withProgress({ io: on.io, clock }, 'Fetching\njobs', async () => {
      clock.pass();
      await shownFor(on, 'Fetching jobs');
      return 'found';
    });
    await settled();
    expect(result).toBe('found');
    expect(clock.waits).toEqual([150]);
    expect(on.stdout.text).toBe('');
    expect(on.stderr.text.lastIndexOf('\u001b[?25h')).toBeGreaterThan(
      on.stderr.text.lastIndexOf('\u001b[?25l'),
    );
    const afterText = on.stderr.text.slice(on.stderr.text.lastIndexOf('Fetching jobs'));
    expect(afterText).toContain('\u001b[1G\u001b[0K');
  });

  it('is removed also when the work fails, and the failure is that of the work', async () => {
    const on = fakeIo();
    const clock = handClock();
    const work = withProgress({ io: on.io, clock }, 'Fetching jobs', async () => {
      clock.pass();
      await shownFor(on, 'Fetching jobs');
      throw new Error('refused');
    });
    await expect(work).rejects.toThrow('refused');
    expect(on.stderr.text.slice(on.stderr.text.lastIndexOf('Fetching jobs'))).toContain(
      '\u001b[1G\u001b[0K',
    );
  });

  it('shows nothing for work that is over at once', async () => {
    const on = fakeIo();
    expect(
      await withProgress({ io: on.io, clock: handClock() }, 'Fetching jobs', async () => 1),
    ).toBe(1);
    await settled();
    expect(on.stderr.text).toBe('');
  });

  it('does not spoil the work where it cannot be drawn', async () => {
    const on = fakeIo();
    on.stderr.cursorTo = () => {
      throw new Error('no cursor');
    };
    const clock = handClock();
    const work = async () => {
      clock.pass();
      await settled();
      return 'found';
    };
    expect(await withProgress({ io: on.io, clock }, 'Fetching jobs', work)).toBe('found');
  });

  it.each([
    ['in a pipe', pipedIo()],
    ['on a dumb terminal', fakeIo({ env: { TERM: 'dumb' } })],
  ])('shows nothing and waits for nothing %s', async (_title, on) => {
    const clock = handClock();
    await withProgress({ io: on.io, clock }, 'Fetching jobs', settled);
    expect(clock.waits).toEqual([]);
    expect(on.stderr.text).toBe('');
  });
});
