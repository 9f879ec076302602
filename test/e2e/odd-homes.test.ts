import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HomeWorld, openHomeWorld } from './home-world.ts';

let world: HomeWorld;
let here: string;
beforeEach(async () => {
  world = await openHomeWorld(` of "O'Neil" $(touch x) \`Jörg\``);
  here = join(dirname(world.home), 'here');
  mkdirSync(here);
});
afterEach(() => world.close());

const web01 = ['--host', 'web01.example.com'];
const logOf = (home: string) => join(home, '.local', 'state', 'rexctl', 'log.ndjson');

describe('HOME', () => {
  it.each(['', '.', 'anna', './anna'])(
    'that is %j is none: nothing is read from or written to the current folder',
    async (HOME) => {
      const trap = { profiles: { default: { credential_command: `touch '${here}/sprung'` } } };
      const folders = [here, join(here, 'anna')].map((one) => join(one, '.config', 'rexctl'));
      for (const folder of folders) {
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, 'config.json'), JSON.stringify(trap), { mode: 0o600 });
      }
      const env = { HOME, XDG_STATE_HOME: world.home, XDG_CACHE_HOME: world.home };
      const path = await world.ran(['config', 'path'], env, here);
      expect(path.stdout).toMatch(/^\/(?!.*\/here\/).*rexctl\/config\.json\n$/);
      const whoami = await world.ran(['whoami'], { ...env, REXCTL_TOKEN: '' }, here);
      expect(whoami.code).toBe(4);
      await world.ran(['run', '--command', 'true', ...web01, '--detach'], env, here);
      expect(readdirSync(here).sort()).toEqual(['.config', 'anna']);
      expect(readdirSync(join(here, 'anna'))).toEqual(['.config']);
    },
  );

  it('that is no folder, or is not there, costs what cannot be kept and nothing else', async () => {
    const path = join(world.home, 'file');
    writeFileSync(path, '');
    for (const HOME of ['/dev/null', path]) {
      expect(await world.ran(['list', '--limit', '1'], { HOME })).toMatchObject({
        code: 0,
        stderr: '',
      });
      const ran = await world.ran(['run', '--command', 'true', ...web01, '--detach'], { HOME });
      expect(ran).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\n$/) });
      expect(ran.stderr).toContain(`cannot write \`${logOf(HOME)}\`: a part of its path is not`);
    }
    const HOME = join(world.home, 'not', 'yet');
    await world.ran(['run', '--command', 'true', ...web01, '--detach'], { HOME });
    expect(statSync(logOf(HOME)).mode & 0o777).toBe(0o600);
  });

  it('with blanks, quotes, a command and letters beyond ASCII is a folder like any other', async () => {
    writeFileSync(join(world.home, 'token'), 'changeme\n', { mode: 0o600 });
    const login = await world.shell(
      'rexctl login --server "$REXCTL_SERVER" --login admin --token-file "$HOME/token"',
    );
    expect(login).toMatchObject({ code: 0, stderr: '' });
    expect(login.stdout).toContain(`of ${join(world.home, '.config', 'rexctl', 'config.json')}.\n`);
    const kept = { REXCTL_SERVER: '', REXCTL_USER: '', REXCTL_TOKEN: '' };
    expect(await world.ran(['list', '--limit', '1'], kept)).toMatchObject({ code: 0, stderr: '' });
    await world.ran(['run', '--command', 'true', ...web01, '--detach'], kept);
    expect(await world.ran(['log', '--path'])).toMatchObject({ stdout: `${logOf(world.home)}\n` });
    expect(readdirSync(world.home).sort()).toEqual(['.cache', '.config', '.local', 'token']);
    expect(readdirSync(dirname(world.home)).sort()).toEqual(
      ['here', world.home.slice(dirname(world.home).length + 1)].sort(),
    );
  });
});

describe('folders around it', () => {
  it('XDG folders that are relative are ignored', async () => {
    const relative = { XDG_CONFIG_HOME: 'c', XDG_STATE_HOME: './s', XDG_CACHE_HOME: '..' };
    await world.ran(['run', '--command', 'true', ...web01, '--detach'], relative, here);
    expect(readdirSync(here)).toEqual([]);
    expect(statSync(logOf(world.home)).isFile()).toBe(true);
  });

  it.each(['000', '022', '077', '177'])('files are private with umask %s', async (umask) => {
    writeFileSync(join(world.home, 'token'), 'changeme\n', { mode: 0o600 });
    const ran = await world.shell(
      `umask ${umask}; rexctl login --server "$REXCTL_SERVER" --login admin --token-file "$HOME/token" &&
       rexctl run --command true --host web01.example.com --detach`,
    );
    expect(ran.code, ran.stderr).toBe(0);
    const folders = ['.config/rexctl', '.local/state/rexctl', '.cache/rexctl'];
    for (const folder of folders) {
      const path = join(world.home, folder);
      expect(statSync(path).mode & 0o777, folder).toBe(0o700);
      for (const entry of readdirSync(path, { withFileTypes: true })) {
        const { mode } = statSync(join(path, entry.name));
        expect(mode & 0o777, entry.name).toBe(entry.isDirectory() ? 0o700 : 0o600);
      }
    }
  });

  it('a folder for temporary files is not needed, nor is the current one', async () => {
    const TMPDIR = join(here, 'none');
    expect(await world.ran(['list', '--limit', '1'], { TMPDIR })).toMatchObject({
      code: 0,
      stderr: '',
    });
    const gone = join(here, 'gone');
    const line = `mkdir "$GONE" && cd "$GONE" && rmdir "$GONE" && rexctl list --limit 1`;
    expect(await world.shell(line, { GONE: gone })).toMatchObject({ code: 0, stderr: '' });
  });
});
