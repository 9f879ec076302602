import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importHammer } from '../../src/settings/hammer/hammer-import.ts';
import { type TemporaryHome, temporaryHome } from './temporary-home.ts';

function imported(home: TemporaryHome) {
  const folders = [join(home.home, 'etc/hammer'), join(home.home, '.hammer')];
  return importHammer(folders, home.home);
}

const foreman = `---
:foreman:
  :enable_module: true
  # Your foreman server address
  :host: 'https://foreman.example.com/'
  :username: 'anna'
  :password: 'geheim'
  :refresh_cache: false
`;

describe('the configuration of hammer', () => {
  it('becomes a profile: server, user, password, CA and client certificate', async () => {
    const home = temporaryHome();
    home.file('.hammer/cli.modules.d/foreman.yml', foreman);
    home.file('ca.pem', 'pem');
    home.file('.hammer/me.crt', 'pem');
    home.file('.hammer/me.key', 'pem');
    home.file(
      '.hammer/cli_config.yml',
      `:ssl:\n  :ssl_ca_file: '${home.home}/ca.pem'\n  :ssl_client_cert: ~/.hammer/me.crt\n  :ssl_client_key: ~/.hammer/me.key\n`,
    );
    expect(await imported(home)).toEqual({
      profile: {
        server: 'https://foreman.example.com',
        login: 'anna',
        token: 'geheim',
        ca_file: `${home.home}/ca.pem`,
        client_cert_file: `${home.home}/.hammer/me.crt`,
        client_key_file: `${home.home}/.hammer/me.key`,
      },
      files: [
        `${home.home}/.hammer/cli_config.yml`,
        `${home.home}/.hammer/cli.modules.d/foreman.yml`,
      ],
      passwordFile: `${home.home}/.hammer/cli.modules.d/foreman.yml`,
      left: [],
    });
  });

  it('is merged as hammer does: the own folder after that of the system, modules by name', async () => {
    const home = temporaryHome();
    home.file('etc/hammer/cli.modules.d/foreman.yml', foreman);
    home.file('.hammer/cli_config.yml', ":foreman:\n  :username: 'bob'\n");
    home.file('.hammer/cli.modules.d/b.yml', "foreman:\n  host: 'second.example.com'\n");
    home.file('.hammer/cli.modules.d/a.yml', ":foreman:\n  :host: 'first.example.com'\n");
    home.file('.hammer/cli.modules.d/foreman.yml.rpmsave', ':foreman: {:host: old.example.com}\n');
    const { profile } = await imported(home);
    expect(profile).toEqual({
      server: 'https://second.example.com',
      login: 'bob',
      token: 'geheim',
    });
  });

  it('has organization and location as `hammer defaults` keeps them', async () => {
    const home = temporaryHome();
    home.file('.hammer/cli.modules.d/foreman.yml', foreman);
    home.file(
      '.hammer/defaults.yml',
      "---\n:defaults:\n  :organization_id:\n    :value: '1'\n  :location-title:\n    :value: Europe/Berlin\n",
    );
    const { profile } = await imported(home);
    expect(profile).toMatchObject({ organization: '1', location: 'Europe/Berlin' });
  });

  it('has the CA that hammer fetched for this server', async () => {
    const home = temporaryHome();
    home.file('.hammer/cli.modules.d/foreman.yml', foreman);
    home.file('.hammer/certs/other.example.com_443.pem', 'pem');
    expect((await imported(home)).profile).not.toHaveProperty('ca_file');
    const ca = home.file('.hammer/certs/foreman.example.com_443.pem', 'pem');
    expect((await imported(home)).profile.ca_file).toBe(ca);
  });

  it('leaves what rexctl does not do, and names the reason', async () => {
    const home = temporaryHome();
    home.file(
      '.hammer/cli_config.yml',
      `:foreman:
  :host: http://foreman.example.com
  :default_auth_type: Negotiate_Auth
:ssl:
  :verify_ssl: false
  :ssl_ca_path: /etc/pki
  :ssl_ca_file: ca.pem
  :ssl_client_cert: /nowhere/me.crt
  :ssl_client_key: /nowhere/me.key
`,
    );
    home.file('.hammer/cli.modules.d/katello.yml', ':katello: [\n');
    const { profile, left } = await imported(home);
    expect(profile).toEqual({ server: 'http://foreman.example.com' });
    expect(left).toEqual([
      {
        setting: `${home.home}/.hammer/cli.modules.d/katello.yml`,
        reason: 'it is not valid YAML',
      },
      {
        setting: 'verify_ssl',
        reason: 'certificates are always verified; give the CA: rexctl login --ca-file FILE',
      },
      {
        setting: 'ssl_ca_path',
        reason: 'a folder; name one file: rexctl config set ca_file FILE',
      },
      {
        setting: 'default_auth_type',
        reason: 'Negotiate_Auth is not supported: use a token',
      },
      { setting: 'ssl_ca_file', reason: '`ca.pem` depends on the current folder' },
      { setting: 'ssl_client_cert', reason: '`/nowhere/me.crt` cannot be read' },
      { setting: 'ssl_client_key', reason: '`/nowhere/me.key` cannot be read' },
      {
        setting: 'host',
        reason:
          'it begins with http; to send the password unencrypted: rexctl config set allow_plain_http true',
      },
    ]);
  });

  it('leaves sessions, half of a client certificate and every other key of the connection', async () => {
    const home = temporaryHome();
    home.file(
      '.hammer/cli_config.yml',
      `:foreman: {:host: foreman.example.com, :use_sessions: true, :request_timeout: 120}
:ssl: {:ssl_client_key: /nowhere/me.key, :ssl_version: TLSv1}
:log_level: error
`,
    );
    const { profile, left, passwordFile } = await imported(home);
    expect([profile, passwordFile]).toEqual([{ server: 'https://foreman.example.com' }, null]);
    expect(left).toEqual([
      {
        setting: 'use_sessions',
        reason: 'sessions of hammer are not read; rexctl has its own, from a password or token',
      },
      {
        setting: 'ssl_client_key',
        reason: 'a client certificate needs both certificate and key',
      },
      { setting: 'request_timeout', reason: 'rexctl has no such setting' },
      { setting: 'ssl_version', reason: 'rexctl has no such setting' },
    ]);
  });

  it('keeps each digit of a password without quotes', async () => {
    const home = temporaryHome();
    const password = '12345678901234567890123';
    home.file('.hammer/cli_config.yml', `:foreman: {:host: a.example, :password: ${password}}\n`);
    expect((await imported(home)).profile.token).toBe(password);
  });

  it.each(['false', 'no', 'off', '0', "'0'", 'No'])(
    'says that %s verifies nothing',
    async (word) => {
      const home = temporaryHome();
      home.file(
        '.hammer/cli_config.yml',
        `:foreman: {:host: a.example}\n:ssl: {:verify_ssl: ${word}}\n`,
      );
      expect((await imported(home)).left.map(({ setting }) => setting)).toEqual(['verify_ssl']);
    },
  );

  it.each([
    ['a part', ':foreman: &part\n  :host: b.example\n  :self: *part\n'],
    ['a list', ':foreman:\n  :host: b.example\n  :list: &list [1, [*list]]\n'],
    ['the whole', '&whole\n:foreman: {:host: b.example}\n:more: *whole\n'],
  ])('is left out where %s of a file contains itself', async (_, text) => {
    const home = temporaryHome();
    home.file('.hammer/cli_config.yml', ':foreman: {:host: a.example}\n');
    const path = home.file('.hammer/cli.modules.d/foreman.yml', text);
    const { profile, left } = await imported(home);
    expect(profile).toEqual({ server: 'https://a.example' });
    expect(left).toEqual([{ setting: path, reason: 'an alias in it stands for what contains it' }]);
  });

  it('is refused where there is none, or no server in it', async () => {
    const home = temporaryHome();
    await expect(imported(home)).rejects.toMatchObject({
      exitCode: 2,
      message: `no configuration of hammer found in ${home.home}/etc/hammer or ${home.home}/.hammer`,
      hint: 'log in instead: rexctl login',
    });
    home.file('.hammer/cli_config.yml', ":log_level: 'error'\n");
    await expect(imported(home)).rejects.toThrow('the configuration of hammer names no server');
    home.file('.hammer/cli_config.yml', ':foreman:\n\t:host: x\n');
    await expect(imported(home)).rejects.toThrow(
      `the configuration of hammer names no server; \`${home.home}/.hammer/cli_config.yml\` is not used: it is not valid YAML`,
    );
  });

  it('never fails in another way, whatever YAML the files have', async () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const tree = fc.dictionary(fc.constantFrom(':host', ':username', 'x', '__proto__'), value);
    const document = fc.dictionary(
      fc.constantFrom(':foreman', ':ssl', ':defaults', 'constructor'),
      fc.oneof(tree, value, fc.array(value)),
    );
    await fc.assert(
      fc.asyncProperty(document, async (written) => {
        const home = temporaryHome();
        home.file('.hammer/cli_config.yml', JSON.stringify(written));
        await imported(home).catch((error) => expect(error).toMatchObject({ exitCode: 2 }));
        expect({}).not.toHaveProperty('host');
      }),
      { numRuns: 60 },
    );
  });
});
