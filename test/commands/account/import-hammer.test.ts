import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { foreman, type Machine, machine } from './login-world.ts';

function withHammer(host: string): Machine {
  const pc = machine();
  const folder = join(pc.home, '.hammer', 'cli.modules.d');
  mkdirSync(folder, { recursive: true });
  const text = `:foreman:\n  :host: '${host}'\n  :username: 'anna'\n  :password: 'anna-secret'\n`;
  writeFileSync(join(folder, 'foreman.yml'), text);
  return pc;
}

describe('rexctl profile import-hammer', () => {
  it('gives an operator of hammer a working rexctl in one command', async () => {
    const server = await foreman();
    const pc = withHammer(server.url);
    const ran = await pc.run(['profile', 'import-hammer'], { answers: [] });
    expect(ran.code).toBe(0);
    expect(ran.out).toContain(`server      ${server.url}`);
    expect(ran.out).toContain('token       saved');
    expect(ran.out).toMatch(/read +\S+foreman\.yml\n/);
    expect(ran.err).toContain('Check it: rexctl whoami');
    expect(ran.out + ran.err).not.toContain('anna-secret');
    expect(server.requests).toEqual([]);
    expect(pc.settings()).toEqual({
      current_profile: 'default',
      profiles: { default: { server: server.url, login: 'anna', token: 'anna-secret' } },
    });
    expect(statSync(pc.configFile).mode & 0o777).toBe(0o600);
    expect(await pc.run(['host', 'list', 'name = web01.example.com'])).toMatchObject({ code: 0 });
  });

  it('is one JSON document', async () => {
    const pc = withHammer('https://foreman.example.com');
    const ran = await pc.run(['profile', 'import-hammer', '--profile', 'prod', '--json']);
    expect(ran.json()).toMatchObject({
      profile: 'prod',
      taken: ['server', 'login', 'token'],
      left: [],
      files: [join(pc.home, '.hammer/cli.modules.d/foreman.yml')],
      settings_file: pc.configFile,
    });
    expect(ran.out).not.toContain('anna-secret');
  });

  it('replaces a profile only when that is asked for', async () => {
    const pc = withHammer('https://foreman.example.com');
    await pc.run(['config', 'set', 'server', 'old.example.com']);
    const before = readFileSync(pc.configFile, 'utf8');
    const refused = await pc.run(['profile', 'import-hammer']);
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.err).toContain('profile `default` exists already');
    expect(readFileSync(pc.configFile, 'utf8')).toBe(before);
    expect((await pc.run(['profile', 'import-hammer', '--replace'])).code).toBe(0);
    expect(pc.settings().profiles.default.server).toBe('https://foreman.example.com');
  });

  it('names the next step where hammer asks for the password', async () => {
    const pc = machine();
    mkdirSync(join(pc.home, '.hammer'));
    writeFileSync(join(pc.home, '.hammer', 'cli_config.yml'), ':foreman: {:host: f.example.com}');
    const ran = await pc.run(['profile', 'import-hammer', '--profile', 'new'], { answers: [] });
    expect(ran.code).toBe(0);
    expect(ran.err).toContain('The password is missing. Log in: rexctl login --profile new');
  });

  it('reads nothing of the current folder', async () => {
    const pc = machine();
    const ran = await pc.run(['profile', 'import-hammer']);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toContain(`found in /etc/hammer or ${pc.home}/.hammer`);
  });
});
