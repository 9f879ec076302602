import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenLife } from '../../../src/commands/account/token-expiry.ts';
import type { DemoServer } from '../../../src/demo/http/server.ts';
import { fakeKeyring } from '../../world/fake-keyring.ts';
import { VirtualClock } from '../../world/virtual-clock.ts';
import { foreman, machine, proofs } from './login-world.ts';

const anna = { REXCTL_USER: 'anna', REXCTL_TOKEN: 'anna-secret' };
const byHand = 'in Foreman, under your user, Personal Access Tokens';
const day = 86_400_000;

/** Tokens of anna on the server, without the one that she always has. */
function tokensOf(server: DemoServer) {
  const user = server.world.users.find(({ login }) => login === 'anna');
  return user?.tokens.filter(({ name }) => name !== 'rexctl') ?? [];
}

async function loggedIn(...flags: readonly string[]) {
  const [server, pc] = [await foreman(), machine()];
  const argv = ['login', '--server', server.url, '--create-token', ...flags];
  const ran = await pc.run(argv, { env: anna });
  return { server, pc, ran };
}

const dateIn = (days: number) => new Date(Date.now() + days * day).toISOString().slice(0, 10);

describe('login --create-token', () => {
  it('saves a token that is named for the machine and ends in 90 days, and no password', async () => {
    const { server, pc, ran } = await loggedIn();
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.out.split('\n')[2]).toBe(
      `Created the personal access token \`rexctl on ws1\`, which expires on ${dateIn(90)}.`,
    );
    const [token] = tokensOf(server);
    expect(pc.settings().profiles.default).toEqual({
      server: server.url,
      login: 'anna',
      token: token?.value,
      token_id: token?.id,
      token_name: 'rexctl on ws1',
      token_expires_at: expect.stringMatching(new RegExp(`^${dateIn(90)}T.*Z$`)),
    });
    expect(readFileSync(pc.configFile, 'utf8')).not.toContain('anna-secret');
    expect(ran.out).not.toContain(token?.value);
    expect((await pc.run(['whoami', '--json'])).json()).toMatchObject({
      user: { login: 'anna' },
      storage: 'file',
      token_name: 'rexctl on ws1',
      token_expires_at: pc.settings().profiles.default.token_expires_at,
    });
  });

  it('sends the wrapper and the numeric id of the user, and proves the token', async () => {
    const { server } = await loggedIn('--expires', '12h');
    const sent = server.requests.find(({ method }) => method === 'POST');
    const user = server.world.users.find(({ login }) => login === 'anna');
    expect(sent?.path).toBe(`/api/users/${user?.id}/personal_access_tokens`);
    expect(sent?.body).toEqual({
      personal_access_token: {
        name: 'rexctl on ws1',
        expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      },
    });
    expect(proofs(server).slice(-2)).toEqual([
      `/api/users/${user?.id}/personal_access_tokens session`,
      '/api/current_user basic',
    ]);
  });

  it('keeps the token in the keyring where there is one', async () => {
    const [server, pc, keyring] = [await foreman(), machine(), fakeKeyring()];
    const argv = ['login', '--server', server.url, '--create-token', '--json'];
    const ran = await pc.run(argv, { env: anna, keyring });
    expect(ran.json()).toMatchObject({
      storage: 'keyring',
      token_name: 'rexctl on ws1',
      token_expires_at: expect.any(String),
    });
    expect([...keyring.entries.values()]).toEqual([tokensOf(server)[0]?.value]);
    expect(readFileSync(pc.configFile, 'utf8')).not.toContain(tokensOf(server)[0]?.value);
  });

  it('shows its name and its end with the profile, also where the label is long', async () => {
    const { pc } = await loggedIn();
    const ran = await pc.run(['profile', 'show'], { answers: [] });
    const { token_expires_at } = pc.settings().profiles.default;
    expect(ran.out).toContain(
      `token_name        rexctl on ws1\ntoken_expires_at  ${token_expires_at}\n`,
    );
  });

  it('makes one that never ends with --expires never', async () => {
    const { server, pc, ran } = await loggedIn('--expires', 'never');
    expect(ran.err).toBe('');
    expect(ran.out).toContain('token `rexctl on ws1`, which does not expire.\n');
    expect(tokensOf(server)[0]?.expires_at).toBeNull();
    expect(pc.settings().profiles.default).not.toHaveProperty('token_expires_at');
    expect((await pc.run(['whoami'])).out).toContain('Token\trexctl on ws1, does not expire\n');
  });

  it('replaces the sources of the profile, too', async () => {
    const [server, pc] = [await foreman(), machine()];
    mkdirSync(dirname(pc.configFile), { recursive: true });
    const old = { server: server.url, login: 'anna', credential_command: 'echo anna-secret' };
    writeFileSync(pc.configFile, JSON.stringify({ profiles: { default: old } }), { mode: 0o600 });
    expect((await pc.run(['login', '--create-token'])).code).toBe(0);
    expect(pc.settings().profiles.default).not.toHaveProperty('credential_command');
    expect(pc.settings().profiles.default.token).toBe(tokensOf(server)[0]?.value);
  });

  it('adds the time to a name that is taken, and revokes the token that it replaces', async () => {
    const { server, pc } = await loggedIn();
    const ran = await pc.run(['login', '--create-token'], { env: anna });
    expect([ran.code, ran.err]).toEqual([0, 'Revoked the earlier token `rexctl on ws1`.\n']);
    const [first, second] = tokensOf(server);
    expect([first?.revoked, second?.revoked]).toEqual([true, false]);
    expect(second?.name).toMatch(/^rexctl on ws1, \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ [0-9a-z]+$/);
    const profile = pc.settings().profiles.default;
    expect([profile.token, profile.token_id]).toEqual([second?.value, second?.id]);
    expect((await pc.run(['whoami'])).code).toBe(0);
  });

  it('says which earlier token is still valid', async () => {
    const { server, pc } = await loggedIn();
    await pc.run(['login', '--create-token'], { env: anna, random: 0.1 });
    server.faults.rules.push({ method: 'DELETE', effect: { kind: 'answer', status: 502 } });
    const failed = await pc.run(['login', '--create-token'], { env: anna });
    expect(failed.code).toBe(0);
    expect(failed.err).toMatch(
      /^rexctl: the earlier token of this profile is still valid: revoke `rexctl on ws1, .*` in Foreman, under your user, Personal Access Tokens \(.* 502 Bad Gateway\)\n$/,
    );
    const name = pc.settings().profiles.default.token_name;
    const plain = await pc.run(['login'], { env: anna });
    expect(plain.err).toBe(
      `rexctl: the earlier token of this profile is still valid: revoke \`${name}\` ${byHand}\n`,
    );
    expect(pc.settings().profiles.default).not.toHaveProperty('token_id');
  });
});

describe('login --create-token on other servers and as other users', () => {
  it.each([
    ['7.0', 'anna', 'anna-secret'],
    ['13.2', 'admin', 'changeme'],
    ['16.0', 'ruser', 'ruser-secret'],
    ['17.1', 'anna', 'anna-token-0123456789ab'],
  ] as const)('Remote Execution %s, %s with %s', async (rexVersion, login, secret) => {
    const [server, pc] = [await foreman({ rexVersion }), machine()];
    const env = { REXCTL_USER: login, REXCTL_TOKEN: secret };
    const argv = ['login', '--server', server.url, '--create-token', '--organization', 'Acme'];
    expect(await pc.run(argv, { env })).toMatchObject({ code: 0, err: '' });
    expect((await pc.run(['whoami', '--json'])).json()).toMatchObject({
      user: { login },
      token_name: 'rexctl on ws1',
    });
    expect(await pc.run(['logout', '--revoke'])).toMatchObject({ code: 0, err: '' });
  });

  it('a server that sets no end is reported', async () => {
    const [server, pc] = [await foreman(), machine()];
    const body = { id: 5, name: 'rexctl on ws1', token_value: 'anna-secret', expires_at: null };
    server.faults.rules.push({
      method: 'POST',
      effect: { kind: 'answer', status: 201, body: JSON.stringify(body) },
    });
    const ran = await pc.run(['login', '--server', server.url, '--create-token'], { env: anna });
    expect([ran.code, ran.err]).toEqual([
      0,
      'rexctl: the server sets no expiry: this token does not expire\n',
    ]);
    expect(pc.settings().profiles.default).not.toHaveProperty('token_expires_at');
  });

  it('a name with control characters does not reach the terminal', async () => {
    const [server, pc] = [await foreman(), machine()];
    const name = 'a\u001b]0;title\u0007b';
    const body = { id: 5, name, token_value: 'anna-secret', expires_at: null };
    const effect = { kind: 'answer', status: 201, body: JSON.stringify(body) } as const;
    server.faults.rules.push({ method: 'POST', times: 2, effect });
    const argv = ['login', '--server', server.url, '--create-token', '--expires', 'never'];
    const shown = [];
    for (const words of [argv, argv, ['whoami'], ['doctor'], ['profile', 'show'], ['logout']])
      shown.push(await pc.run(words, { env: words === argv ? anna : {}, answers: [] }));
    expect(shown.map(({ out, err }) => out + err).join('')).not.toContain('\u001b]');
    expect(shown.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it.each([
    ['is empty', ''],
    ['has no value', '{"id":5,"name":"x","expires_at":null}'],
    ['has an empty value', '{"id":5,"name":"x","token_value":"","expires_at":null}'],
    ['is a list', '[]'],
  ])('an answer that %s is exit code 8, and nothing is saved', async (_, body) => {
    const [server, pc] = [await foreman(), machine()];
    const effect = { kind: 'answer', status: 201, body } as const;
    server.faults.rules.push({ method: 'POST', effect });
    const ran = await pc.run(['login', '--server', server.url, '--create-token'], { env: anna });
    expect([ran.code, ran.err]).toEqual([
      8,
      expect.stringMatching(/^rexctl: the response with the new token is lost: /),
    ]);
    expect(() => pc.settings()).toThrow('ENOENT');
  });

  it('one that the server does not accept afterwards is revoked, and nothing is saved', async () => {
    const [server, pc] = [await foreman(), machine()];
    const effect = { kind: 'answer', status: 401, body: '{"error":{"message":"Unable"}}' } as const;
    server.faults.rules.push({ path: '/api/current_user', after: 1, effect });
    const ran = await pc.run(['login', '--server', server.url, '--create-token'], { env: anna });
    expect([ran.code, ran.out]).toEqual([4, '']);
    expect(tokensOf(server)).toMatchObject([{ revoked: true }]);
    expect(() => pc.settings()).toThrow('ENOENT');
  });
});

describe('login --create-token on a server that refuses', () => {
  it.each([
    [
      'the permission is missing',
      { status: 403, body: '{"error":{"missing_permissions":["create_personal_access_tokens"]}}' },
      4,
      /^rexctl: cannot create a personal access token: anna is missing permission create_personal_access_tokens on .*\n {8}ask an administrator/,
    ],
    [
      'it has none',
      { status: 404, body: '<html>No route matches</html>' },
      1,
      /^rexctl: cannot create a personal access token: this server has none\n {8}log in without it: rexctl login\n$/,
    ],
    [
      'the time is not allowed',
      {
        status: 422,
        body: '{"error":{"id":null,"errors":{"expires_at":["is too late"]},"full_messages":["Expires at is too late"]}}',
      },
      2,
      /^rexctl: cannot create a personal access token: expires at is too late\n {8}give another --expires\n$/,
    ],
  ])('because %s: nothing is saved', async (_, answer, code, message) => {
    const [server, pc] = [await foreman(), machine()];
    const effect = { kind: 'answer', ...answer } as const;
    server.faults.rules.push({ method: 'POST', times: 9, effect });
    const ran = await pc.run(['login', '--server', server.url, '--create-token'], { env: anna });
    expect([ran.code, ran.out]).toEqual([code, '']);
    expect(ran.err).toMatch(message);
    expect(ran.err).not.toContain('anna-secret');
    expect(() => pc.settings()).toThrow('ENOENT');
  });

  it.each([
    ['is lost', { kind: 'answer_lost' }],
    ['is a page of a proxy', { kind: 'answer_after', status: 504 }],
  ] as const)('whose answer %s: exit code 8, and the token that may exist', async (_, effect) => {
    const [server, pc] = [await foreman(), machine()];
    server.faults.rules.push({ method: 'POST', effect });
    const ran = await pc.run(['login', '--server', server.url, '--create-token'], { env: anna });
    expect([ran.code, ran.out]).toEqual([8, '']);
    expect(ran.err).toMatch(/^rexctl: the response with the new token is lost: /);
    expect(ran.err).toContain(`        it may exist: revoke \`rexctl on ws1\` ${byHand}\n`);
    expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(() => pc.settings()).toThrow('ENOENT');
  });

  it('and a wrong password create nothing', async () => {
    const [server, pc] = [await foreman(), machine()];
    const env = { ...anna, REXCTL_TOKEN: 'wrong' };
    const ran = await pc.run(['login', '--server', server.url, '--create-token'], { env });
    expect([ran.code, server.requests.length]).toEqual([4, 1]);
  });
});

describe('a token that cannot be saved', () => {
  it('is revoked at once', async () => {
    const [server, pc] = [await foreman(), machine()];
    writeFileSync(`${pc.home}/.config`, 'not a folder');
    const ran = await pc.run(['login', '--server', server.url, '--create-token'], { env: anna });
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('cannot write')]);
    expect(tokensOf(server)).toMatchObject([{ revoked: true }]);
  });

  it('is revoked where the keyring that was asked for cannot be used', async () => {
    const [server, pc] = [await foreman(), machine()];
    const argv = ['login', '--server', server.url, '--create-token', '--storage', 'keyring'];
    expect((await pc.run(argv, { env: anna })).code).toBe(4);
    expect(tokensOf(server)).toMatchObject([{ revoked: true }]);
  });

  it('is named where it cannot be revoked either', async () => {
    const [server, pc] = [await foreman(), machine()];
    writeFileSync(`${pc.home}/.config`, 'not a folder');
    server.faults.rules.push({ method: 'DELETE', effect: { kind: 'reset' } });
    const ran = await pc.run(['login', '--server', server.url, '--create-token'], { env: anna });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(
      `rexctl: the new token is not used: revoke \`rexctl on ws1\` ${byHand}\n`,
    );
  });
});

describe('--expires', () => {
  it.each([
    [
      '--create-token --expires 30',
      'invalid --expires `30`: expected a time such as 90d, or never',
    ],
    [
      '--create-token --expires 1s',
      'invalid --expires `1s`: expected a time such as 90d, or never',
    ],
    ['--create-token --expires 4000d', 'invalid --expires `4000d`: the maximum is 3650d'],
    ['--expires 30d', '--expires needs --create-token'],
  ])('login %s is refused, and nothing is sent', async (flags, message) => {
    const [server, pc] = [await foreman(), machine()];
    const argv = ['login', '--server', server.url, ...flags.split(' ')];
    const ran = await pc.run(argv, { env: anna });
    expect([ran.code, ran.err.split('\n')[0]]).toEqual([2, `rexctl: ${message}`]);
    expect(server.requests).toEqual([]);
  });

  it('reads every number of days and hours up to ten years', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3649 }), fc.integer({ min: 0, max: 23 }), (d, h) => {
        expect(tokenLife(`${d}d${h}h`)).toBe(d * day + h * 3_600_000);
      }),
    );
  });
});

describe('a token near its end', () => {
  /** A machine at whose clock a token of 90 days was made this many days ago. */
  async function agedBy(days: number) {
    const clock = new VirtualClock('2026-11-23T14:00:00Z');
    const [server, pc] = [await foreman({ clock }), machine()];
    const argv = ['login', '--server', server.url, '--create-token'];
    await pc.run(argv, { env: anna, clock });
    clock.advance(days * day);
    return { server, pc, clock };
  }

  it('is reported by whoami and doctor from 14 days before, and not earlier', async () => {
    const early = await agedBy(75);
    expect((await early.pc.run(['whoami'], { clock: early.clock, answers: [] })).err).toBe('');
    const { pc, clock } = await agedBy(80);
    const ran = await pc.run(['whoami'], { clock, answers: [] });
    expect([ran.code, ran.err]).toEqual([
      0,
      'The token expires in 10 days, on 2027-02-21. Replace it: rexctl login --create-token --profile default\n',
    ]);
    const doctor = (await pc.run(['doctor', '--json'], { clock })).json();
    expect(doctor.checks).toContainEqual({
      check: 'credential',
      status: 'warning',
      detail: 'token `rexctl on ws1`, in the settings file, expires on 2027-02-21',
      remedy: 'rexctl login --create-token --profile default',
    });
    early.clock.dispose();
    clock.dispose();
  });

  it('that is over is said in the refusal', async () => {
    const { pc, clock } = await agedBy(91);
    const ran = await pc.run(['list'], { clock });
    expect([ran.code, ran.err.split('\n')[1]]).toEqual([
      4,
      '        the token expired on 2027-02-21; log in again: rexctl login --create-token',
    ]);
    clock.dispose();
  });

  it('that is over is deleted by logout --revoke without asking the server', async () => {
    const { server, pc, clock } = await agedBy(91);
    const before = server.requests.length;
    const ran = await pc.run(['logout', '--revoke', '--json'], { clock });
    expect([ran.code, ran.json().profiles[0]]).toEqual([
      0,
      expect.objectContaining({ token_removed: true, token_revoked: false }),
    ]);
    expect(server.requests).toHaveLength(before);
    clock.dispose();
  });
});

describe('logout of a created token', () => {
  it('--revoke has the server refuse it, and deletes it', async () => {
    const { server, pc } = await loggedIn();
    const ran = await pc.run(['logout', '--revoke'], { env: { REXCTL_TOKEN: 'other' } });
    expect([ran.code, ran.out]).toEqual([
      0,
      `Revoked and deleted the token of anna on ${server.url} (profile \`default\`).\n`,
    ]);
    expect(tokensOf(server)).toMatchObject([{ revoked: true }]);
    expect(pc.settings().profiles.default).toEqual({ server: server.url, login: 'anna' });
    const json = await pc.run(['logout', '--revoke', '--json']);
    expect([json.code, json.json().profiles[0].token_revoked]).toEqual([0, null]);
  });

  it('--revoke works with a token in the keyring', async () => {
    const [server, pc, keyring] = [await foreman(), machine(), fakeKeyring()];
    await pc.run(['login', '--server', server.url, '--create-token'], { env: anna, keyring });
    expect((await pc.run(['logout', '--revoke'], { keyring })).code).toBe(0);
    expect([tokensOf(server)[0]?.revoked, keyring.entries.size]).toEqual([true, 0]);
  });

  it('without --revoke names the token that stays valid', async () => {
    const { server, pc } = await loggedIn();
    const ran = await pc.run(['logout'], { answers: [] });
    expect([ran.code, ran.err]).toEqual([
      0,
      `The token of profile \`default\` is still valid on the server: revoke \`rexctl on ws1\` ${byHand}.\n`,
    ]);
    expect(tokensOf(server)).toMatchObject([{ revoked: false }]);
  });

  it.each([
    ['cannot be reached', { kind: 'reset' }, 8],
    ['answers 502', { kind: 'answer', status: 502 }, 8],
    [
      'does not allow it',
      {
        kind: 'answer',
        status: 403,
        body: '{"error":{"missing_permissions":["revoke_personal_access_tokens"]}}',
      },
      4,
    ],
    [
      'does not find it',
      {
        kind: 'answer',
        status: 404,
        body: '{"error":{"message":"Resource personal_access_token not found by id"}}',
      },
      5,
    ],
  ] as const)('--revoke keeps it where the server %s', async (_, effect, code) => {
    const { server, pc } = await loggedIn();
    const before = pc.settings();
    server.faults.rules.push({ method: 'DELETE', times: 9, effect });
    const ran = await pc.run(['logout', '--revoke']);
    expect([ran.code, ran.out]).toEqual([code, '']);
    expect(ran.err).toMatch(
      /^rexctl: the token of profile `default` was not revoked and is kept: /,
    );
    expect(ran.err).toContain(
      `try again later, or revoke \`rexctl on ws1\` ${byHand}\n        then delete it here: rexctl logout --profile default\n`,
    );
    expect(pc.settings()).toEqual(before);
    expect((await pc.run(['whoami'])).code).toBe(0);
  });

  it('--revoke keeps one that the server refuses, and says so', async () => {
    const { server, pc } = await loggedIn();
    for (const token of tokensOf(server)) token.revoked = true;
    const ran = await pc.run(['logout', '--revoke']);
    expect([ran.code, ran.out]).toEqual([4, '']);
    expect(ran.err).toContain(
      '        the server does not accept it; delete it here: rexctl logout --profile default\n',
    );
    expect(pc.settings().profiles.default).toHaveProperty('token');
    expect((await pc.run(['logout'])).code).toBe(0);
  });

  it('--revoke keeps a credential that rexctl did not create', async () => {
    const [server, pc] = [await foreman(), machine()];
    await pc.run(['login', '--server', server.url], { env: anna });
    const before = server.requests.length;
    const ran = await pc.run(['logout', '--revoke']);
    expect([ran.code, ran.out, ran.err]).toEqual([
      2,
      '',
      'rexctl: the credential of profile `default` was not revoked and is kept: rexctl did not create it\n' +
        `        if it is a token, revoke it ${byHand}\n` +
        '        then delete it here: rexctl logout --profile default\n',
    ]);
    expect(server.requests).toHaveLength(before);
    expect(pc.settings().profiles.default.token).toBe('anna-secret');
  });

  it('--all --revoke revokes what it can and says what it kept', async () => {
    const { server, pc } = await loggedIn();
    const env = { ...anna, REXCTL_SERVER: server.url };
    await pc.run(['login', '--profile', 'plain'], { env });
    const ran = await pc.run(['logout', '--all', '--revoke', '--json']);
    expect([ran.code, ran.json().profiles]).toMatchObject([
      2,
      [
        { profile: 'default', token_removed: true, token_revoked: true },
        { profile: 'plain', token_removed: false, token_revoked: null },
      ],
    ]);
    expect(ran.err).toContain(
      'the credential of profile `plain` was not revoked and is kept: rexctl did not create it',
    );
    expect(pc.settings().profiles.plain.token).toBe('anna-secret');
  });

  it('profile remove names the token that stays valid', async () => {
    const { pc } = await loggedIn();
    const ran = await pc.run(['profile', 'remove', 'default', '--yes'], { answers: [] });
    expect(ran.err).toContain(
      `Its token is still valid on the server: revoke \`rexctl on ws1\` ${byHand}.\n`,
    );
    rmSync(pc.configFile);
  });
});
