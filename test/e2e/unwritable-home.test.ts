import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HomeWorld, isRoot, openHomeWorld } from './home-world.ts';

let world: HomeWorld;
beforeEach(async () => {
  world = await openHomeWorld();
});
afterEach(() => world.close());

const web01 = ['--host', 'web01.example.com'];

describe('a home folder that cannot be written', () => {
  it('is enough for commands that only read, and they do not complain', async () => {
    chmodSync(world.home, 0o555);
    for (const argv of [
      ['list', '--limit', '1'],
      ['show', '207', '--json'],
      ['output', '206'],
      ['watch', '206'],
      ['whoami'],
      ['host', 'list', 'name ~ web01'],
      ['log'],
      ['config', 'path'],
    ]) {
      const ran = await world.ran(argv);
      expect([argv.join(' '), ran.stderr]).toEqual([argv.join(' '), '']);
      expect(ran.code, argv.join(' ')).toBeLessThan(4);
    }
    expect(readdirSync(world.home)).toEqual([]);
  });

  it('lets a job run, and what could not be recorded is named', async () => {
    chmodSync(world.home, 0o555);
    const log = join(world.home, '.local', 'state', 'rexctl', 'log.ndjson');
    const refused = `not recorded in the local history: cannot write \`${log}\`: permission denied`;
    const ran = await world.ran(['run', '--command', 'sleep 600', ...web01, '--detach']);
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(ran.stderr).toContain(refused);
    await world.running(208);
    const cancelled = await world.ran(['cancel', '208', '--yes']);
    expect(cancelled.code).toBe(0);
    expect(cancelled.stderr).toContain('this cancel could not be recorded (cannot write ');
    expect(cancelled.stderr).toContain('do not send a second one');
    expect(cancelled.stderr).toContain(refused);
    expect(world.server.jobs.get(208)?.cancel_requested).toBe(true);
  });

  it('starts nothing where a lock is needed, and keeps no login', async () => {
    chmodSync(world.home, 0o555);
    const argv = ['run', '--command', 'true', ...web01, '--name', 'nightly'];
    const locked = await world.ran([...argv, '--if-running', 'skip']);
    expect(locked.code).toBe(2);
    expect(locked.stderr).toMatch(
      /^rexctl: cannot write `[^`]+\.lock`: permission denied\n {8}make its folder writable\n$/,
    );
    const login = await world.ran(['login', '--server', world.server.url, '--login', 'admin']);
    expect(login).toMatchObject({ code: 2, stdout: '' });
    expect(login.stderr).toContain(
      `cannot write \`${join(world.home, '.config', 'rexctl', 'config.json')}\`: permission denied\n        make its folder writable\n`,
    );
    expect(world.server.jobs.has(208)).toBe(false);
  });
});

describe('a home folder with files of another user', () => {
  const files = {
    '.local/state/rexctl': ['sessions.json', 'cancels.json', 'log.ndjson'],
    '.cache/rexctl': ['capabilities.json', 'completions.json'],
  };

  it('as after a command with sudo: reading goes on, and a job is started', async () => {
    for (const [place, names] of Object.entries(files)) {
      mkdirSync(join(world.home, place), { recursive: true });
      for (const name of names) writeFileSync(join(world.home, place, name), '', { mode: 0 });
      chmodSync(join(world.home, place), 0o555);
    }
    for (const argv of [['list', '--limit', '1'], ['show', '207'], ['whoami']])
      expect(await world.ran(argv)).toMatchObject({ code: 0, stderr: '' });
    const ran = await world.ran(['run', '--command', 'true', ...web01, '--detach']);
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(ran.stderr).toContain('not recorded in the local history: cannot write ');
    expect(await world.ran(['log'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/log\.ndjson`: permission denied\n/),
    });
  });

  it('settings that cannot be read are named and left alone', async () => {
    const file = world.settings('{"profiles":{}}', 0);
    for (const argv of [['list'], ['logout'], ['config', 'set', 'host_limit', '5']])
      expect(await world.ran(argv)).toEqual({
        code: 2,
        stdout: '',
        stderr:
          `rexctl: cannot read \`${file}\`: permission denied\n` +
          '        change its owner or its permissions, or move it away\n',
      });
    chmodSync(file, 0o600);
    expect(readFileSync(file, 'utf8')).toBe('{"profiles":{}}');
  });

  it.runIf(isRoot)(
    'settings that can be read but not changed are used and left alone',
    async () => {
      const file = world.settings('{"profiles":{"prod":{"login":"anna"}}}', 0o644);
      chownSync(file, 12345, 12345);
      const listed = await world.ran(['list', '--limit', '1']);
      expect(listed.code).toBe(0);
      expect(listed.stderr).toContain('other users could read the settings file');
      const changed = await world.ran(['config', 'set', 'host_limit', '5', '--profile', 'prod']);
      expect(changed.code).toBe(2);
      expect(changed.stderr).toContain(`cannot write \`${file}\`: permission denied`);
      expect(readFileSync(file, 'utf8')).toBe('{"profiles":{"prod":{"login":"anna"}}}');
      expect(readdirSync(join(world.home, '.config', 'rexctl'))).toEqual(['config.json']);
    },
  );
});
