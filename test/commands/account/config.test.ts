import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Machine, machine } from './login-world.ts';

const production = {
  server: 'https://foreman.example.com',
  login: 'anna',
  token: 'geheim',
  host_limit: 20,
};

function configured(): Machine {
  const pc = machine();
  mkdirSync(dirname(pc.configFile), { recursive: true });
  writeFileSync(
    pc.configFile,
    JSON.stringify({ current_profile: 'production', profiles: { production } }),
    { mode: 0o600 },
  );
  return pc;
}

describe('rexctl config list', () => {
  it('shows where each setting comes from: option, variable or profile', async () => {
    const ran = await configured().run(['config', 'list', '--location', 'Paris', '--json'], {
      env: { REXCTL_USER: 'bob', REXCTL_ORGANIZATION: '' },
    });
    expect(ran.code).toBe(0);
    const rows = ran.json().settings as readonly { readonly key: string }[];
    const row = (key: string) => rows.find((one) => one.key === key);
    expect(row('server')).toEqual({
      key: 'server',
      value: production.server,
      source: 'profile `production`',
    });
    expect(row('login')).toEqual({ key: 'login', value: 'bob', source: 'REXCTL_USER' });
    expect(row('location')).toEqual({ key: 'location', value: 'Paris', source: '--location' });
    expect(row('organization')).toEqual({ key: 'organization', value: null, source: null });
    expect(row('token')).toEqual({ key: 'token', value: null, source: 'profile `production`' });
    expect(ran.out).not.toContain('geheim');
  });
});

describe('rexctl config get', () => {
  it('prints the value alone', async () => {
    const pc = configured();
    expect(await pc.run(['config', 'get', 'host_limit'])).toMatchObject({ code: 0, out: '20\n' });
    expect(await pc.run(['config', 'get', 'location'])).toMatchObject({ code: 0, out: '' });
  });

  it('names what commands use where nothing is set', async () => {
    const ran = await machine().run(['config', 'get', 'host_limit', '--json']);
    expect(ran.json()).toMatchObject({ key: 'host_limit', value: 50, source: 'default' });
  });

  it.each(['token', 'credential_command'])('never prints %s', async (key) => {
    const ran = await configured().run(['config', 'get', key]);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toContain(`\`${key}\` is not printed: it is a secret`);
    expect(ran.err).not.toContain('geheim');
  });

  it('of an unknown key names the command that lists them', async () => {
    const ran = await configured().run(['config', 'get', 'nope']);
    expect([ran.code, ran.err]).toEqual([
      2,
      'rexctl: unknown setting `nope`\n        list all settings: rexctl config list\n',
    ]);
  });

  it('suggests the right key', async () => {
    const ran = await configured().run(['config', 'get', 'sever']);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toContain('unknown setting `sever`; did you mean `server`?');
  });
});

describe('a file that a setting names and that is not there', () => {
  it.each([
    ['ca_file', 'CA file', 'name the right file: rexctl profile set production ca_file=FILE'],
    [
      'client_cert_file',
      'certificate',
      'name the right file: rexctl profile set production client_cert_file=FILE',
    ],
  ])('gets a command that repairs %s', async (key, what, hint) => {
    const pc = configured();
    await pc.run(['config', 'set', key, '/nope']);
    await pc.run(['config', 'set', 'client_key_file', key === 'ca_file' ? '' : '/nope']);
    const ran = await pc.run(['list']);
    expect([ran.code, ran.err]).toEqual([
      2,
      `rexctl: cannot read the ${what} \`/nope\` (profile \`production\`): no such file\n        ${hint}\n`,
    ]);
  });

  it.each(['REXCTL_CA_FILE', 'REXCTL_TOKEN_FILE'])('is unset where %s names it', async (name) => {
    const ran = await configured().run(['list'], { env: { [name]: '/nope' } });
    expect([ran.code, ran.err.split('\n').slice(1)]).toEqual([
      2,
      [`        correct or unset ${name}`, ''],
    ]);
  });
});

describe('rexctl config set', () => {
  it('of an empty value uses the default again', async () => {
    const ran = await configured().run(['config', 'set', 'host_limit', '', '--json']);
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.json()).toMatchObject({ key: 'host_limit', value: 50, source: 'default' });
  });

  it.each([
    ['config', 'set', 'server', 'https://other.example.com'],
    ['profile', 'set', 'production', 'server=https://other.example.com'],
  ])('names the token that a new server is sent: %s %s', async (...argv) => {
    const pc = configured();
    const ran = await pc.run(argv);
    expect([ran.code, ran.err]).toEqual([
      0,
      'rexctl: profile `production` keeps its saved token, and now sends it to https://other.example.com\n',
    ]);
    expect((await pc.run(argv)).err).toBe('');
  });

  it('changes the profile in use', async () => {
    const pc = configured();
    const ran = await pc.run(['config', 'set', 'host_limit', '500']);
    expect(ran).toMatchObject({
      code: 0,
      out: `\`host_limit\` of profile \`production\` is saved in ${pc.configFile}.\n`,
      err: '',
    });
    expect(pc.settings().profiles.production).toEqual({ ...production, host_limit: 500 });
    const removed = await pc.run(['config', 'set', 'host_limit', '']);
    expect(removed.out).toBe(
      `\`host_limit\` of profile \`production\` is removed from ${pc.configFile}.\n`,
    );
    expect(pc.settings().profiles.production).not.toHaveProperty('host_limit');
  });

  it('makes the profile `default` where there is none', async () => {
    const pc = machine();
    expect((await pc.run(['config', 'set', 'server', 'foreman.example.com'])).code).toBe(0);
    expect(pc.settings()).toEqual({
      profiles: { default: { server: 'https://foreman.example.com' } },
    });
  });

  it('warns of what overrides it', async () => {
    const env = { REXCTL_LOCATION: 'Paris' };
    const ran = await configured().run(['config', 'set', 'location', 'Oslo'], { env });
    expect(ran.code).toBe(0);
    expect(ran.err).toContain('REXCTL_LOCATION overrides `location` of profile `production`');
  });

  it('refuses a profile that is not there, and changes nothing', async () => {
    const pc = configured();
    const before = readFileSync(pc.configFile, 'utf8');
    const ran = await pc.run(['config', 'set', 'host_limit', '5', '--profile', 'stage']);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toContain('unknown profile `stage`: expected `production`');
    expect(readFileSync(pc.configFile, 'utf8')).toBe(before);
  });

  it('sets the two files of a client certificate one after the other, and removes them', async () => {
    const pc = configured();
    for (const [key, value] of [
      ['client_cert_file', 'me.crt'],
      ['client_key_file', 'me.key'],
      ['client_cert_file', ''],
      ['host_limit', '5'],
      ['client_key_file', ''],
    ] as const) {
      const ran = await pc.run(['config', 'set', key, value]);
      expect([key, value, ran.code, ran.err]).toEqual([key, value, 0, '']);
      expect((await pc.run(['config', 'list'])).code).toBe(0);
    }
    expect(pc.settings().profiles.production).toEqual({ ...production, host_limit: 5 });
  });

  it('changes a profile whose server is not that of the environment', async () => {
    const pc = configured();
    const env = { REXCTL_SERVER: 'https://other.example.com' };
    const argv = ['config', 'set', 'host_limit', '5', '--profile', 'production'];
    expect(await pc.run(argv, { env })).toMatchObject({ code: 0, err: '' });
    expect(pc.settings().profiles.production.host_limit).toBe(5);
  });
});
