import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { web, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
let mark: number;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const folder = () => join(world.home, '.local', 'state', 'rexctl');
const record = () => join(folder(), 'cancels.json');
const records = () => readdirSync(folder()).filter((name) => name.startsWith('cancels'));
const textOf = (name: string) => readFileSync(join(folder(), name), 'utf8');
const cancelOf = (id: number) => `POST /api/job_invocations/${id}/cancel`;
const cancel = (id: number) => world.run(['cancel', `${id}`, '--yes']);

async function sleeping(jobs = 1): Promise<void> {
  for (let job = 0; job < jobs; job++)
    await world.run(['run', '--command', 'sleep 600', ...web, '--detach']);
  await world.clock.sleep(5_000);
  mark = world.server.requests.length;
}

const unknown = (id: number, kept = 'cancels.json.damaged') =>
  `rexctl: job ${id} may have been cancelled from this machine before: \`${record()}\` was damaged and is kept as \`${join(folder(), kept)}\`; a second cancel stops tracking running scripts. \`rexctl log\` shows what was sent\n`;

describe('a damaged record of cancels', () => {
  test.each([
    ['is cut off', '{"cancels":{"http'],
    ['is empty', ''],
    ['has bytes of something else', '\0\0\0\0'],
    ['has no cancels', '{"others":{}}'],
    ['has a cancel that cannot be read', '{"cancels":{"http://one 208 -":{"at":"today"}}}'],
  ])('that %s is kept, and the cancel that may be a second one says so', async (_, text) => {
    await sleeping();
    writeFileSync(record(), text, { mode: 0o600 });
    const ran = await cancel(208);
    expect([ran.code, ran.stderr]).toEqual([0, unknown(208)]);
    expect(textOf('cancels.json.damaged')).toBe(text);
    expect(writes(world, mark)).toEqual([cancelOf(208)]);
    const again = await cancel(208);
    expect(again.stderr).toContain('a cancel of job 208 was already sent from this machine');
    expect(writes(world, mark)).toEqual([cancelOf(208)]);
  });

  test('is remembered for every job that ran before, and for no later one', async () => {
    await sleeping(2);
    writeFileSync(record(), '{', { mode: 0o600 });
    expect((await cancel(208)).stderr).toBe(unknown(208));
    expect((await cancel(209)).stderr).toBe(unknown(209));
    await world.clock.sleep(1_000);
    await sleeping();
    expect((await cancel(210)).stderr).toBe('');
    expect(records()).toEqual(['cancels.json', 'cancels.json.damaged']);
  });

  test('never replaces one that was kept before', async () => {
    await sleeping(2);
    writeFileSync(record(), 'first', { mode: 0o600 });
    await cancel(208);
    writeFileSync(record(), 'second', { mode: 0o600 });
    expect((await cancel(209)).stderr).toBe(unknown(209, 'cancels.json.damaged-2'));
    expect(textOf('cancels.json.damaged')).toBe('first');
    expect(textOf('cancels.json.damaged-2')).toBe('second');
  });

  test('keeps the cancels in it that can be read', async () => {
    await sleeping(2);
    await cancel(208);
    const { cancels } = JSON.parse(textOf('cancels.json'));
    writeFileSync(record(), JSON.stringify({ cancels: { ...cancels, torn: 7 } }));
    for (const _ of [1, 2])
      expect((await cancel(208)).stderr).toContain('a cancel of job 208 was already sent');
    expect((await cancel(209)).stderr).toBe(unknown(209));
    expect(writes(world, mark)).toEqual([cancelOf(208), cancelOf(209)]);
  });
});

describe('a record of cancels that cannot be changed', () => {
  /** An old file in the place of the lock, which is a folder. */
  function block(): void {
    mkdirSync(folder(), { recursive: true });
    const lock = `${record()}.lock`;
    writeFileSync(lock, '');
    utimesSync(lock, 0, 0);
  }

  test('still keeps a second cancel from being sent', async () => {
    await sleeping();
    await cancel(208);
    block();
    const again = await cancel(208);
    expect(again.stderr).toContain('a cancel of job 208 was already sent from this machine');
    expect(again.stderr).not.toContain('could not be recorded');
    expect(writes(world, mark)).toEqual([cancelOf(208)]);
  });

  test('and knows of no cancel: the cancel is sent, and is not recorded', async () => {
    await sleeping(2);
    await cancel(208);
    block();
    const ran = await cancel(209);
    expect([ran.code, ran.stderr]).toEqual([
      0,
      `rexctl: this cancel could not be recorded (cannot write \`${record()}.lock\`: a part of its path is not a folder): do not send a second one\n`,
    ]);
    expect(writes(world, mark)).toEqual([cancelOf(208), cancelOf(209)]);
  });

  test('and is damaged: the warning says that an earlier cancel is not known', async () => {
    await sleeping();
    block();
    writeFileSync(record(), '{', { mode: 0o600 });
    const ran = await cancel(208);
    expect([ran.code, ran.stderr]).toEqual([
      0,
      `rexctl: this cancel could not be recorded (cannot write \`${record()}.lock\`: a part of its path is not a folder): do not send a second one\n` +
        `rexctl: job 208 may have been cancelled from this machine before (\`${record()}\` is damaged); a second cancel stops tracking running scripts. \`rexctl log\` shows what was sent\n`,
    ]);
    expect(textOf('cancels.json')).toBe('{');
  });
});
