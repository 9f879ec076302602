import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { foreman, machine, proofs } from './login-world.ts';

const anna = { REXCTL_USER: 'anna', REXCTL_TOKEN: 'anna-secret' };

describe('rexctl whoami', () => {
  it('reports user, rights, server and where the credential came from', async () => {
    const [server, pc] = [await foreman(), machine()];
    await pc.run(['login', '--server', server.url], { env: anna });
    const ran = await pc.run(['whoami']);
    expect([ran.code, ran.err]).toEqual([0, '']);
    const lines = ran.out.split('\n');
    expect(lines).toContain('User\tanna (Anna User)');
    expect(lines).toContain('Access\tby roles');
    expect(lines).toContain('Roles\tRemote Execution Manager');
    expect(lines).toContain(`Server\t${server.url}`);
    expect(lines).toContain('Profile\tdefault');
    expect(lines).toContain('Credential\tprofile `default`');
  });

  it('is one JSON document without any secret', async () => {
    const [server, pc] = [await foreman(), machine()];
    const env = { REXCTL_SERVER: server.url, REXCTL_USER: 'admin', REXCTL_TOKEN: 'changeme' };
    const ran = await pc.run(['whoami', '--json'], { env });
    expect(ran.json()).toMatchObject({
      schema: 'rexctl/1',
      user: {
        login: 'admin',
        admin: true,
        organizations: expect.any(Array),
        roles: expect.any(Array),
      },
      server: { url: server.url, foreman_version: expect.any(String), rex_version: '17.1.0' },
      profile: null,
      credential_source: 'REXCTL_TOKEN',
    });
    expect(ran.out + ran.err).not.toContain('changeme');
  });

  it('says administrator where the user is one', async () => {
    const [server, pc] = [await foreman(), machine()];
    const env = { REXCTL_SERVER: server.url, REXCTL_USER: 'admin', REXCTL_TOKEN: 'changeme' };
    expect((await pc.run(['whoami'], { env })).out).toContain('Access\tadministrator\n');
  });

  it('logs in again although a session is kept', async () => {
    const [server, pc] = [await foreman(), machine()];
    const env = { ...anna, REXCTL_SERVER: server.url };
    await pc.run(['template', 'list'], { env });
    const before = server.requests.length;
    expect((await pc.run(['whoami'], { env })).code).toBe(0);
    expect(proofs(server).slice(before, before + 2)).toEqual([
      '/api/status basic',
      '/api/current_user basic',
    ]);
  });

  it('works for a user who may see no version of Remote Execution', async () => {
    const [server, pc] = [await foreman(), machine()];
    const env = { REXCTL_SERVER: server.url, REXCTL_USER: 'ruser', REXCTL_TOKEN: 'ruser-secret' };
    const ran = await pc.run(['whoami', '--json'], { env });
    expect([ran.code, ran.json().server.rex_version]).toEqual([0, null]);
  });

  it('shows the version that another user of this machine could not see', async () => {
    const [server, pc] = [await foreman(), machine()];
    const as = (name: string, secret: string) => ({
      env: { REXCTL_SERVER: server.url, REXCTL_USER: name, REXCTL_TOKEN: secret },
    });
    const one = await pc.run(['whoami'], as('ruser', 'ruser-secret'));
    expect(one.out).toContain('version unknown: missing permission view_plugins\n');
    const other = await pc.run(['whoami', '--json'], as('admin', 'changeme'));
    expect(other.json().server.rex_version).toBe('17.1.0');
  });

  it.each([
    ['nobody is logged in', {}, 'no server given'],
    ['the user is disabled', { REXCTL_USER: 'gone', REXCTL_TOKEN: 'gone-secret' }, 'disabled'],
    [
      'the password is wrong',
      { REXCTL_USER: 'anna', REXCTL_TOKEN: 'wrong' },
      'wrong user or password for',
    ],
  ])('ends with 4 when %s', async (_when, env, message) => {
    const [server, pc] = [await foreman(), machine()];
    const place: Record<string, string> = 'REXCTL_USER' in env ? { REXCTL_SERVER: server.url } : {};
    const ran = await pc.run(['whoami'], { env: { ...env, ...place } });
    expect([ran.code, ran.out, ran.err]).toEqual([4, '', expect.stringContaining(message)]);
  });

  it.each<[string, Readonly<Record<string, string>>, string, string]>([
    ['REXCTL_TOKEN', { REXCTL_TOKEN: 'not-this' }, 'REXCTL_TOKEN', 'correct or unset REXCTL_TOKEN'],
    [
      'a file',
      { REXCTL_TOKEN_FILE: 'FILE' },
      'REXCTL_TOKEN_FILE',
      'write the right password or token into that file',
    ],
    ['the profile', {}, 'profile `ops`', 'log in again: rexctl login --profile ops'],
    [
      'a command',
      { REXCTL_PROFILE: 'vault' },
      'credential command of profile `vault`',
      'check what that command prints',
    ],
  ])('names %s as the source of a refused credential', async (_, env, source, remedy) => {
    const [server, pc] = [await foreman(), machine()];
    const { url } = server;
    mkdirSync(dirname(pc.configFile), { recursive: true });
    const ops = { server: url, login: 'anna', token: 'not-this' };
    const vault = { server: url, login: 'anna', credential_command: 'echo not-this' };
    writeFileSync(
      pc.configFile,
      JSON.stringify({ current_profile: 'ops', profiles: { ops, vault } }),
      { mode: 0o600 },
    );
    const file = join(pc.home, 'token');
    writeFileSync(file, 'not-this\n', { mode: 0o600 });
    const given = 'REXCTL_TOKEN_FILE' in env ? { REXCTL_TOKEN_FILE: file } : env;
    const ran = await pc.run(['whoami'], { env: given });
    expect([ran.code, ran.out]).toEqual([4, '']);
    expect(ran.err).toBe(
      `rexctl: wrong user or password for ${new URL(url).host} (401): user anna, ` +
        `credential from ${source}\n        ${remedy}\n` +
        '        not tried again: 30 failed logins lock this address for 5 minutes\n',
    );
    expect(server.requests).toHaveLength(1);
  });

  it('sends the credential of one server to no other', async () => {
    const [one, other, pc] = [await foreman(), await foreman(), machine()];
    await pc.run(['login', '--server', one.url], { env: anna });
    const ran = await pc.run(['whoami', '--server', other.url, '--login', 'anna']);
    expect([ran.code, ran.err]).toEqual([4, expect.stringContaining(`is for ${one.url} only`)]);
    expect(other.requests).toEqual([]);
  });

  it('says that a settings file was open to others', async () => {
    const [server, pc] = [await foreman(), machine()];
    await pc.run(['login', '--server', server.url], { env: anna });
    await import('node:fs').then(({ chmodSync }) => chmodSync(pc.configFile, 0o644));
    const ran = await pc.run(['whoami']);
    expect([ran.code, ran.err]).toEqual([
      0,
      expect.stringContaining('other users could read the settings file'),
    ]);
    expect((await pc.run(['whoami'])).err).toBe('');
  });
});
