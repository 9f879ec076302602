import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Interrupts } from '../../../src/cli/interrupts.ts';
import { systemClock } from '../../../src/clock.ts';
import { fakeKeyring } from '../../world/fake-keyring.ts';
import { VirtualClock } from '../../world/virtual-clock.ts';
import { foreman, type Machine, machine } from './login-world.ts';

const anna = { REXCTL_USER: 'anna', REXCTL_TOKEN: 'anna-secret' };
const noBus = 'there is no session bus, as in cron or without a desktop';

/** A machine with a keyring in which a token of anna is. */
async function loggedIn(...flags: readonly string[]) {
  const [server, pc, keyring] = [await foreman(), machine(), fakeKeyring()];
  const argv = ['login', '--server', server.url, ...flags];
  const ran = await pc.run(argv, { env: anna, keyring });
  return { server, pc, keyring, ran };
}

/** Nothing is in the file, and one thing in the keyring. */
function expectOnlyIn(keyring: ReturnType<typeof fakeKeyring>, pc: Machine): void {
  expect([...keyring.entries.values()]).toEqual(['anna-secret']);
  const [entry] = keyring.entries.keys();
  expect(pc.settings().profiles.default.keyring_entry).toBe(entry);
  expect(readFileSync(pc.configFile, 'utf8')).not.toContain('anna-secret');
}

describe('login on a machine with a keyring', () => {
  it('keeps the credential there, says so, and the next command uses it', async () => {
    const { server, pc, keyring, ran } = await loggedIn();
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.out.split('\n').slice(2)).toEqual([
      `Saved in profile \`default\` of ${pc.configFile}.`,
      'The password or token is in the keyring of this machine.',
      '',
    ]);
    expectOnlyIn(keyring, pc);
    expect([...keyring.entries.keys()][0]).toMatch(
      new RegExp(`^anna on ${server.url} \\([0-9a-z]{8,}\\)$`),
    );
    const next = await pc.run(['whoami', '--json'], { keyring });
    expect([next.code, next.err]).toEqual([0, '']);
    expect(next.json()).toMatchObject({
      user: { login: 'anna' },
      credential_source: 'keyring of profile `default`',
      storage: 'keyring',
      token_name: null,
    });
  });

  it('says the same in JSON', async () => {
    const { ran } = await loggedIn('--json');
    expect(ran.json()).toMatchObject({ storage: 'keyring', storage_reason: null });
    expect(ran.out).not.toContain('anna-secret');
  });

  it('keeps it in the file with --storage file, and moves it with --storage keyring', async () => {
    const { pc, keyring, ran } = await loggedIn('--storage', 'file');
    expect(ran.out).toContain('The password or token is in that file, with mode 0600.\n');
    expect([keyring.entries.size, pc.settings().profiles.default.token]).toEqual([
      0,
      'anna-secret',
    ]);
    await pc.run(['login', '--storage', 'keyring'], { env: anna, keyring });
    expectOnlyIn(keyring, pc);
    await pc.run(['login', '--storage', 'file'], { env: anna, keyring });
    expect([keyring.entries.size, pc.settings().profiles.default]).toEqual([
      0,
      expect.objectContaining({ token: 'anna-secret' }),
    ]);
    expect(pc.settings().profiles.default).not.toHaveProperty('keyring_entry');
  });

  it('leaves it in the file where the profile has it there, because cron may read it', async () => {
    const { pc, keyring } = await loggedIn('--storage', 'file');
    const again = await pc.run(['login'], { env: anna, keyring });
    expect(again.out).toContain(
      'The password or token is in that file, with mode 0600 (as before; to change that: --storage keyring).\n',
    );
    expect(keyring.entries.size).toBe(0);
  });

  it('replaces what the profile had there', async () => {
    const { pc, keyring } = await loggedIn();
    const [first] = keyring.entries.keys();
    const ran = await pc.run(['login'], { env: anna, keyring, clock: later });
    expect([ran.code, keyring.entries.size]).toEqual([0, 1]);
    expect([...keyring.entries.keys()]).not.toContain(first);
    expectOnlyIn(keyring, pc);
  });

  it('asks for the password again, although one is in the keyring', async () => {
    const { pc, keyring } = await loggedIn();
    const ran = await pc.run(['login'], {
      keyring,
      answers: [['Password or token of anna', 'anna-token-0123456789ab\r']],
    });
    expect([ran.code, [...keyring.entries.values()]]).toEqual([0, ['anna-token-0123456789ab']]);
  });

  it('saves two logins at once side by side', async () => {
    const [one, other, pc, keyring] = [await foreman(), await foreman(), machine(), fakeKeyring()];
    const login = (url: string, profile: string, random: number) =>
      pc.run(['login', '--server', url, '--profile', profile], { env: anna, keyring, random });
    const ran = await Promise.all([
      login(one.url, 'one', 0.1),
      login(other.url, 'other', 0.2),
      login(one.url, 'third', 0.3),
    ]);
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 0]);
    const { profiles } = pc.settings();
    const named = ['one', 'other', 'third'].map((name) => profiles[name].keyring_entry);
    expect([...keyring.entries.keys()].sort()).toEqual(named.sort());
  });

  it('of one profile twice at once leaves one entry, which the profile names', async () => {
    const [server, pc, keyring] = [await foreman(), machine(), fakeKeyring()];
    const login = (random: number) =>
      pc.run(['login', '--server', server.url], { env: anna, keyring, random });
    const ran = await Promise.all([login(0.1), login(0.2), login(0.3)]);
    expect(ran.map(({ code }) => code)).toEqual([0, 0, 0]);
    expectOnlyIn(keyring, pc);
  });

  it('leaves nothing there when the settings file cannot be written', async () => {
    const [server, pc, keyring] = [await foreman(), machine(), fakeKeyring()];
    writeFileSync(`${pc.home}/.config`, 'not a folder');
    const ran = await pc.run(['login', '--server', server.url], { env: anna, keyring });
    expect([ran.code, keyring.entries.size]).toEqual([2, 0]);
    expect(ran.err).toContain('cannot write');
  });
});

describe('login --storage', () => {
  it.each([
    ['credential_command', 'echo anna-secret'],
    ['token_file', 'token'],
  ])('has no effect where the profile has %s, and is refused', async (key, value) => {
    const [server, pc, keyring] = [await foreman(), machine(), fakeKeyring()];
    const profile = { server: server.url, login: 'anna', [key]: value };
    mkdirSync(dirname(pc.configFile), { recursive: true });
    writeFileSync(pc.configFile, JSON.stringify({ profiles: { default: profile } }), {
      mode: 0o600,
    });
    const ran = await pc.run(['login', '--storage', 'keyring'], { keyring });
    expect([ran.code, ran.err, server.requests.length]).toEqual([
      2,
      `rexctl: --storage has no effect: profile \`default\` has ${key}\n` +
        `        remove that first: rexctl profile set default ${key}=\n`,
      0,
    ]);
    const given = await pc.run(['login', '--storage', 'keyring'], { keyring, env: anna });
    expect([given.code, keyring.entries.size]).toEqual([0, 1]);
  });

  it('takes three words', async () => {
    const ran = await machine().run(['login', '--storage', 'disk']);
    expect([ran.code, ran.err]).toEqual([
      2,
      'rexctl: invalid --storage `disk`: expected auto, keyring or file\n',
    ]);
  });
});

describe('login on a machine whose keyring cannot be used', () => {
  it('keeps the credential in the file and says why', async () => {
    const [server, pc] = [await foreman(), machine()];
    const ran = await pc.run(['login', '--server', server.url], { env: anna });
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.out).toContain(
      `The password or token is in that file, with mode 0600 (no keyring: ${noBus}).\n`,
    );
    expect(pc.settings().profiles.default.token).toBe('anna-secret');
    const json = await pc.run(['login', '--profile', 'new', '--json'], {
      env: { ...anna, REXCTL_SERVER: server.url },
    });
    expect(json.json()).toMatchObject({ storage: 'file', storage_reason: `no keyring: ${noBus}` });
  });

  it('saves nothing where the keyring was asked for', async () => {
    const [server, pc] = [await foreman(), machine()];
    const argv = ['login', '--server', server.url, '--storage', 'keyring'];
    const ran = await pc.run(argv, { env: anna });
    expect([ran.code, ran.out, ran.err]).toEqual([
      4,
      '',
      `rexctl: cannot use the keyring: ${noBus}\n` +
        '        to save it in the settings file: rexctl login --storage file\n',
    ]);
    expect((await pc.run([...argv, '--profile', 'lab'], { env: anna })).err).toContain(
      ': rexctl login --storage file --profile lab\n',
    );
    expect(() => pc.settings()).toThrow('ENOENT');
  });

  it('does not wait longer than 30 seconds for one that does not answer', async () => {
    const [server, pc, keyring] = [await foreman(), machine(), fakeKeyring()];
    keyring.hangs = true;
    const clock = new VirtualClock();
    const start = clock.now();
    const ran = await pc.run(['login', '--server', server.url], { env: anna, keyring, clock });
    clock.dispose();
    expect([ran.code, ran.err, clock.now() - start]).toEqual([0, waiting, 30_000]);
    expect(ran.out).toContain(
      '(no keyring: it did not answer within 30 seconds, and may be locked)',
    );
  });
});

describe('a keyring that cannot be opened later', () => {
  it.each([
    ['is locked', 'it is locked'],
    ['has no session bus', noBus],
    ['has no library', 'its library @napi-rs/keyring is not installed'],
  ])('%s: exit code 4, and no other credential is tried', async (_, trouble) => {
    const { server, pc, keyring } = await loggedIn();
    keyring.trouble = trouble;
    const before = server.requests.length;
    const ran = await pc.run(['list'], { keyring });
    expect([ran.code, ran.out, ran.err]).toEqual([
      4,
      '',
      `rexctl: cannot read the token of profile \`default\` in the keyring: ${trouble}\n` +
        '        to use a file instead: rexctl login --profile default --storage file\n',
    ]);
    expect(server.requests).toHaveLength(before);
  });

  it('is given up after 30 seconds', async () => {
    const { pc, keyring } = await loggedIn();
    keyring.hangs = true;
    const clock = new VirtualClock();
    const ran = await pc.run(['list', '--json'], { keyring, clock });
    const text =
      'cannot read the token of profile `default` in the keyring: it did not answer within 30 seconds, and may be locked';
    expect([ran.code, ran.out]).toEqual([4, '']);
    expect(JSON.parse(ran.err).error).toMatchObject({ code: 'not_logged_in', message: text });
    const shown = await pc.run(['list'], { keyring, clock });
    expect(shown.err.startsWith(`${waiting}rexctl: ${text}\n`)).toBe(true);
    clock.dispose();
  });

  it('ends with Ctrl-C', async () => {
    const { pc, keyring } = await loggedIn();
    keyring.hangs = true;
    const interrupts = new Interrupts(systemClock);
    setTimeout(() => interrupts.press('SIGINT'), 20);
    const ran = await pc.run(['list'], { keyring, interrupts });
    expect(ran.code).toBe(130);
  });

  it('does not matter where the environment gives a token', async () => {
    const { server, pc, keyring } = await loggedIn();
    keyring.trouble = 'it is locked';
    const env = { ...anna, REXCTL_SERVER: server.url };
    expect((await pc.run(['list', '--json'], { keyring, env })).code).toBe(0);
  });

  it('that has lost the entry is not logged in, and names the way back', async () => {
    const { pc, keyring } = await loggedIn('--profile', 'work');
    keyring.entries.clear();
    const ran = await pc.run(['whoami'], { keyring });
    expect([ran.code, ran.err]).toEqual([
      4,
      'rexctl: the keyring of this machine has no token of profile `work`\n' +
        '        log in again: rexctl login --profile work\n',
    ]);
  });

  it('is a failed check of doctor, with the remedy', async () => {
    const { pc, keyring } = await loggedIn();
    const find = async () =>
      (await pc.run(['doctor', '--json'], { keyring }))
        .json()
        .checks.filter(({ check }: { check: string }) => /^(?:login|credential)$/.test(check));
    expect(await find()).toMatchObject([
      { check: 'login', status: 'ok' },
      { check: 'credential', status: 'ok', detail: 'password or token, in the keyring' },
    ]);
    keyring.trouble = 'it is locked';
    expect(await find()).toEqual([
      {
        check: 'login',
        status: 'failed',
        detail: 'cannot read the token of profile `default` in the keyring: it is locked',
        remedy: 'to use a file instead: rexctl login --profile default --storage file',
      },
    ]);
  });
});

describe('the profile of a token in the keyring', () => {
  it('is shown with the name of the entry, and listed with where it is', async () => {
    const { pc, keyring } = await loggedIn();
    const [entry] = keyring.entries.keys();
    const shown = await pc.run(['profile', 'show'], { keyring });
    expect(shown.out).toContain(`keyring_entry\t${entry}\n`);
    const listed = await pc.run(['profile', 'list', '--json'], { keyring });
    expect(listed.json().profiles[0].credential).toBe('keyring_entry');
  });

  it('can be renamed, and still logs in', async () => {
    const { pc, keyring } = await loggedIn();
    expect((await pc.run(['profile', 'rename', 'default', 'work'], { keyring })).code).toBe(0);
    expect((await pc.run(['whoami', '--json'], { keyring })).json().profile).toBe('work');
  });

  it('is replaced by import-hammer with what is in the keyring', async () => {
    const { pc, keyring } = await loggedIn();
    mkdirSync(`${pc.home}/.hammer`);
    writeFileSync(
      `${pc.home}/.hammer/cli_config.yml`,
      ':foreman:\n  :host: https://foreman.example.com\n  :username: bob\n',
    );
    const ran = await pc.run(['profile', 'import-hammer', '--replace'], { keyring });
    expect([ran.code, keyring.entries.size]).toEqual([0, 0]);
    expect(pc.settings().profiles.default).not.toHaveProperty('keyring_entry');
  });

  it('is removed with what is in the keyring', async () => {
    const { pc, keyring } = await loggedIn();
    const ran = await pc.run(['profile', 'remove', 'default', '--yes'], { keyring });
    expect([ran.code, keyring.entries.size, pc.settings().profiles]).toEqual([0, 0, {}]);
  });

  it('is kept where the keyring cannot be opened, until its entry is given up', async () => {
    const { pc, keyring } = await loggedIn();
    keyring.trouble = 'it is locked';
    for (const argv of [['profile', 'remove', 'default', '--yes'], ['logout']]) {
      const ran = await pc.run(argv, { keyring });
      expect([ran.code, ran.out, ran.err]).toEqual([
        4,
        '',
        'rexctl: cannot delete the token of profile `default` in the keyring: it is locked\n' +
          '        unlock the keyring and try again\n        to leave the entry there: rexctl profile set default keyring_entry=\n',
      ]);
    }
    expect(pc.settings().profiles.default).toHaveProperty('keyring_entry');
    await pc.run(['profile', 'set', 'default', 'keyring_entry='], { keyring });
    expect((await pc.run(['profile', 'remove', 'default', '--yes'], { keyring })).code).toBe(0);
  });

  it('cannot be given an entry on a command line', async () => {
    const { pc, keyring } = await loggedIn();
    const ran = await pc.run(['profile', 'set', 'default', 'keyring_entry=x'], { keyring });
    expect([ran.code, ran.err]).toEqual([
      2,
      'rexctl: `keyring_entry` cannot be set on a command line\n' +
        '        log in: rexctl login --storage keyring\n',
    ]);
    expectOnlyIn(keyring, pc);
  });

  it('is not sent to another server or user', async () => {
    const { server, pc, keyring } = await loggedIn();
    const other = await foreman();
    for (const flags of [
      ['--server', other.url],
      ['--server', server.url, '--login', 'bob'],
    ]) {
      const ran = await pc.run(['list', ...flags], { keyring });
      expect(ran.code).toBe(4);
    }
    expect(other.requests).toEqual([]);
  });
});

describe('logout', () => {
  it('deletes the entry, and the next command is not logged in', async () => {
    const { server, pc, keyring } = await loggedIn();
    const ran = await pc.run(['logout'], { keyring });
    expect([ran.code, ran.out, ran.err]).toEqual([
      0,
      `Deleted the token of anna on ${server.url} (profile \`default\`).\n`,
      '',
    ]);
    expect([keyring.entries.size, pc.settings().profiles.default]).toEqual([
      0,
      { server: server.url, login: 'anna' },
    ]);
    expect((await pc.run(['list'], { keyring })).code).toBe(4);
  });

  it('--all deletes those of all profiles, and says which it could not', async () => {
    const { server, pc, keyring } = await loggedIn();
    await pc.run(['login', '--profile', 'file', '--storage', 'file'], {
      env: { ...anna, REXCTL_SERVER: server.url },
      keyring,
    });
    keyring.trouble = 'it is locked';
    const ran = await pc.run(['logout', '--all'], { keyring });
    expect([ran.code, ran.out]).toEqual([
      4,
      `Deleted the token of anna on ${server.url} (profile \`file\`).\n`,
    ]);
    expect(ran.err).toContain('cannot delete the token of profile `default` in the keyring');
    expect(ran.err).not.toContain('was not deleted: it is for');
    keyring.trouble = null;
    expect((await pc.run(['logout', '--all'], { keyring })).code).toBe(0);
    expect(keyring.entries.size).toBe(0);
  });
});

const waiting = 'Waiting for the keyring of this machine; it may ask for its password.\n';

const later = { ...systemClock, now: () => Date.now() + 60_000 };
