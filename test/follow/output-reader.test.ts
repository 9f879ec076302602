import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TemporaryFailure } from '../../src/api/failures.ts';
import { Failure } from '../../src/errors.ts';
import type { Emit } from '../../src/follow/events.ts';
import { OutputReader } from '../../src/follow/output-reader.ts';
import { ServerPause } from '../../src/follow/retry-budget.ts';
import type { HostOutput } from '../../src/jobs/output.ts';
import { VirtualClock } from '../world/virtual-clock.ts';

const giveUpAfterMs = 60_000;

let clock: VirtualClock;
/** The events, in order, each with its second. */
let told: string[];
/** Which host was asked for, and when. */
let asked: (readonly [host: number, at: number])[];
beforeEach(() => {
  clock = new VirtualClock(0);
  told = [];
  asked = [];
});
afterEach(() => clock.dispose());

const exit = { output_type: 'stdout', output: 'Exit status: 0', timestamp: 99 };

function answer(complete: boolean, text = '', id = 1): HostOutput {
  const elements = text === '' ? [] : [{ id, output_type: 'stdout', output: text, timestamp: id }];
  return {
    complete,
    elements: complete ? [...elements, exit] : elements,
    delayed: false,
    start_at: null,
  };
}

/** A reader that asks this server. */
function openReader(
  server: (host: number) => Promise<HostOutput>,
  more: { readonly signal?: AbortSignal } = {},
) {
  const tell = (text: string) => void told.push(`${Math.round(clock.now() / 1000)}s ${text}`);
  const emit: Emit = (event) => {
    if (event.type === 'output') tell(`${event.host.name}: ${event.line.text.trim()}`);
    else if (event.type === 'warning') tell(warningText(event.message));
    else throw new Error(`it emits no ${event.type}`);
  };
  return new OutputReader({
    ...{ clock, random: () => 0.5, giveUpAfterMs, pause: new ServerPause(), emit },
    signal: more.signal ?? new AbortController().signal,
    fetch: (id) => {
      asked.push([id, clock.now()]);
      return server(id);
    },
    onEnding: ({ name }, { exit_code, loss }) => {
      if (loss !== null) tell(`${name} gap: ${loss}`);
      tell(`${name} ended: ${exit_code}`);
    },
  });
}

function warningText(message: string): string {
  return message
    .replace(
      /^reading the output of (\d+) hosts, (\d+ at a time): lines may be late, none are lost$/,
      'queue of $1, $2',
    )
    .replace(/^(h\d): its smart proxy does not answer: /, '$1 silent: ')
    .replace(/^(h\d): its smart proxy answers again$/, '$1 answers again');
}

/** Follows hosts 1 to `count`, all ended, until everything has been read. */
async function readAll(
  count: number,
  server: (host: number) => Promise<HostOutput>,
  group: string | null = null,
): Promise<void> {
  const one = openReader(server);
  for (let id = 1; id <= count; id++) one.add({ id, name: `h${id}` }, group, 'ended', 'show');
  one.close();
  await one.run();
}

/** How often a host was asked for. */
const readsOf = (host: number) => asked.filter(([id]) => id === host).length;

describe('reading many hosts', () => {
  test('reads that hang leave their place to others after ten seconds', async () => {
    await readAll(6, async (host) => {
      if (host <= 4) await clock.sleep(120_000);
      return answer(true, `from ${host}\n`);
    });
    expect(told.slice(0, 4).sort()).toEqual([
      '10s h5 ended: 0',
      '10s h5: from 5',
      '10s h6 ended: 0',
      '10s h6: from 6',
    ]);
    expect(told.slice(4).every((text) => text.startsWith('120s h'))).toBe(true);
    expect(told).toHaveLength(12);
  });

  test('that wait long for their turn is said, once', async () => {
    await readAll(20, async () => {
      await clock.sleep(60_000);
      return answer(true);
    });
    expect(told.filter((text) => text.includes('queue'))).toEqual(['20s queue of 20, 8 at a time']);
  });

  test('fewer are read at a time when the server asks for less', async () => {
    const others: number[] = [];
    let inFlight = 0;
    await readAll(12, async () => {
      inFlight++;
      const first = asked.length <= 4;
      if (!first) others.push(inFlight);
      await clock.sleep(100);
      inFlight--;
      if (first) throw new TemporaryFailure('busy', { httpStatus: 503 });
      return answer(true);
    });
    expect(others.slice(0, 3)).toEqual([1, 1, 2]);
  });

  test('a host is followed once, also after its end', async () => {
    const one = openReader(async () => answer(true));
    const reading = one.add({ id: 1, name: 'h1' }, null, 'ended', 'show');
    for (let times = 0; times < 2; times++) one.readNow(reading, 'ended');
    one.close();
    await one.run();
    one.readNow(reading, 'ended');
    await one.run();
    expect(asked).toHaveLength(1);
    expect(told).toEqual(['0s h1 ended: 0']);
  });
});

describe('a host that is read in vain', () => {
  test('is given up alone when its budget is used up: a gap, and the others continue', async () => {
    await readAll(2, async (host) => {
      if (host === 1) throw new TemporaryFailure('502 Bad Gateway');
      return answer(true, 'fine\n');
    });
    expect(told).toEqual([
      '0s h2: fine',
      '0s h2 ended: 0',
      '60s h1 gap: the output could not be read: 502 Bad Gateway',
      '60s h1 ended: null',
    ]);
    expect(readsOf(1)).toBeLessThan(12);
  });

  test('has its whole budget again after each answer', async () => {
    const one = openReader(async () => {
      const now = clock.now();
      if (now < 40_000 || (now > 70_000 && now < 110_000))
        throw new TemporaryFailure('502 Bad Gateway');
      return now < 70_000 ? answer(false) : answer(true, 'at last\n');
    });
    one.add({ id: 1, name: 'h1' }, null, 'active', 'show');
    void clock.sleep(120_000).then(() => one.close());
    await one.run();
    expect(told.map((text) => text.replace(/^1\d\ds/, '1xxs'))).toEqual([
      '1xxs h1: at last',
      '1xxs h1 ended: 0',
    ]);
  });

  test('ended but never complete: a gap after its budget, counted from the first such answer', async () => {
    const one = openReader(async () => answer(false, 'torn'));
    const reading = one.add({ id: 1, name: 'h1' }, null, 'active', 'show');
    const running = one.run();
    await clock.sleep(200_000);
    expect(told).toEqual([]);
    one.readNow(reading, 'ended');
    one.close();
    await running;
    expect(told.map((text) => text.replace(/^\d+s /, ''))).toEqual([
      'h1: torn',
      'h1 gap: the host has finished, but for 1 minute the server has reported its output as unfinished',
      'h1 ended: null',
    ]);
    const at = Number(/^\d+/.exec(told[0] ?? '')?.[0]);
    expect(at).toBeGreaterThanOrEqual(260);
    expect(at).toBeLessThanOrEqual(275);
  });

  test('ended but still printing: waited for as long as lines come', async () => {
    let reads = 0;
    await readAll(1, async () => {
      reads++;
      return answer(clock.now() > 150_000, `line ${reads}\n`, reads);
    });
    expect(told.some((text) => text.includes('gap'))).toBe(false);
    expect(told.at(-1)).toMatch(/^15\ds h1 ended: 0$/);
  });

  test('ended while others wait in the queue: none is given up before it was read', async () => {
    await readAll(40, async () => {
      await clock.sleep(30_000);
      return answer(true);
    });
    expect(told.filter((text) => text.includes('gap'))).toEqual([]);
    expect(told.filter((text) => text.includes('ended: 0'))).toHaveLength(40);
  });

  test('read only for how it ended: ten seconds, and not a word', async () => {
    const one = openReader(async (host) => {
      if (host === 1) throw new TemporaryFailure('502 Bad Gateway');
      return answer(false, 'torn');
    });
    one.add({ id: 1, name: 'h1' }, null, 'ended', 'explain');
    one.add({ id: 2, name: 'h2' }, null, 'ended', 'explain');
    one.close();
    await one.run();
    expect(told.map((text) => text.replace(/^1\ds/, '1xs')).sort()).toEqual([
      '1xs h1 ended: null',
      '1xs h2 ended: null',
    ]);
  });

  test.each([
    ['a lost right', new Failure('not_allowed', 'no')],
    ['a vanished host', new Failure('not_found', 'gone')],
  ])('%s is a gap at once', async (_, error) => {
    await readAll(1, async () => {
      throw error;
    });
    expect(told).toEqual([
      `0s h1 gap: the output could not be read: ${error.message}`,
      '0s h1 ended: null',
    ]);
    expect(asked).toHaveLength(1);
  });

  test.each([
    ['a lost login', new Failure('not_logged_in', 'login')],
    ['a fault of our own', new TypeError('oops')],
  ])('%s ends the whole', async (_, error) => {
    const read = readAll(2, async () => {
      throw error;
    });
    await expect(read).rejects.toBe(error);
  });
});

describe('what a host is read for', () => {
  test('all that was printed, once, also when it is named again: as running, then as ended', async () => {
    const one = openReader(async () => answer(false, 'torn'));
    const reading = one.add({ id: 1, name: 'h1' }, null, 'active', 'show');
    const running = one.run();
    await clock.sleep(5000);
    one.readNow(reading, 'active');
    await clock.sleep(200_000);
    expect(told).toEqual([]);
    one.readNow(reading, 'ended');
    one.readNow(reading, 'active');
    await clock.sleep(80_000);
    expect(told.map((text) => text.replace(/^\d+s /, ''))).toEqual([
      'h1: torn',
      expect.stringContaining('h1 gap'),
      'h1 ended: null',
    ]);
    one.close();
    await running;
  });

  test('output that is lost is a gap beside the ending', async () => {
    await readAll(1, async () => {
      const output = 'ArgumentError: string contains null byte';
      return {
        ...answer(true),
        elements: [{ id: 1, output_type: 'debug', output, timestamp: 1 }, exit],
      };
    });
    expect(told).toEqual([
      '0s h1: ArgumentError: string contains null byte',
      expect.stringMatching(/^0s h1 gap: .*NUL byte/),
      '0s h1 ended: 0',
    ]);
  });

  test('the last full read follows at once when a host is complete', async () => {
    const one = openReader(async () => answer(clock.now() >= 3000, `${'x'.repeat(9000)}\n`));
    one.add({ id: 1, name: 'h1' }, null, 'active', 'show');
    one.close();
    await one.run();
    const times = asked.map(([, at]) => at);
    expect(times.length).toBeLessThan(9);
    expect(times.at(-1)).toBe(times.at(-2));
  });

  test('a host that prints is read every half second, one that is quiet ever less often', async () => {
    const one = openReader(async () =>
      answer(clock.now() >= 80_000, clock.now() < 10_000 ? '' : 'x\n'),
    );
    one.add({ id: 1, name: 'h1' }, null, 'active', 'show');
    one.close();
    await one.run();
    const pauses = asked.slice(1).map(([, at], number) => at - (asked[number]?.[1] ?? 0));
    expect(pauses[0]).toBe(500);
    expect(Math.max(...pauses)).toBe(10_000);
    expect(asked.length).toBeLessThan(40);
  });
});

describe('a server that asks for less', () => {
  test('no host is read while the server asks for a pause', async () => {
    await readAll(3, async (host) => {
      if (clock.now() === 0 && host === 1)
        throw new TemporaryFailure('busy', { retryAfterMs: 30_000, httpStatus: 429 });
      if (clock.now() === 0) await clock.sleep(1000);
      return answer(host === 1 || clock.now() >= 30_000);
    });
    expect(asked.filter(([, at]) => at > 0 && at < 30_000)).toEqual([]);
    expect(told.at(-1)).toMatch(/^3\ds h\d ended: 0$/);
  });

  test.each([
    [429, 1],
    [503, 1],
    [502, 4],
  ])(
    'after four responses of %i this is how many are read at a time: %i',
    async (httpStatus, most) => {
      let inFlight = 0;
      const found: number[] = [];
      await readAll(8, async () => {
        inFlight++;
        const first = asked.length <= 4;
        if (!first) found.push(inFlight);
        await clock.sleep(100);
        inFlight--;
        if (first) throw new TemporaryFailure('trouble', { httpStatus });
        return answer(true);
      });
      expect(Math.max(...found.slice(0, most))).toBe(most);
    },
  );
});

describe('whoever does not take what was reported', () => {
  test('keeps hosts from being read, and from being given up for that time', async () => {
    let full: Promise<void> | undefined;
    let reads = 0;
    const one = new OutputReader({
      ...{ clock, random: () => 0.5, giveUpAfterMs, pause: new ServerPause() },
      signal: new AbortController().signal,
      fetch: async () => {
        reads++;
        if (clock.now() < 400_000) throw new TemporaryFailure('502 Bad Gateway');
        return answer(true);
      },
      emit: () => undefined,
      drained: () => full,
      onEnding: ({ name }, { exit_code, loss }) => {
        if (loss !== null) told.push(`${name} gap`);
        told.push(`${name} ended: ${exit_code}`);
      },
    });
    one.add({ id: 1, name: 'h1' }, null, 'ended', 'show');
    one.close();
    void clock.sleep(20_000).then(() => {
      full = clock.sleep(375_000).then(() => {
        full = undefined;
      });
    });
    void clock.sleep(60_000).then(() => told.push(`${reads} reads`));
    void clock.sleep(390_000).then(() => told.push(`${reads} reads`));
    await one.run();
    expect(told[0]).toBe(told[1]);
    expect(told.at(-1)).toBe('h1 ended: 0');
  });
});

describe('a smart proxy that is silent', () => {
  const silence = {
    ...{ output_type: 'debug', timestamp: 2e9 },
    output: 'Error loading data from proxy: Errno::ECONNREFUSED - no',
  };

  test('is reported after five seconds, once until it is back', async () => {
    const one = openReader(async () => {
      const dead = clock.now() < 20_000 || (clock.now() > 40_000 && clock.now() < 60_000);
      const { elements, ...rest } = answer(clock.now() > 80_000);
      return { ...rest, elements: dead ? [silence] : elements };
    });
    one.add({ id: 1, name: 'h1' }, 'proxy', 'active', 'show');
    void clock.sleep(75_000).then(() => one.close());
    await one.run();
    const found = told
      .filter((text) => text.includes('silent'))
      .map((text) => Number.parseInt(text, 10));
    expect(found).toHaveLength(2);
    expect(found[0]).toBeGreaterThanOrEqual(5);
    expect(found[0]).toBeLessThan(10);
    expect(found[1]).toBeGreaterThanOrEqual(45);
    expect(found[1]).toBeLessThan(60);
    const words = told.map((text) => text.replace(/^\d+s h1 /, '').replace(/:.*/, ''));
    expect(words).toEqual(['silent', 'answers again', 'silent', 'answers again', 'ended']);
  });

  test('is asked by one host at a time', async () => {
    const one = openReader(async () => {
      await clock.sleep(1000);
      const isBack = clock.now() > 30_000;
      return isBack ? answer(true) : { ...answer(false), elements: [silence] };
    });
    for (let id = 1; id <= 8; id++) one.add({ id, name: `h${id}` }, 'proxy', 'active', 'show');
    one.close();
    await one.run();
    const meanwhile = asked.filter(([, at]) => at >= 2000 && at < 29_000).map(([, at]) => at);
    expect(new Set(meanwhile).size).toBe(meanwhile.length);
    expect(told.filter((text) => text.includes('ended'))).toHaveLength(8);
  });
});

describe('leaving', () => {
  test('ends the reads, gives what has begun, and takes nothing that comes later', async () => {
    const over = new AbortController();
    const one = openReader(
      async () => {
        await clock.sleep(100);
        return answer(false, `begun at ${clock.now()}`, clock.now());
      },
      { signal: over.signal },
    );
    one.add({ id: 1, name: 'h1' }, null, 'active', 'show');
    const running = one.run();
    await clock.sleep(650);
    over.abort(new Error('bye'));
    await expect(running).rejects.toThrow('bye');
    one.abandon();
    await clock.sleep(1000);
    expect(told).toEqual(['1s h1: begun at 100']);
  });
});
