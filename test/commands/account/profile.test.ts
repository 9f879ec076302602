import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { foreman, type Machine, machine } from './login-world.ts';

const production = {
  server: 'https://foreman.example.com',
  login: 'anna',
  token: 'geheim',
  organization: 'Acme',
  host_limit: 20,
};
const staging = {
  server: 'https://staging.example.com',
  login: 'anna',
  credential_command: 'pass show geheim',
};

function machineWith(settings: unknown): Machine {
  const pc = machine();
  mkdirSync(dirname(pc.configFile), { recursive: true });
  writeFileSync(pc.configFile, JSON.stringify(settings), { mode: 0o600 });
  return pc;
}

function twoProfiles(): Machine {
  return machineWith({ current_profile: 'production', profiles: { production, staging } });
}

describe('rexctl profile list', () => {
  it('marks the profile in use and prints no secret', async () => {
    const pc = twoProfiles();
    const ran = await pc.run(['profile', 'list', '--format', 'table']);
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.out).toMatch(/^ *\* +production +https:\/\/foreman\.example\.com +anna +token/m);
    expect(ran.out).toMatch(
      /^ +staging +https:\/\/staging\.example\.com +anna +credential_command/m,
    );
    expect(ran.out).not.toContain('geheim');
  });

  it('is one JSON document', async () => {
    const pc = twoProfiles();
    const ran = await pc.run(['profile', 'list', '--json']);
    expect(ran.json()).toMatchObject({
      schema: 'rexctl/1',
      profiles: [
        { name: 'production', current: true, credential: 'token', host_limit: 20 },
        { name: 'staging', current: false, credential: 'credential_command', host_limit: null },
      ],
      settings_file: pc.configFile,
    });
    expect(ran.out).not.toContain('geheim');
  });

  it('names the next step where nothing is saved, and writes nothing', async () => {
    const pc = machine();
    const ran = await pc.run(['profile', 'list'], { answers: [] });
    expect([ran.code, ran.out + ran.err]).toEqual([
      0,
      expect.stringContaining('No profile is saved. Create one: rexctl login'),
    ]);
    expect(existsSync(pc.configFile)).toBe(false);
  });
});

describe('rexctl profile use', () => {
  it('is what the next commands use', async () => {
    const pc = twoProfiles();
    const ran = await pc.run(['profile', 'use', 'staging']);
    expect(ran).toMatchObject({
      code: 0,
      out: 'Profile `staging` is in use: https://staging.example.com as anna.\n',
      err: '',
    });
    expect(pc.settings()).toEqual({
      current_profile: 'staging',
      profiles: { production, staging },
    });
    expect((await pc.run(['config', 'get', 'server'])).out).toBe('https://staging.example.com\n');
  });

  it('warns of a variable that overrides it', async () => {
    const pc = twoProfiles();
    const env = { REXCTL_PROFILE: 'production' };
    const ran = await pc.run(['profile', 'use', 'staging'], { env });
    expect(ran.code).toBe(0);
    expect(ran.err).toContain('REXCTL_PROFILE is `production`: it overrides the profile in use');
  });

  it('refuses a name that is not there, and changes nothing', async () => {
    const pc = twoProfiles();
    const before = readFileSync(pc.configFile, 'utf8');
    for (const argv of [
      ['use', 'stage'],
      ['show', 'stage'],
      ['set', 'stage', 'login=bob'],
      ['rename', 'stage', 'other'],
      ['remove', 'stage', '--yes'],
    ]) {
      const ran = await pc.run(['profile', ...argv]);
      expect([ran.code, ran.out]).toEqual([2, '']);
      expect(ran.err).toContain('unknown profile `stage`: expected `production` or `staging`');
      const hint =
        argv[0] === 'set' ? 'to create it, add --create' : 'list the profiles: rexctl profile list';
      expect(ran.err.split('\n')[1]).toBe(`        ${hint}`);
    }
    expect(readFileSync(pc.configFile, 'utf8')).toBe(before);
  });
});

describe('rexctl profile show', () => {
  it('shows each setting of the profile in use, and names secrets only', async () => {
    const pc = twoProfiles();
    const ran = await pc.run(['profile', 'show']);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toBe(
      'profile\tproduction (in use)\nserver\thttps://foreman.example.com\nlogin\tanna\n' +
        'token\tsaved\norganization\tAcme\nhost_limit\t20\n',
    );
    const other = await pc.run(['profile', 'show', 'staging']);
    expect(other.out).toContain('credential_command\tset\n');
    expect(other.out).not.toContain('geheim');
  });

  it('shows the profile of --profile', async () => {
    const ran = await twoProfiles().run(['profile', 'show', '--profile', 'staging', '--json']);
    expect(ran.json()).toMatchObject({ profile: { name: 'staging', current: false } });
  });
});

describe('rexctl profile set', () => {
  it('changes and removes settings, and leaves the rest', async () => {
    const pc = twoProfiles();
    const ran = await pc.run(['profile', 'set', 'production', 'host_limit=50', 'organization=']);
    expect(ran).toMatchObject({
      code: 0,
      out: `Profile \`production\` is saved in ${pc.configFile}.\n`,
      err: '',
    });
    const { organization: _, ...others } = production;
    expect(pc.settings().profiles).toEqual({
      production: { ...others, host_limit: 50 },
      staging,
    });
    expect(statSync(pc.configFile).mode & 0o777).toBe(0o600);
  });

  it('creates a profile only when that is asked for', async () => {
    const pc = machine();
    const argv = ['profile', 'set', 'ci', 'server=foreman.example.com', 'login=ci'];
    expect(await pc.run(argv)).toMatchObject({ code: 2, out: '' });
    expect(existsSync(pc.configFile)).toBe(false);
    expect((await pc.run([...argv, '--create'])).code).toBe(0);
    expect(pc.settings()).toEqual({
      profiles: { ci: { server: 'https://foreman.example.com', login: 'ci' } },
    });
  });

  it.each([
    ['host_limt=5', 'unknown setting `host_limt`; did you mean `host_limit`?'],
    ['host_limit=0', 'invalid `host_limit` `0`: expected a whole number, 1 or more'],
    ['host_limit=many', 'invalid `host_limit` `many`: expected a whole number, 1 or more'],
    ['allow_plain_http=maybe', 'invalid `allow_plain_http` `maybe`: expected true or false'],
    ['server=ftp://x', 'invalid server `ftp://x`'],
    ['token=geheim', '`token` cannot be set on a command line'],
    ['ca=PEM', '`ca` cannot be set on a command line'],
    ['host_limit', 'invalid setting `host_limit`: expected key=value'],
    ['=5', 'invalid setting `=5`: expected key=value'],
  ])('refuses %s in one sentence, and changes nothing', async (assignment, message) => {
    const pc = twoProfiles();
    const before = readFileSync(pc.configFile, 'utf8');
    const ran = await pc.run(['profile', 'set', 'production', 'login=bob', assignment]);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toContain(message);
    expect(ran.err).not.toContain('geheim');
    expect(readFileSync(pc.configFile, 'utf8')).toBe(before);
  });

  it('keeps numbers and words as text where a text is expected', async () => {
    const pc = twoProfiles();
    await pc.run(['profile', 'set', 'production', 'organization=42', 'location=true']);
    expect(pc.settings().profiles.production).toMatchObject({
      organization: '42',
      location: 'true',
    });
  });
});

describe('rexctl profile rename', () => {
  it('keeps the order, and the profile in use', async () => {
    const pc = twoProfiles();
    const ran = await pc.run(['profile', 'rename', 'production', 'prod']);
    expect(ran).toMatchObject({ code: 0, out: 'Profile `production` is now `prod`.\n', err: '' });
    expect(pc.settings().current_profile).toBe('prod');
    expect(Object.keys(pc.settings().profiles)).toEqual(['prod', 'staging']);
  });

  it('replaces no other profile', async () => {
    const pc = twoProfiles();
    const before = readFileSync(pc.configFile, 'utf8');
    const ran = await pc.run(['profile', 'rename', 'production', 'staging']);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain('profile `staging` already exists');
    expect((await pc.run(['profile', 'rename', 'production', 'a b'])).code).toBe(2);
    expect(readFileSync(pc.configFile, 'utf8')).toBe(before);
  });
});

describe('rexctl profile remove', () => {
  it('asks, and keeps the profile after a no', async () => {
    const pc = twoProfiles();
    const question = 'Remove profile `staging` of anna on https://staging.example.com?';
    const kept = await pc.run(['profile', 'remove', 'staging'], { answers: [[question, 'n\n']] });
    expect(kept.code).toBe(9);
    expect(pc.settings().profiles).toEqual({ production, staging });
    const gone = await pc.run(['profile', 'remove', 'staging'], { answers: [[question, 'y\n']] });
    expect([gone.code, gone.out]).toEqual([
      0,
      'Removed profile `staging` of anna on https://staging.example.com.\n',
    ]);
    expect(pc.settings()).toEqual({ current_profile: 'production', profiles: { production } });
  });

  it('needs --yes without a terminal', async () => {
    const pc = twoProfiles();
    const ran = await pc.run(['profile', 'remove', 'staging']);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain('--yes');
    expect(pc.settings().profiles).toEqual({ production, staging });
  });

  it('names what to choose where it was the one in use', async () => {
    const pc = twoProfiles();
    const ran = await pc.run(['profile', 'remove', 'production', '--yes']);
    expect(ran.code).toBe(0);
    expect(ran.err).toContain('No profile is in use now. Choose one: rexctl profile use staging');
    expect(pc.settings()).toEqual({ profiles: { staging } });
    expect(await pc.run(['list'])).toMatchObject({
      code: 4,
      err:
        'rexctl: no server given: profile `default` does not exist\n' +
        '        choose another: rexctl profile use staging\n',
    });
  });

  it.each([
    [
      { argv: ['list'], env: { REXCTL_SERVER: 'ftp://x' } },
      '        correct or unset REXCTL_SERVER\n',
    ],
    [{ argv: ['list', '--server', 'ftp://x'], env: {} }, ''],
    [
      { argv: ['list', '--profile', 'broken'], env: {} },
      '        correct it: rexctl profile set broken server=URL\n',
    ],
  ])('an invalid address says where it is to be corrected: %j', async ({ argv, env }, hint) => {
    const pc = twoProfiles();
    const broken = { ...staging, server: 'ftp://x' };
    writeFileSync(pc.configFile, JSON.stringify({ profiles: { broken } }), { mode: 0o600 });
    expect(await pc.run(argv, { env })).toMatchObject({
      code: 2,
      err: `rexctl: invalid server \`ftp://x\`: expected https://foreman.example.com\n${hint}`,
    });
    const repaired = await pc.run(['profile', 'set', 'broken', 'server=foreman.example.com']);
    expect(repaired.code).toBe(0);
  });

  it('deletes the sessions of its user, unless another profile has the same', async () => {
    const [server, pc] = [await foreman(), machine()];
    const env = { REXCTL_USER: 'anna', REXCTL_TOKEN: 'anna-secret' };
    for (const name of ['one', 'two'])
      await pc.run(['login', '--server', server.url, '--profile', name], { env });
    await pc.run(['template', 'list']);
    const sessions = () => Object.keys(JSON.parse(readFileSync(pc.sessionFile, 'utf8')).sessions);
    expect(sessions()).toHaveLength(1);
    const first = await pc.run(['profile', 'remove', 'two', '--yes', '--json']);
    expect(first.json()).toMatchObject({ profile: 'two', sessions_removed: 0 });
    const second = await pc.run(['profile', 'remove', 'one', '--yes', '--json']);
    expect(second.json()).toMatchObject({ sessions_removed: 1, current_profile: null });
    expect(sessions()).toEqual([]);
  });
});

describe('two commands that change profiles at the same time', () => {
  it('lose no change', async () => {
    const pc = twoProfiles();
    await Promise.all([
      pc.run(['profile', 'set', 'production', 'host_limit=30']),
      pc.run(['profile', 'set', 'staging', 'location=Paris']),
      pc.run(['profile', 'use', 'staging']),
    ]);
    expect(pc.settings()).toEqual({
      current_profile: 'staging',
      profiles: {
        production: { ...production, host_limit: 30 },
        staging: { ...staging, location: 'Paris' },
      },
    });
  });
});

describe('a settings file with a mistyped guard', () => {
  it('stops each command but `config path`', async () => {
    const pc = machineWith({ profiles: { default: { ...production, host_limt: 5 } } });
    for (const argv of [['list'], ['profile', 'list'], ['config', 'list'], ['run', '-c', 'true']]) {
      const more = argv[0] === 'run' ? ['--search', 'name ~ web'] : [];
      const ran = await pc.run([...argv, ...more]);
      expect([ran.code, ran.out]).toEqual([2, '']);
      expect(ran.err).toContain('`profiles.default.host_limt`; did you mean `host_limit`?');
    }
    expect(await pc.run(['config', 'path'])).toMatchObject({ code: 0, out: `${pc.configFile}\n` });
    expect(pc.configFile).toBe(join(pc.home, '.config', 'rexctl', 'config.json'));
  });
});
