import { chmodSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Environment } from '../../src/environment.ts';
import type { ConnectionFlags } from '../../src/settings/connection-settings.ts';
import { privateCa } from '../world/private-ca.ts';
import { type TemporaryHome, temporaryHome } from './temporary-home.ts';

const pem = '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n';
const known = { server: 'foreman.example.com', login: 'anna' };

async function ready(home: TemporaryHome, flags: ConnectionFlags, env: Environment = {}) {
  return (await home.settings(env)).connection(flags);
}

describe('what a connection needs', () => {
  it('is all there: server, user, credential and its source, CA', async () => {
    const home = temporaryHome();
    const caFile = home.file('ca.pem', pem);
    const connection = await ready(
      home,
      { ...known, caFile, organization: 'Paris' },
      { REXCTL_TOKEN: 'geheim' },
    );
    expect(connection).toEqual({
      profile: 'default',
      server: 'https://foreman.example.com',
      login: 'anna',
      secret: {
        value: 'geheim',
        source: 'REXCTL_TOKEN',
        remedy: 'correct or unset REXCTL_TOKEN',
        warning: null,
      },
      ca: pem,
      caLabel: `\`${caFile}\` (--ca-file)`,
      organization: 'Paris',
      hostLimit: null,
      allowPlainHttp: false,
      proxy: { https_proxy: null, no_proxy: null },
    });
  });

  it.each([
    ['server', {}, 'no server given', 'rexctl demo'],
    [
      'user',
      { server: 'x.example.com' },
      'no user given for https://x.example.com',
      '--server https://x.ex',
    ],
    [
      'credential',
      known,
      'no password or token for anna on https://foreman.example.com',
      'rexctl login',
    ],
  ])('says that the %s is missing and what to type', async (_what, flags, message, hint) => {
    await expect(ready(temporaryHome(), flags)).rejects.toMatchObject({
      exitCode: 4,
      message,
      hint: expect.stringContaining(hint),
    });
  });

  it('names the profile that was typed, so that the login does not go into the current one', async () => {
    const home = temporaryHome();
    await (await home.settings()).saveProfile('prod', known, { current: true });
    await (await home.settings()).saveProfile('lab', known, { current: false });
    const login = 'log in: rexctl login --server https://foreman.example.com';
    await expect(ready(home, { profile: 'lab' })).rejects.toMatchObject({
      hint: `${login} --profile lab`,
    });
    await expect(ready(home, {})).rejects.toMatchObject({ hint: login });
    await expect(ready(home, {}, { REXCTL_PROFILE: 'lab' })).rejects.toMatchObject({ hint: login });
  });

  it('shows why the credential of the profile was not used', async () => {
    const home = temporaryHome();
    await (await home.settings()).saveProfile(
      'prod',
      { ...known, token: 'geheim' },
      { current: true },
    );
    await expect(ready(home, { server: 'other.example.com', login: 'anna' })).rejects.toMatchObject(
      {
        exitCode: 4,
        message: 'no password or token for anna on https://other.example.com',
        hint: expect.stringMatching(
          /^the credential of profile `prod` is for https:\/\/foreman\.example\.com/,
        ),
      },
    );
    await expect(ready(home, { login: 'bob' })).rejects.toMatchObject({
      hint: expect.stringContaining('is for user `anna`'),
    });
  });
});

describe('a token file', () => {
  it.each([
    ['geheim', 'geheim'],
    ['geheim\n', 'geheim'],
    ['geheim\r\n', 'geheim'],
    ['\ufeffgeheim\nsecond line\n', 'geheim'],
    [' with blanks \n', ' with blanks '],
    ['pässwörd\n', 'pässwörd'],
  ])('%j holds %j', async (text, expected) => {
    const home = temporaryHome();
    const tokenFile = home.file('token', text);
    const { secret } = await ready(home, { ...known, tokenFile });
    expect(secret).toEqual({
      value: expected,
      source: '--token-file',
      remedy: 'write the right password or token into that file',
      warning: null,
    });
  });

  it('that others can read is used, and its owner is warned', async () => {
    const home = temporaryHome();
    const path = home.file('token', 'geheim\n');
    chmodSync(path, 0o644);
    const { secret } = await ready(home, known, { REXCTL_TOKEN_FILE: path });
    expect(secret.source).toBe('REXCTL_TOKEN_FILE');
    expect(secret.warning).toBe(
      `other users can read the token file \`${path}\`; restrict it: chmod 600 ${path}`,
    );
  });

  it.each([
    ['is not there', 'nothing', 'no such file'],
    ['is a directory', '.', 'it is a folder'],
  ])('that %s is named', async (_how, name, why) => {
    const home = temporaryHome();
    const tokenFile = `${home.home}/${name}`;
    await expect(ready(home, { ...known, tokenFile })).rejects.toMatchObject({
      exitCode: 2,
      message: `cannot read the token file \`${tokenFile}\` (--token-file): ${why}`,
    });
  });

  it.each(['', '\n', '\ngeheim\n'])('that begins with no secret is named: %j', async (text) => {
    const home = temporaryHome();
    const tokenFile = home.file('token', text);
    await expect(ready(home, { ...known, tokenFile })).rejects.toThrow(
      `the first line of the token file \`${tokenFile}\` (--token-file) is empty`,
    );
  });

  it('of a profile begins beside the settings file', async () => {
    const home = temporaryHome();
    home.file('.config/rexctl/token', 'geheim\n');
    await (await home.settings()).saveProfile('default', { ...known, token_file: 'token' });
    expect((await ready(home, {})).secret.value).toBe('geheim');
  });

  it('`-` is for login alone', async () => {
    await expect(ready(temporaryHome(), { ...known, tokenFile: '-' })).rejects.toThrow(
      'in `rexctl login` only',
    );
  });
});

/** A command gets the whole environment, also what the program does not read. */
const ofTheShell: Readonly<Record<string, string>> = { PATH: '/usr/bin:/bin', WORD: 'geheim' };

describe('a credential command', () => {
  async function withCommand(command: string) {
    const home = temporaryHome();
    await (await home.settings()).saveProfile('default', { ...known, credential_command: command });
    return ready(home, {}, ofTheShell);
  }

  it('prints the credential in its first line', async () => {
    const { secret } = await withCommand('echo "$WORD"; echo more');
    expect(secret).toEqual({
      value: 'geheim',
      source: 'credential command of profile `default`',
      remedy: 'check what that command prints',
      warning: null,
    });
  });

  it('has no input to wait for', async () => {
    expect((await withCommand('cat; echo geheim')).secret.value).toBe('geheim');
  });

  it('that fails is reported with its last words, never with what it printed', async () => {
    const failing = withCommand('echo "$WORD"; echo first >&2; echo "vault is sealed" >&2; exit 7');
    await expect(failing).rejects.toMatchObject({
      exitCode: 4,
      message:
        'the credential command of profile `default` failed with exit code 7: vault is sealed',
    });
  });

  it('that prints nothing is reported', async () => {
    await expect(withCommand('true')).rejects.toThrow('printed nothing');
  });

  it('ends with the command that waits for it', async () => {
    const home = temporaryHome();
    await (await home.settings()).saveProfile('default', {
      ...known,
      credential_command: 'sleep 30',
    });
    const stop = new AbortController();
    const waiting = (await home.settings(ofTheShell)).connection({}, stop.signal);
    stop.abort(new Error('interrupted'));
    await expect(waiting).rejects.toThrow('interrupted');
  });
});

describe('a CA file', () => {
  it('that is no certificate is named', async () => {
    const home = temporaryHome();
    const caFile = home.file('ca.der', 'binary');
    await expect(ready(home, { ...known, caFile }, { REXCTL_TOKEN: 't' })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(`\`${caFile}\` (--ca-file) has no certificate`),
    });
  });

  it('that is not there is named', async () => {
    const env = { REXCTL_TOKEN: 't', REXCTL_CA_FILE: '/nowhere/ca.pem' };
    await expect(ready(temporaryHome(), known, env)).rejects.toThrow(
      'cannot read the CA file `/nowhere/ca.pem` (REXCTL_CA_FILE): no such file',
    );
  });

  it('copied into the profile needs no file', async () => {
    const home = temporaryHome();
    await (await home.settings()).saveProfile('default', { ...known, token: 't', ca: pem });
    expect((await ready(home, {})).ca).toBe(pem);
  });
});

describe('the certificate of the client', () => {
  let cert: string;
  let key: string;
  const files = { client_cert_file: 'me.crt', client_key_file: '~/me.key' };

  beforeAll(async () => {
    ({ cert, key } = (await privateCa()).client);
  });

  async function withCertificate(profile: Readonly<Record<string, string>>) {
    const home = temporaryHome();
    home.file('.config/rexctl/me.crt', cert);
    home.file('me.key', key);
    await (await home.settings()).saveProfile('default', { ...known, token: 't', ...profile });
    return home;
  }

  it('is read from both files of the profile', async () => {
    const home = await withCertificate(files);
    expect((await ready(home, {})).clientCert).toEqual({ cert, key });
    home.file('.config/rexctl/me.crt', 'no certificate');
    await expect(ready(home, {})).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(
        /me\.crt` \(client_cert_file of profile `default`\) has no cert/,
      ),
    });
  });

  it('is not shown to another server than that of the profile', async () => {
    const home = await withCertificate(files);
    const other = { server: 'https://other.example.com', login: 'anna' };
    expect((await ready(home, other, { REXCTL_TOKEN: 't' })).clientCert).toBeUndefined();
  });

  it('needs both files, and a key without a passphrase', async () => {
    const { client_cert_file } = files;
    await expect(ready(await withCertificate({ client_cert_file }), {})).rejects.toMatchObject({
      exitCode: 2,
      message: 'profile `default` has client_cert_file, but no client_key_file',
      hint: 'name the other file: rexctl profile set default client_key_file=FILE',
    });
    const home = await withCertificate(files);
    for (const locked of [
      key.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE'),
      key.replace('\n', '\nProc-Type: 4,ENCRYPTED\n').replaceAll('PRIVATE', 'RSA PRIVATE'),
    ]) {
      home.file('me.key', locked);
      await expect(ready(home, {})).rejects.toThrow('has no key without a passphrase');
    }
    await expect(
      ready(await withCertificate({ ...files, client_key_file: '/nowhere/me.key' }), {}),
    ).rejects.toThrow('cannot read the key `/nowhere/me.key` (profile `default`)');
  });
});
