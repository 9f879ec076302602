import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modeOf, temporaryHome } from './temporary-home.ts';

const profile = { server: 'https://foreman.example.com', login: 'anna', token: 'geheim' };
const place = '.config/rexctl/config.json';

describe('a profile that is saved', () => {
  it('is read by the next run, from a file and a directory that no other user can read', async () => {
    const home = temporaryHome();
    const settings = await home.settings();
    await settings.saveProfile('prod', profile, { current: true });
    expect(settings.stored).toEqual({ current_profile: 'prod', profiles: { prod: profile } });
    expect([modeOf(home.configFile), modeOf(dirname(home.configFile))]).toEqual(['600', '700']);
    expect(readdirSync(dirname(home.configFile))).toEqual(['config.json']);
    expect((await home.settings()).stored).toEqual({
      current_profile: 'prod',
      profiles: { prod: profile },
    });
  });

  it('leaves other profiles alone, and which one is in use', async () => {
    const home = temporaryHome();
    const settings = await home.settings();
    await settings.saveProfile('prod', profile, { current: true });
    await settings.saveProfile('test', { ...profile, login: 'bob' });
    const { stored } = await home.settings();
    expect([
      stored.current_profile,
      stored.profiles.prod?.login,
      stored.profiles.test?.login,
    ]).toEqual(['prod', 'anna', 'bob']);
  });

  it('keeps what another run saved meanwhile', async () => {
    const home = temporaryHome();
    const [one, other] = [await home.settings(), await home.settings()];
    await one.saveProfile('prod', profile);
    await other.saveProfile('test', profile);
    expect(Object.keys((await home.settings()).stored.profiles).sort()).toEqual(['prod', 'test']);
  });

  it('refuses a file with a key that nothing reads, and suggests the right one', async () => {
    const home = temporaryHome();
    for (const [text, message] of [
      [
        { profiles: { prod: { host_limt: 5 } } },
        '`profiles.prod.host_limt`; did you mean `host_limit`?',
      ],
      [{ curent_profile: 'prod' }, '`curent_profile`; did you mean `current_profile`?'],
      [{ profiles: { prod: { color: 'red' } } }, '`profiles.prod.color`'],
    ] as const) {
      const before = JSON.stringify(text);
      home.file(place, before);
      await expect(home.settings()).rejects.toMatchObject({
        exitCode: 2,
        message: `invalid settings file \`${home.configFile}\`: unknown key ${message}`,
      });
      expect(readFileSync(home.configFile, 'utf8')).toBe(before);
    }
  });

  it('takes the key that editors add', async () => {
    const home = temporaryHome();
    home.file(place, JSON.stringify({ $schema: 'https://example.com/rexctl.json' }));
    await (await home.settings()).saveProfile('prod', profile);
    expect(JSON.parse(readFileSync(home.configFile, 'utf8'))).toEqual({
      $schema: 'https://example.com/rexctl.json',
      profiles: { prod: profile },
    });
  });

  it('needs a name that is good in a command line', async () => {
    const home = temporaryHome();
    const settings = await home.settings();
    for (const name of ['', '-x', 'a b', '../x', '__proto__', 'ä']) {
      await expect(settings.saveProfile(name, profile)).rejects.toThrow(
        `invalid profile name \`${name === '' ? "''" : name}\``,
      );
    }
    await expect(settings.saveProfile('x'.repeat(65), profile)).rejects.toThrow(
      `${'x'.repeat(65)}\`: expected at most 64 letters, digits, \`.\`, \`_\` and \`-\`, the first a letter or digit`,
    );
    expect(existsSync(home.configFile)).toBe(false);
  });

  it('says which file could not be written', async () => {
    const home = temporaryHome();
    home.file('.config/rexctl', 'a file where the directory should be');
    const settings = await home.settings();
    await expect(settings.saveProfile('prod', profile)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(`cannot write \`${home.configFile}\``),
    });
  });
});

describe('forgetting a token', () => {
  it('takes it out of the file and leaves server and user', async () => {
    const home = temporaryHome();
    await (await home.settings()).saveProfile('prod', profile, { current: true });
    const settings = await home.settings();
    expect(await settings.forgetToken('prod')).toBe(true);
    expect(await settings.forgetToken('prod')).toBe(false);
    expect(await settings.forgetToken('nobody')).toBe(false);
    expect(readFileSync(home.configFile, 'utf8')).not.toContain('geheim');
    expect((await home.settings()).stored).toEqual({
      current_profile: 'prod',
      profiles: { prod: { server: profile.server, login: 'anna' } },
    });
  });
});

describe('reading the settings file', () => {
  it('is content without one, and makes none', async () => {
    const home = temporaryHome();
    const settings = await home.settings();
    expect([settings.stored, settings.warnings]).toEqual([
      { current_profile: null, profiles: {} },
      [],
    ]);
    expect(readdirSync(home.home)).toEqual([]);
  });

  it.each(['', ' \n', '{}', '\ufeff{}', '{"profiles":{}}'])('is content with %j', async (text) => {
    const home = temporaryHome();
    home.file(place, text);
    expect((await home.settings()).stored).toEqual({ current_profile: null, profiles: {} });
    await (await home.settings()).saveProfile('prod', profile);
    expect((await home.settings()).stored.profiles).toEqual({ prod: profile });
  });

  it.each([
    ['{"profiles":', 'it is not valid JSON'],
    ['[]', 'it must be an object'],
    ['{"current_profile":1}', '`current_profile` must be text'],
    ['{"profiles":[]}', '`profiles` must be an object'],
    ['{"profiles":{"prod":"x"}}', '`profiles.prod` must be an object'],
    ['{"profiles":{"prod":{"server":1}}}', '`profiles.prod.server` must be text'],
    [
      '{"profiles":{"prod":{"allow_plain_http":"no"}}}',
      '`profiles.prod.allow_plain_http` must be true or false',
    ],
    [
      '{"profiles":{"prod":{"host_limit":0}}}',
      '`profiles.prod.host_limit` must be a whole number, 1 or more',
    ],
  ])('shows what is wrong with %s', async (text, complaint) => {
    const home = temporaryHome();
    home.file(place, text);
    await expect(home.settings()).rejects.toMatchObject({
      exitCode: 2,
      message: `invalid settings file \`${home.configFile}\`: ${complaint}`,
      hint: expect.stringContaining('rexctl login'),
    });
    expect(readFileSync(home.configFile, 'utf8')).toBe(text);
  });

  it('says when it cannot be read', async () => {
    const home = temporaryHome();
    home.file(`${place}/x`, '');
    await expect(home.settings()).rejects.toMatchObject({
      exitCode: 2,
      message: `cannot read \`${home.configFile}\`: it is a folder`,
    });
  });

  it('closes a file that others could read, and reports it once', async () => {
    const home = temporaryHome();
    home.file(place, JSON.stringify({ profiles: { prod: profile } }), 0o644);
    const { warnings } = await home.settings();
    expect(warnings).toEqual([
      `other users could read the settings file \`${home.configFile}\`; its mode is 0600 now, but its token may be known to them`,
    ]);
    expect(modeOf(home.configFile)).toBe('600');
    expect((await home.settings()).warnings).toEqual([]);
  });

  it('closes its directory when it writes', async () => {
    const home = temporaryHome();
    home.file(place, '{}');
    const directory = dirname(home.configFile);
    await import('node:fs').then(({ chmodSync }) => chmodSync(directory, 0o755));
    await (await home.settings()).saveProfile('prod', profile);
    expect(modeOf(directory)).toBe('700');
    expect(statSync(home.configFile).isFile()).toBe(true);
  });

  it('looks where the environment says, not in the current directory', async () => {
    const home = temporaryHome();
    home.file('elsewhere/rexctl/config.json', JSON.stringify({ profiles: { other: profile } }));
    const settings = await home.settings({ XDG_CONFIG_HOME: `${home.home}/elsewhere` });
    expect(Object.keys(settings.stored.profiles)).toEqual(['other']);
  });
});
