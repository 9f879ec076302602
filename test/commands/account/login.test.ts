import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { privateCa } from '../../world/private-ca.ts';
import { foreman, machine, proofs } from './login-world.ts';

const anna = { REXCTL_USER: 'anna', REXCTL_TOKEN: 'anna-secret' };

describe('rexctl login', () => {
  it('proves what the environment gives, keeps it for the next command, and says who and where', async () => {
    const [server, pc] = [await foreman(), machine()];
    const ran = await pc.run(['login', '--server', server.url], { env: anna });
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.out).toMatch(
      /^Logged in to http:\/\/127\.0\.0\.1:\d+ as anna \(Anna User\)\.\nForeman \d[^,\n]*\.\n/,
    );
    expect(ran.out).toContain(`Saved in profile \`default\` of ${pc.configFile}.\n`);
    expect(pc.settings()).toEqual({
      current_profile: 'default',
      profiles: { default: { server: server.url, login: 'anna', token: 'anna-secret' } },
    });
    expect((statSync(pc.configFile).mode & 0o777).toString(8)).toBe('600');
    expect((statSync(dirname(pc.configFile)).mode & 0o777).toString(8)).toBe('700');
    expect((await pc.run(['whoami', '--json'])).json()).toMatchObject({ user: { login: 'anna' } });
  });

  it('asks on a terminal for what is missing and never shows the secret', async () => {
    const [server, pc] = [await foreman(), machine()];
    const ran = await pc.run(['login'], {
      answers: [
        ['Server:', `${server.url}/\r`],
        ['User:', 'anna\r'],
        [`Password or token of anna on ${server.url}:`, 'anna-secret\r'],
      ],
    });
    expect([ran.code, ran.out.split('\n')[0]]).toEqual([
      0,
      `Logged in to ${server.url} as anna (Anna User).`,
    ]);
    expect(ran.out + ran.err).not.toContain('anna-secret');
    expect(pc.settings().profiles.default).toEqual({
      server: server.url,
      login: 'anna',
      token: 'anna-secret',
    });
  });

  it('asks only for the secret where server and user are known', async () => {
    const [server, pc] = [await foreman(), machine()];
    await pc.run(['login', '--server', server.url], { env: anna });
    const ran = await pc.run(['login'], {
      answers: [['Password or token of anna', 'anna-token-0123456789ab\r']],
    });
    expect(ran.code).toBe(0);
    expect(ran.err).not.toMatch(/Server|User/);
    expect(pc.settings().profiles.default.token).toBe('anna-token-0123456789ab');
  });

  it.each([
    ['--token-stdin', ['--token-stdin']],
    ['--token-file -', ['--token-file', '-']],
  ])('reads the secret from standard input: %s', async (_how, flags) => {
    const [server, pc] = [await foreman(), machine()];
    const ran = await pc.run(['login', '--server', server.url, '--login', 'anna', ...flags], {
      input: 'anna-token-0123456789ab\n',
    });
    expect(ran.code).toBe(0);
    expect(pc.settings().profiles.default.token).toBe('anna-token-0123456789ab');
  });

  it('copies the secret from a token file, and reports when others can read that file', async () => {
    const [server, pc] = [await foreman(), machine()];
    const file = join(pc.home, 'token');
    writeFileSync(file, 'anna-secret\n', { mode: 0o644 });
    const ran = await pc.run([
      'login',
      '--server',
      server.url,
      '--login',
      'anna',
      '--token-file',
      file,
    ]);
    expect(ran.code).toBe(0);
    expect(ran.err).toContain(`other users can read the token file \`${file}\``);
    expect(pc.settings().profiles.default.token).toBe('anna-secret');
  });

  it('names all that is missing without a terminal, and sends nothing', async () => {
    const pc = machine();
    const ran = await pc.run(['login', '--json']);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(JSON.parse(ran.err).error).toMatchObject({
      exit_code: 2,
      message:
        'login needs a server, a user and a password or token, and there is no terminal to ask',
      hint: expect.stringMatching(
        /--server or REXCTL_SERVER\n.*--login or REXCTL_USER\n.*--token-stdin, --token-file/,
      ),
    });
    expect(existsSync(join(pc.home, '.config'))).toBe(false);
  });

  it('takes no token on the command line', async () => {
    const ran = await machine().run(['login', '--token', 'geheim']);
    expect(ran.code).toBe(2);
  });

  it.each(['', '\n\n', '\nsecret\n'])(
    'says when standard input begins with no secret: %j',
    async (input) => {
      const argv = ['login', '--server', 'x.example.com', '--login', 'a', '--token-stdin'];
      expect(await machine().run(argv, { input })).toMatchObject({
        code: 2,
        err: 'rexctl: the first line of standard input is empty: expected a password or token\n',
      });
    },
  );

  it('refuses two sources of the secret', async () => {
    const ran = await machine().run(['login', '--token-stdin', '--token-file', '/x']);
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('cannot be used together')]);
  });
});

describe('a login that is refused', () => {
  it('ends with 4 after one try, and keeps nothing', async () => {
    const [server, pc] = [await foreman(), machine()];
    const env = { ...anna, REXCTL_TOKEN: 'not-this' };
    const ran = await pc.run(['login', '--server', server.url], { env });
    expect([ran.code, ran.out]).toEqual([4, '']);
    expect(ran.err).toContain('wrong user or password for');
    expect(ran.err).not.toContain('not-this');
    expect(server.requests).toHaveLength(1);
    expect(existsSync(pc.configFile)).toBe(false);
  });

  it('is refused although a session of the right password is kept', async () => {
    const [server, pc] = [await foreman(), machine()];
    const env = { ...anna, REXCTL_SERVER: server.url };
    expect((await pc.run(['template', 'list', '--json'], { env })).code).toBe(0);
    expect(readFileSync(pc.sessionFile, 'utf8')).toContain('_session_id=');
    for (const command of ['login', 'whoami']) {
      const ran = await pc.run([command], { env: { ...env, REXCTL_TOKEN: 'wrong' } });
      expect([command, ran.code]).toEqual([command, 4]);
    }
    expect(proofs(server).slice(-2)).toEqual(['/api/status basic', '/api/status basic']);
  });

  it('leaves the profile as it was', async () => {
    const [server, pc] = [await foreman(), machine()];
    await pc.run(['login', '--server', server.url], { env: anna });
    const before = pc.settings();
    expect((await pc.run(['login', '--token-stdin'], { input: 'wrong\n' })).code).toBe(4);
    expect(pc.settings()).toEqual(before);
  });

  it('says that plain http to another machine is refused', async () => {
    const pc = machine();
    const ran = await pc.run(['login', '--server', 'http://foreman.example.com'], { env: anna });
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('over plain http')]);
  });
});

describe('a password that is mistyped on a terminal', () => {
  const question = 'Password or token of anna on';

  it('is asked for again, with the rule of locking on a line of its own', async () => {
    const [server, pc] = [await foreman(), machine()];
    const ran = await pc.run(['login', '--server', server.url, '--login', 'anna'], {
      answers: [
        [question, 'mistyped\r'],
        [
          'Wrong user or password. Try again (attempt 2 of 3).\n30 failed logins lock this address for 5 minutes.\nPassword or token',
          'anna-secret\r',
        ],
      ],
    });
    expect([ran.code, ran.out.split('\n')[0]]).toEqual([
      0,
      `Logged in to ${server.url} as anna (Anna User).`,
    ]);
    expect(ran.err).not.toContain('mistyped');
    expect(pc.settings().profiles.default.token).toBe('anna-secret');
  });

  it('offers the user name again where that was asked for too', async () => {
    const [server, pc] = [await foreman(), machine()];
    const ran = await pc.run(['login', '--server', server.url], {
      answers: [
        ['User:', 'ana\r'],
        ['Password or token of ana on', 'anna-secret\r'],
        ['User [ana]:', 'anna\r'],
        [question, 'anna-secret\r'],
      ],
    });
    expect(ran.code).toBe(0);
    expect(pc.settings().profiles.default.login).toBe('anna');
  });

  it('is asked for three times in all', async () => {
    const [server, pc] = [await foreman(), machine()];
    const ran = await pc.run(['login', '--server', server.url, '--login', 'anna'], {
      answers: [
        [question, 'a\r'],
        ['attempt 2 of 3', 'b\r'],
        ['attempt 3 of 3', 'c\r'],
      ],
    });
    const { host } = new URL(server.url);
    expect(ran.code).toBe(4);
    expect(ran.err).toContain(
      `rexctl: wrong user or password for ${host} (401): user anna\n` +
        '        try again: rexctl login\n' +
        '        30 failed logins lock this address for 5 minutes\n',
    );
    expect(server.requests).toHaveLength(3);
    expect(existsSync(pc.configFile)).toBe(false);
  });

  it('is not asked for again where it was given, or the account is disabled', async () => {
    const [server, pc] = [await foreman(), machine()];
    const env = { ...anna, REXCTL_TOKEN: 'mistyped' };
    const given = await pc.run(['login', '--server', server.url], { env, answers: [] });
    expect([given.code, given.err]).toEqual([4, expect.stringContaining('from REXCTL_TOKEN')]);
    const disabled = await pc.run(['login', '--server', server.url, '--login', 'gone'], {
      answers: [['Password or token of gone on', 'gone-secret\r']],
    });
    expect([disabled.code, disabled.err]).toEqual([4, expect.stringContaining('disabled')]);
    expect(server.requests).toHaveLength(2);
  });
});

describe('what a login proves', () => {
  it('is the credential: neither a stored session is sent nor its own one is kept', async () => {
    const [server, pc] = [await foreman(), machine()];
    const env = { ...anna, REXCTL_SERVER: server.url };
    await pc.run(['template', 'list'], { env });
    const before = server.requests.length;
    expect((await pc.run(['login'], { env })).code).toBe(0);
    const sent = proofs(server).slice(before);
    expect(sent.slice(0, 2)).toEqual(['/api/status basic', '/api/current_user basic']);
    expect(readFileSync(pc.sessionFile, 'utf8')).not.toContain('_session_id=');
  });

  it('is reported in one JSON document', async () => {
    const [server, pc] = [await foreman({ rexVersion: '16.0' }), machine()];
    const env = { REXCTL_USER: 'admin', REXCTL_TOKEN: 'changeme' };
    const ran = await pc.run(['login', '--server', server.url, '--json'], { env });
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.json()).toMatchObject({
      schema: 'rexctl/1',
      user: { login: 'admin', admin: true },
      server: { url: server.url, api_version: 2, rex_version: expect.stringMatching(/^16\.0/) },
      profile: 'default',
      current_profile: 'default',
      settings_file: pc.configFile,
    });
    expect(ran.out).not.toContain('changeme');
  });
});

describe('profiles', () => {
  it('a second one does not take over', async () => {
    const [one, other, pc] = [await foreman(), await foreman(), machine()];
    await pc.run(['login', '--server', one.url], { env: anna });
    const env = { REXCTL_USER: 'admin', REXCTL_TOKEN: 'changeme' };
    const ran = await pc.run(['login', '--server', other.url, '--profile', 'staging'], { env });
    expect(ran.out).toContain(
      'Profile `default` is still the default; to use this one: --profile staging',
    );
    expect((await pc.run(['whoami', '--json'])).json().server.url).toBe(one.url);
    const second = await pc.run(['whoami', '--json', '--profile', 'staging']);
    expect(second.json()).toMatchObject({
      server: { url: other.url },
      user: { login: 'admin' },
      profile: 'staging',
    });
  });

  it('the first one is in use, whatever its name', async () => {
    const [server, pc] = [await foreman(), machine()];
    await pc.run(['login', '--server', server.url, '--profile', 'prod'], { env: anna });
    expect(pc.settings().current_profile).toBe('prod');
    expect((await pc.run(['whoami', '--json'])).json().profile).toBe('prod');
  });

  it('another server in the same profile leaves nothing of the old one but the host limit', async () => {
    const [one, other, pc] = [await foreman(), await foreman(), machine()];
    mkdirSync(dirname(pc.configFile), { recursive: true });
    const old = { server: one.url, login: 'anna', token: 't', organization: 'Acme', host_limit: 5 };
    writeFileSync(pc.configFile, JSON.stringify({ profiles: { default: old } }), { mode: 0o600 });
    expect((await pc.run(['login', '--server', other.url], { env: anna })).code).toBe(0);
    expect(pc.settings().profiles.default).toEqual({
      server: other.url,
      login: 'anna',
      token: 'anna-secret',
      host_limit: 5,
    });
  });

  it('organization and location of the login are kept, and those of the profile stay', async () => {
    const [server, pc] = [await foreman(), machine()];
    await pc.run(['login', '--server', server.url, '--organization', 'Acme'], { env: anna });
    await pc.run(['login', '--location', 'Europe'], { env: anna });
    expect(pc.settings().profiles.default).toMatchObject({
      organization: 'Acme',
      location: 'Europe',
    });
  });

  it('a new token replaces a token file; a credential command that proves itself stays', async () => {
    const [server, pc] = [await foreman(), machine()];
    mkdirSync(dirname(pc.configFile), { recursive: true });
    const old = { server: server.url, login: 'anna', credential_command: 'echo anna-secret' };
    writeFileSync(pc.configFile, JSON.stringify({ profiles: { default: old } }), { mode: 0o600 });
    expect((await pc.run(['login'])).code).toBe(0);
    expect(pc.settings().profiles.default).toEqual(old);
    await pc.run(['login'], { env: anna });
    expect(pc.settings().profiles.default).toEqual({
      server: server.url,
      login: 'anna',
      token: 'anna-secret',
    });
  });

  it('a name that would not do is refused before anything is asked', async () => {
    const ran = await machine().run(['login', '--profile', 'a/b'], { env: anna });
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('invalid profile name `a/b`')]);
  });
});

describe("a server with a CA of one's own", () => {
  it('is trusted through --ca-file, and by later commands without that file', async () => {
    const { ca, server: tls } = await privateCa();
    const [server, pc] = [await foreman({ tls }), machine()];
    const caFile = join(pc.home, 'ca.pem');
    writeFileSync(caFile, ca);
    const refused = await pc.run(['login', '--server', server.url], { env: anna });
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('--ca-file')]);
    const ran = await pc.run(['login', '--server', server.url, '--ca-file', caFile], { env: anna });
    expect([ran.code, ran.err]).toEqual([0, '']);
    writeFileSync(caFile, 'gone');
    expect((await pc.run(['whoami'])).code).toBe(0);
    expect(pc.settings().profiles.default.ca).toBe(ca);
    expect(readdirSync(dirname(pc.configFile))).toEqual(['config.json']);
  });
});
