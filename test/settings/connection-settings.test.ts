import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../src/environment.ts';
import { type ConnectionFlags, resolveConnection } from '../../src/settings/connection-settings.ts';
import type { Profile, StoredSettings } from '../../src/settings/profiles/stored-settings.ts';

interface Given {
  readonly flags?: ConnectionFlags;
  readonly env?: Environment;
  readonly stored?: StoredSettings;
  readonly mayBeNew?: boolean;
}

function resolved({ flags = {}, env = {}, stored = storedWith(prod), mayBeNew = false }: Given) {
  const machine = { env, home: '/home/anna', platform: 'linux' };
  return resolveConnection({
    flags,
    stored,
    configFile: '/home/anna/.config/rexctl/config.json',
    machine,
    now: Date.UTC(2026, 10, 23),
    mayBeNew,
  });
}

const prod: Profile = {
  server: 'https://prod.example.com',
  login: 'anna',
  token: 'prod-token',
  organization: 'Paris',
  location: 'Rack 1',
  ca: 'PEM',
  allow_plain_http: true,
  host_limit: 20,
};

function storedWith(profile: Profile): StoredSettings {
  return {
    current_profile: 'prod',
    profiles: {
      prod: profile,
      test: { server: 'https://test.example.com', login: 'tina', token: 'test-token' },
    },
  };
}

const tokenOf = (given: Given) => resolved(given).secret;

describe('who says what', () => {
  it('is the profile where nothing else is said', () => {
    expect(resolved({})).toEqual({
      profile: 'prod',
      typedProfile: null,
      server: 'https://prod.example.com',
      login: 'anna',
      secret: {
        kind: 'value',
        value: 'prod-token',
        from: 'profile',
        label: 'profile `prod`',
        remedy: 'log in again: rexctl login --profile prod',
      },
      ca: { kind: 'pem', pem: 'PEM', from: 'profile', label: 'profile `prod`' },
      clientCertificate: null,
      organization: 'Paris',
      location: 'Rack 1',
      hostLimit: 20,
      allowPlainHttp: true,
      proxy: { https_proxy: null, no_proxy: null },
      withheld: null,
      otherProfile: null,
    });
  });

  it.each([
    ['server', { server: 'flag.example.com' }, { REXCTL_SERVER: 'env.example.com' }],
    ['login', { login: 'flag' }, { REXCTL_USER: 'env' }],
    ['organization', { organization: 'flag' }, { REXCTL_ORGANIZATION: 'env' }],
    ['location', { location: 'flag' }, { REXCTL_LOCATION: 'env' }],
  ] as const)('%s: the flag, then the environment, then the profile', (key, flags, env) => {
    expect(resolved({ flags, env })[key]).toMatch(/flag/);
    expect(resolved({ env })[key]).toMatch(/env/);
    expect(resolved({})[key]).toBe(prod[key]);
    expect(resolved({ stored: { current_profile: null, profiles: {} } })[key]).toBeNull();
  });

  it('which profile: the flag, then the environment, then the one in use, then `default`', () => {
    const env = { REXCTL_PROFILE: 'test' };
    expect(resolved({ flags: { profile: 'prod' }, env }).profile).toBe('prod');
    expect(resolved({ env }).profile).toBe('test');
    expect(resolved({}).profile).toBe('prod');
    expect(resolved({ stored: { current_profile: null, profiles: {} } }).profile).toBe('default');
  });

  it('the credential: file of the flag, then environment, then command, file and token of the profile', () => {
    const flags = { tokenFile: '/f' };
    const env = { REXCTL_TOKEN: 'env-token\n', REXCTL_TOKEN_FILE: '/e' };
    const all = storedWith({ ...prod, credential_command: 'pass', token_file: '~/t' });
    expect(tokenOf({ flags, env, stored: all })).toMatchObject({
      kind: 'file',
      path: '/f',
      label: '--token-file',
    });
    expect(tokenOf({ env, stored: all })).toMatchObject({
      value: 'env-token',
      label: 'REXCTL_TOKEN',
    });
    expect(tokenOf({ env: { REXCTL_TOKEN_FILE: '/e' }, stored: all })).toMatchObject({
      path: '/e',
      label: 'REXCTL_TOKEN_FILE',
    });
    expect(tokenOf({ stored: all })).toMatchObject({
      command: 'pass',
      label: 'credential command of profile `prod`',
    });
    expect(tokenOf({ stored: storedWith({ ...prod, token_file: '~/t' }) })).toMatchObject({
      path: '/home/anna/t',
      label: 'token file of profile `prod`',
    });
    expect(tokenOf({})).toMatchObject({ value: 'prod-token' });
  });

  it('the CA: file of the flag, then environment, then file and text of the profile', () => {
    const withFile = storedWith({ ...prod, ca_file: 'ca.pem' });
    const env = { REXCTL_CA_FILE: '/e' };
    expect(resolved({ flags: { caFile: '/f' }, env }).ca).toEqual({
      kind: 'file',
      path: '/f',
      from: 'flag',
      label: '--ca-file',
    });
    expect(resolved({ env, stored: withFile }).ca).toMatchObject({
      path: '/e',
      label: 'REXCTL_CA_FILE',
    });
    expect(resolved({ stored: withFile }).ca).toMatchObject({
      path: '/home/anna/.config/rexctl/ca.pem',
    });
    expect(resolved({ stored: storedWith({ server: prod.server ?? '' }) }).ca).toBeNull();
  });

  it('the proxy: the environment, its small letters first', () => {
    const env = { HTTPS_PROXY: 'http://big', https_proxy: 'http://small', NO_PROXY: 'a,b' };
    expect(resolved({ env }).proxy).toEqual({ https_proxy: 'http://small', no_proxy: 'a,b' });
  });

  it('empty values count as not given', () => {
    const flags = {
      server: '',
      login: ' ',
      tokenFile: '',
      caFile: '',
      organization: '',
      location: '',
      profile: '',
    };
    const names = [
      'SERVER',
      'USER',
      'TOKEN',
      'TOKEN_FILE',
      'PROFILE',
      'CA_FILE',
      'ORGANIZATION',
      'LOCATION',
    ];
    const env = Object.fromEntries(names.map((name) => [`REXCTL_${name}`, '']));
    expect(resolved({ flags, env })).toEqual(resolved({}));
  });
});

describe('a credential kept for one server', () => {
  it.each([
    ['--server', { flags: { server: 'https://evil.example.com' } }],
    ['REXCTL_SERVER', { env: { REXCTL_SERVER: 'evil.example.com' } }],
    ['another port', { flags: { server: 'https://prod.example.com:8443' } }],
    ['another prefix', { flags: { server: 'https://prod.example.com/foreman' } }],
    ['plain http', { flags: { server: 'http://prod.example.com' } }],
  ])('is not for another one: %s', (_how, given) => {
    const found = resolved(given);
    expect(found).toMatchObject({
      login: null,
      secret: null,
      ca: null,
      organization: null,
      location: null,
    });
    expect(found).toMatchObject({ allowPlainHttp: false, hostLimit: 20 });
    expect(found.withheld).toBe(
      'the credential of profile `prod` is for https://prod.example.com only',
    );
  });

  it('is not for another user', () => {
    const found = resolved({ flags: { login: 'bob' } });
    expect(found).toMatchObject({ login: 'bob', secret: null, organization: 'Paris' });
    expect(found.withheld).toBe('the credential of profile `prod` is for user `anna`');
  });

  it('is for its server however that is written', () => {
    expect(tokenOf({ flags: { server: 'PROD.example.com/api/' } })).toMatchObject({
      value: 'prod-token',
    });
    expect(tokenOf({ flags: { server: 'prod.example.com', login: 'anna' } })).toMatchObject({
      value: 'prod-token',
    });
  });

  it('is not used when the profile names no server', () => {
    const stored = storedWith({ token: 'lost', login: 'anna' });
    const found = resolved({ flags: { server: 'x.example.com' }, stored });
    expect([found.secret, found.withheld]).toEqual([
      null,
      'profile `prod` has a credential but no server',
    ]);
  });

  it('does not matter where another one is given', () => {
    const found = resolved({
      flags: { server: 'x.example.com', login: 'bob' },
      env: { REXCTL_TOKEN: 't' },
    });
    expect(found.secret).toMatchObject({ value: 't', from: 'environment', label: 'REXCTL_TOKEN' });
  });

  it('goes to no other server, whatever flags and environment say', () => {
    const maybe = (value: fc.Arbitrary<string>) => fc.option(value, { nil: undefined });
    const server = fc.constantFrom(
      'prod.example.com',
      'https://test.example.com/',
      'http://prod.example.com',
      '',
    );
    const user = fc.constantFrom('anna', 'tina', 'bob', '');
    const profile = fc.constantFrom('prod', 'test', '');
    const flags = fc.record({ server: maybe(server), login: maybe(user), profile: maybe(profile) });
    const env = fc.record({
      REXCTL_SERVER: maybe(server),
      REXCTL_USER: maybe(user),
      REXCTL_PROFILE: maybe(profile),
    });
    const home = {
      'prod-token': 'anna@https://prod.example.com',
      'test-token': 'tina@https://test.example.com',
    };
    fc.assert(
      fc.property(flags, env, (flags, env) => {
        const found = resolvedOrRefused({ flags, env });
        if (found?.secret?.kind !== 'value') return;
        const belongs = home[found.secret.value as keyof typeof home];
        expect(`${found.login}@${found.server}`).toBe(belongs);
      }),
    );
  });
});

function resolvedOrRefused(given: Given) {
  try {
    return resolved(given);
  } catch (error) {
    expect(error).toMatchObject({ kind: 'usage' });
    return null;
  }
}

describe('what makes no sense', () => {
  it('a profile that does not exist, unless it is to be made', () => {
    const flags = { profile: 'stage' };
    expect(() => resolved({ flags })).toThrow(
      expect.objectContaining({
        message: 'unknown profile `stage`: expected `prod` or `test`',
        hint: 'create it: rexctl login --profile stage',
      }),
    );
    expect(() => resolved({ flags, stored: { current_profile: null, profiles: {} } })).toThrow(
      'unknown profile `stage`',
    );
    expect(() => resolved({ env: { REXCTL_PROFILE: 'constructor' } })).toThrow(
      'unknown profile `constructor`',
    );
    expect(resolved({ flags, mayBeNew: true })).toMatchObject({
      profile: 'stage',
      server: null,
      secret: null,
    });
  });

  it('--profile for one server and REXCTL_SERVER for another', () => {
    const flags = { profile: 'prod' };
    const env = { REXCTL_SERVER: 'test.example.com' };
    expect(() => resolved({ flags, env })).toThrow(
      '--profile prod is for https://prod.example.com, but REXCTL_SERVER is https://test.example.com',
    );
    expect(resolved({ flags: { ...flags, server: 'test.example.com' }, env }).secret).toBeNull();
    expect(resolved({ flags, env: { REXCTL_SERVER: 'prod.example.com/' } }).secret).not.toBeNull();
  });

  it('a server that is none', () => {
    expect(() => resolved({ flags: { server: 'ftp://x' } })).toThrow('invalid server `ftp://x`');
  });
});
