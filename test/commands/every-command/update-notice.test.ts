import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorld, type RunOptions, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const terminal = { stdout: true, stderr: true };
const latest = () => join(world.home, '.cache', 'rexctl', 'latest-version');

/** As npm does: some time later. */
function npm(version: string) {
  const checks: string[] = [];
  return {
    checks,
    onVersionCheck: (file: string) => {
      checks.push(file);
      writeFileSync(file, `${version}\n`);
    },
  };
}

const turnOn = () => world.run(['config', 'set', 'update_notice', 'true']);
const list = (how: Partial<RunOptions> = {}, words: readonly string[] = []) =>
  world.run(['list', '--limit', '1', ...words], { terminal, ...how });

const sentence =
  "rexctl 9.0.0 is available; this is 0.0.0-test. To stop this notice: rexctl config set update_notice ''\n";

describe('the notice of a newer version', () => {
  test('is off unless the profile turns it on', async () => {
    const ran = await list();
    expect(ran).toMatchObject({ code: 0, stderr: expect.not.stringContaining('available') });
    expect(existsSync(latest())).toBe(false);
  });

  test('comes after the next command, and then not for a day', async () => {
    await turnOn();
    const { checks, onVersionCheck } = npm('9.0.0');
    const first = await list({ onVersionCheck });
    expect(first.stderr).not.toContain('available');
    const second = await list({ onVersionCheck });
    expect(second).toMatchObject({ code: 0, stderr: expect.stringContaining(sentence) });
    expect((await list({ onVersionCheck })).stderr).not.toContain('available');
    expect(checks).toEqual([latest()]);
    expect(statSync(latest()).mode & 0o777).toBe(0o600);
    await world.clock.sleep(25 * 3_600_000);
    await list({ onVersionCheck });
    expect(checks).toHaveLength(2);
    expect((await list({ onVersionCheck })).stderr).toContain(sentence);
  });

  test.each<readonly [string, Partial<RunOptions>, readonly string[]]>([
    ['in a pipe', { terminal: { stderr: true } }, []],
    ['without a terminal for notes, as in cron', { terminal: { stdout: true } }, []],
    ['in CI', { env: { CI: 'true' } }, []],
    ['with --json', {}, ['--json']],
    ['with --quiet', {}, ['--quiet']],
  ])('does not come %s, and nothing is looked for', async (_, how, words) => {
    await turnOn();
    expect((await list(how, words)).code).toBe(0);
    expect(existsSync(latest())).toBe(false);
  });

  test.each(['0.0.0', '', 'npm error code E404', '9.0.0-rc.1', '9.0.0\u001b[2J'])(
    'does not come for %j',
    async (version) => {
      await turnOn();
      const { onVersionCheck } = npm(version);
      await list({ onVersionCheck });
      expect((await list({ onVersionCheck })).stderr).not.toMatch(/available|E404|\u001b\[2J/);
    },
  );

  test('fails no command, whatever is wrong', async () => {
    await turnOn();
    const onVersionCheck = () => {
      throw new Error('no npm');
    };
    expect(await list({ onVersionCheck })).toMatchObject({ code: 0 });
    writeFileSync(join(world.home, '.cache', 'rexctl', 'latest-version'), '9.0.0\n');
    const { code } = await world.run(['show', '4711'], { terminal });
    expect(code).toBe(5);
    expect(readFileSync(latest(), 'utf8')).toBe('');
  });
});

test('without that setting nothing but the configured server is asked', async () => {
  const ports: (number | undefined)[] = [];
  const onSocket = (message: unknown) => {
    const { socket } = message as { readonly socket: Socket };
    socket.once('connect', () => ports.push(socket.remotePort));
  };
  subscribe('net.client.socket', onSocket);
  try {
    for (const argv of [['list'], ['whoami'], ['run', '-c', 'true', '--host', 'web01'], ['doctor']])
      await world.run(argv, { terminal });
  } finally {
    unsubscribe('net.client.socket', onSocket);
  }
  expect(new Set(ports)).toEqual(new Set([Number(new URL(world.server.url).port)]));
});
