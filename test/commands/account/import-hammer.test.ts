import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeKeyring } from '../../world/fake-keyring.ts';
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
  it('leaves no password in the keyring if the profile cannot be saved', async () => {
    const pc = withHammer('https://foreman.example.com');
    const keyring = fakeKeyring();
    const { write } = keyring;
    keyring.write = async (entry, secret, signal) => {
      await write(entry, secret, signal);
      // Another rexctl saves this profile meanwhile.
      await pc.run(['config', 'set', 'server', 'other.example.com']);
    };
    const ran = await pc.run(['profile', 'import-hammer'], { keyring, answers: [] });
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toContain('profile `default` already exists');
    expect([...keyring.entries]).toEqual([]);
  });

  it('gives an operator of hammer a working rexctl in one command', async () => {
    const server = await foreman();
    const pc = withHammer(server.url);
    const ran = await pc.run(['profile', 'import-hammer'], { answers: [] });
    expect(ran.code).toBe(0);
    expect(ran.out).toContain(`server      ${server.url}`);
    expect(ran.out).toContain(
      'token       saved in the settings file, with mode 0600 (no keyring: ',
    );
    expect(ran.err).toContain(
      `The password stays in plain text in ${pc.home}/.hammer/cli.modules.d/foreman.yml, for hammer. A token for rexctl: rexctl login --create-token`,
    );
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
      dry_run: false,
      password_file: join(pc.home, '.hammer/cli.modules.d/foreman.yml'),
      storage: 'file',
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
    expect(refused.err).toContain('profile `default` already exists');
    expect(readFileSync(pc.configFile, 'utf8')).toBe(before);
    expect((await pc.run(['profile', 'import-hammer', '--replace'])).code).toBe(0);
    expect(pc.settings().profiles.default.server).toBe('https://foreman.example.com');
  });

  it('names the token of a replaced profile that is still valid', async () => {
    const pc = withHammer('https://foreman.example.com');
    await pc.run(['profile', 'import-hammer']);
    const settings = pc.settings();
    Object.assign(settings.profiles.default, { token_id: 7, token_name: 'rexctl on ws1' });
    writeFileSync(pc.configFile, JSON.stringify(settings));
    const sentence = 'is still valid on the server: revoke `rexctl on ws1` in Foreman';
    const replaced = await pc.run(['profile', 'import-hammer', '--replace'], { answers: [] });
    expect([replaced.code, replaced.err]).toEqual([
      0,
      expect.stringContaining(`The token of the replaced profile ${sentence}`),
    ]);
    expect(pc.settings().profiles.default).not.toHaveProperty('token_id');
    const again = await pc.run(['profile', 'import-hammer', '--replace'], { answers: [] });
    expect(again.err).not.toContain('still valid');
  });

  it('puts the password into the keyring, as a login does', async () => {
    const pc = withHammer('https://foreman.example.com');
    const keyring = fakeKeyring();
    const ran = await pc.run(['profile', 'import-hammer'], { keyring, answers: [] });
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('token       saved in the keyring of this machine');
    expect([...keyring.entries.values()]).toEqual(['anna-secret']);
    expect(readFileSync(pc.configFile, 'utf8')).not.toContain('anna-secret');
  });

  it('warns where other users can read the password', async () => {
    const pc = withHammer('https://foreman.example.com');
    const file = join(pc.home, '.hammer', 'cli.modules.d', 'foreman.yml');
    const warning = `other users can read \`${file}\`, which has the password; restrict it: chmod 600 ${file}`;
    chmodSync(file, 0o644);
    expect((await pc.run(['profile', 'import-hammer'], { answers: [] })).err).toContain(warning);
    chmodSync(file, 0o600);
    const again = await pc.run(['profile', 'import-hammer', '--replace'], { answers: [] });
    expect(again.err).not.toContain('other users');
  });

  it('shows with --dry-run what it would take, and saves nothing', async () => {
    const pc = withHammer('https://foreman.example.com');
    const keyring = fakeKeyring();
    const ran = await pc.run(['profile', 'import-hammer', '--dry-run'], { keyring, answers: [] });
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('server      https://foreman.example.com');
    expect(ran.out).toContain('token       the password of hammer');
    expect(ran.err).toContain('Nothing was saved. To save it: rexctl profile import-hammer\n');
    expect([existsSync(pc.configFile), keyring.entries.size]).toEqual([false, 0]);
    const json = (await pc.run(['profile', 'import-hammer', '-n', '--json'])).json();
    expect(json).toMatchObject({
      dry_run: true,
      storage: null,
      taken: ['server', 'login', 'token'],
    });
    expect(ran.out + ran.err).not.toContain('anna-secret');
  });

  it('shows with --dry-run that a profile is in the way', async () => {
    const pc = withHammer('https://foreman.example.com');
    await pc.run(['config', 'set', 'server', 'old.example.com']);
    const before = readFileSync(pc.configFile, 'utf8');
    const ran = await pc.run(['profile', 'import-hammer', '--dry-run'], { answers: [] });
    expect(ran.code).toBe(0);
    expect(ran.err).toContain(
      'Nothing was saved: profile `default` already exists. To replace it: rexctl profile import-hammer --replace\n',
    );
    expect(readFileSync(pc.configFile, 'utf8')).toBe(before);
  });

  it('names the next step where hammer asks for the password', async () => {
    const pc = machine();
    mkdirSync(join(pc.home, '.hammer'));
    writeFileSync(join(pc.home, '.hammer', 'cli_config.yml'), ':foreman: {:host: f.example.com}');
    const ran = await pc.run(['profile', 'import-hammer', '--profile', 'new'], { answers: [] });
    expect(ran.code).toBe(0);
    expect(ran.err).toContain('The password is missing. Log in: rexctl login --profile new');
  });

  it('names the profile in each command that would otherwise change another one', async () => {
    const pc = withHammer('http://foreman.example.com');
    await pc.run(['profile', 'set', '--create', 'prod', 'server=prod.example.com', 'login=anna']);
    await pc.run(['profile', 'use', 'prod']);
    for (const name of ['lab', 'default']) {
      const ran = await pc.run(['profile', 'import-hammer', '--profile', name], { answers: [] });
      expect(ran.code).toBe(0);
      expect(ran.out).toContain(
        `unencrypted: rexctl config set allow_plain_http true --profile ${name}\n`,
      );
      expect(ran.err).toContain(`rexctl login --create-token --profile ${name}\n`);
      expect(ran.err).toContain(`Check it: rexctl whoami --profile ${name}\n`);
    }
  });

  it('reads nothing of the current folder', async () => {
    const pc = machine();
    const ran = await pc.run(['profile', 'import-hammer']);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toContain(`found in /etc/hammer or ${pc.home}/.hammer`);
  });
});
