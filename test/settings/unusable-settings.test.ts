import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  mkdirSync(folder(), { recursive: true });
});
afterEach(() => world.close());

const folder = () => join(world.home, '.config', 'rexctl');
const file = () => join(folder(), 'config.json');
const good = (world: World) =>
  JSON.stringify({
    current_profile: 'prod',
    profiles: { prod: { server: world.server.url, login: 'admin', token: 'changeme' } },
  });

/** They read the settings, or write them. */
const commands = [
  ['list'],
  ['run', '--command', 'true', '--host', 'web01.example.com'],
  ['login', '--profile', 'new', '--server', 'https://foreman.example.com', '--login', 'anna'],
  ['logout'],
  ['config', 'set', 'host_limit', '5'],
  ['profile', 'use', 'prod'],
];

describe('a settings file that says nothing usable', () => {
  it.each([
    [
      'half of a file',
      '{"profiles":{\n"prod":{"token":"geh',
      'it is not valid JSON (line 2, column 21)',
    ],
    ['bytes', '\u0000\u0001\ufffd', 'it is not valid JSON'],
    ['another document', '["a"]', 'it must be an object'],
    ['a key of a newer version', '{"agents":{}}', 'unknown key `agents`'],
  ])('is named and stays as it is, whatever the command: %s', async (_, text, complaint) => {
    writeFileSync(file(), text, { mode: 0o600 });
    for (const argv of commands)
      expect(await world.run(argv)).toMatchObject({
        code: 2,
        stdout: '',
        stderr:
          `rexctl: invalid settings file \`${file()}\`: ${complaint}\n` +
          '        correct the file, or move it away and log in again: rexctl login\n',
      });
    expect(readFileSync(file(), 'utf8')).toBe(text);
    expect(world.server.requests).toEqual([]);
  });

  it('is no reason not to help', async () => {
    writeFileSync(file(), '{', { mode: 0o600 });
    expect(await world.run(['--help'])).toMatchObject({ code: 0, stderr: '' });
    expect(await world.run(['config', 'path'])).toMatchObject({ code: 0, stdout: `${file()}\n` });
    const doctor = await world.run(['doctor']);
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toContain(`invalid settings file \`${file()}\``);
  });
});

describe('something else in the place of the settings file', () => {
  it.each<readonly [string, () => unknown, string]>([
    ['a folder', () => mkdirSync(file()), 'it is a folder'],
    ['a pipe', () => execFileSync('mkfifo', ['-m', '600', file()]), 'it is a pipe'],
    ['a link to itself', () => symlinkSync(file(), file()), 'it is a link'],
  ])('is named, and stays: %s', async (_, make, trouble) => {
    make();
    for (const argv of commands)
      expect(await world.run(argv)).toMatchObject({
        code: 2,
        stdout: '',
        stderr: `rexctl: cannot read \`${file()}\`: ${trouble}\n        move it away\n`,
      });
    expect(world.server.requests).toEqual([]);
  });

  it('a file that is too large is named', async () => {
    writeFileSync(file(), '', { mode: 0o600 });
    truncateSync(file(), (64 << 20) + 1);
    const ran = await world.run(['list']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(`cannot read \`${file()}\`: it has more than 64 MiB\n`);
  });

  it('a link is followed, and what it leads to is changed, with its mode', async () => {
    const real = join(world.home, 'dotfiles.json');
    writeFileSync(real, good(world), { mode: 0o600 });
    symlinkSync(real, file());
    expect(await world.run(['config', 'set', 'host_limit', '5'])).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(real, 'utf8')).profiles.prod.host_limit).toBe(5);
    expect(statSync(real).mode & 0o777).toBe(0o600);
  });

  it('the folder may be a link', async () => {
    const real = join(world.home, 'dotfiles');
    mkdirSync(real);
    writeFileSync(join(real, 'config.json'), good(world), { mode: 0o600 });
    const config = join(world.home, 'linked');
    mkdirSync(config);
    symlinkSync(real, join(config, 'rexctl'));
    const env = { XDG_CONFIG_HOME: config, REXCTL_SERVER: '', REXCTL_USER: '', REXCTL_TOKEN: '' };
    expect(await world.run(['list'], { env })).toMatchObject({ code: 0, stderr: '' });
    expect(await world.run(['config', 'set', 'host_limit', '5'], { env })).toMatchObject({
      code: 0,
    });
    expect(readFileSync(join(real, 'config.json'), 'utf8')).toContain('"host_limit": 5');
  });
});

describe('a settings file that every user can change', () => {
  it('is not used, whatever it says, until somebody has looked at it', async () => {
    writeFileSync(file(), good(world));
    chmodSync(file(), 0o666);
    for (const argv of commands)
      expect(await world.run(argv)).toMatchObject({
        code: 2,
        stdout: '',
        stderr:
          `rexctl: other users can change the settings file \`${file()}\`\n` +
          `        check what it says, then restrict it: chmod 600 ${file()}\n`,
      });
    expect(world.server.requests).toEqual([]);
    expect([readFileSync(file(), 'utf8'), statSync(file()).mode & 0o777]).toEqual([
      good(world),
      0o666,
    ]);
    chmodSync(file(), 0o600);
    expect(await world.run(['list'])).toMatchObject({ code: 0, stderr: '' });
  });

  it('is no device: no settings are wanted there', async () => {
    symlinkSync('/dev/null', file());
    expect(await world.run(['list'])).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('a settings file of another editor', () => {
  it('with CRLF and a byte order mark is read', async () => {
    const text = JSON.stringify(JSON.parse(good(world)), null, 2).replaceAll('\n', '\r\n');
    writeFileSync(file(), `\ufeff${text}\r\n`, { mode: 0o600 });
    const env = { REXCTL_SERVER: '', REXCTL_USER: '', REXCTL_TOKEN: '' };
    expect(await world.run(['list'], { env })).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('a clock that was set back', () => {
  it('keeps the login, the recorded cancel and what the server can do usable', async () => {
    const { run, server, clock } = world;
    const argv = ['run', '--command', 'sleep 600', '--host', 'web01.example.com', '--detach'];
    await run(argv);
    await clock.sleep(10_000);
    expect(await run(['cancel', '208', '--yes'])).toMatchObject({ code: 0 });
    const sessions = join(world.home, '.local', 'state', 'rexctl', 'sessions.json');
    const late = JSON.parse(readFileSync(sessions, 'utf8'));
    for (const session of Object.values<{ used_at: number }>(late.sessions))
      session.used_at += 24 * 60 * 60_000;
    writeFileSync(sessions, JSON.stringify(late));
    const cancels = join(world.home, '.local', 'state', 'rexctl', 'cancels.json');
    const later = JSON.parse(readFileSync(cancels, 'utf8'));
    for (const cancel of Object.values<{ at: number }>(later.cancels))
      cancel.at += 24 * 60 * 60_000;
    writeFileSync(cancels, JSON.stringify(later));
    expect(await run(['list'])).toMatchObject({ code: 0, stderr: '' });
    const before = server.requests.length;
    await run(['cancel', '208', '--yes']);
    expect(world.requestsSince(before).filter((line) => line.startsWith('POST'))).toEqual([]);
  });
});
