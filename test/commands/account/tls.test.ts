import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { json, tinyServer } from '../../api/http/tiny-server.ts';
import { tunnel } from '../../api/http/tunnel.ts';
import { type Certificate, type PrivateCa, privateCa } from '../../world/private-ca.ts';
import { tlsFront } from '../../world/tls-front.ts';
import { foreman, type HowToRun, type Machine, machine } from './login-world.ts';

const anna = { REXCTL_USER: 'anna', REXCTL_TOKEN: 'anna-secret' };

let ours: PrivateCa;
let theirs: PrivateCa;

beforeAll(async () => {
  ours = await privateCa('Katello CA');
  theirs = await privateCa('Other CA');
});

/** A machine with the profile of anna for this server. */
function machineWith(server: string, profile: Readonly<Record<string, unknown>> = {}): Machine {
  const pc = machine();
  mkdirSync(dirname(pc.configFile), { recursive: true });
  const own = { server, login: 'anna', token: 'anna-secret', ca: ours.ca, ...profile };
  writeFileSync(pc.configFile, JSON.stringify({ profiles: { default: own } }), { mode: 0o600 });
  return pc;
}

/** Runs what neither prints nor sends anything, and gives its message without the secret. */
async function refusedBy(pc: Machine, how: HowToRun = {}, argv = ['list', '--limit', '1']) {
  const ran = await pc.run(argv, how);
  expect(ran.out).toBe('');
  expect(ran.err).not.toContain('anna-secret');
  return { code: ran.code, err: ran.err };
}

describe('the certificate of a server, from the command line to the message', () => {
  const otherCa = [
    '        get the CA: curl -O http://127.0.0.1/pub/katello-server-ca.crt',
    '        then: rexctl login --server https://HOST --ca-file katello-server-ca.crt',
    '',
  ];

  it.each<[string, () => Certificate, Record<string, unknown>, readonly string[]]>([
    [
      'of an unknown CA',
      () => ours.server,
      { ca: undefined },
      [
        'the certificate of HOST is signed by "Katello CA", which this machine does not trust',
        ...otherCa,
      ],
    ],
    [
      'of another CA than that of the profile',
      () => theirs.server,
      {},
      [
        'the CA of profile `default` did not sign the certificate of HOST: it is signed by "Other CA"',
        ...otherCa,
      ],
    ],
    [
      'for another name',
      () => ours.elsewhere,
      {},
      [
        'the certificate of HOST is for another name: elsewhere.example.com',
        '        use that name: --server https://elsewhere.example.com:PORT',
        '',
      ],
    ],
    [
      'that has expired',
      () => ours.expired,
      {},
      [
        'the certificate of HOST expired on 2021-01-01',
        '        ask its administrator to renew it, and check the clock of this machine',
        '',
      ],
    ],
    [
      'that is not valid yet',
      () => ours.future,
      {},
      [
        'the certificate of HOST is not valid yet: it starts on 2090-01-01',
        '        check the clock of this machine',
        '',
      ],
    ],
  ])(
    '%s is refused by list, login and whoami, and nothing is sent',
    async (_, tls, profile, lines) => {
      const server = await foreman({ tls: tls() });
      const pc = machineWith(server.url, profile);
      const { host, port } = new URL(server.url);
      const message = `rexctl: ${lines.join('\n').replaceAll('HOST', host).replace('PORT', port)}`;
      expect(await refusedBy(pc)).toEqual({ code: 1, err: message });
      expect(await refusedBy(pc, { env: anna }, ['login'])).toEqual({ code: 1, err: message });
      expect(await refusedBy(pc, {}, ['whoami'])).toEqual({ code: 1, err: message });
      expect(server.requests).toEqual([]);
    },
  );

  it('that cannot be trusted is a failed check of doctor', async () => {
    const server = await foreman({ tls: ours.server });
    const ran = await machineWith(server.url, { ca: theirs.ca }).run(['doctor', '--json']);
    expect(ran.code).toBe(1);
    expect(ran.json().checks).toContainEqual({
      check: 'server',
      status: 'failed',
      detail: `the CA of profile \`default\` did not sign the certificate of ${new URL(server.url).host}: it is signed by "Katello CA"`,
      remedy: expect.stringContaining('get the CA: '),
    });
  });
});

describe('a server that asks for a client certificate', () => {
  /** One that has only answers for clients of its own CA. */
  async function strict() {
    const server = await foreman();
    const tls = { ...ours.server, ca: ours.ca, requestCert: true, rejectUnauthorized: true };
    return { server, front: await tlsFront(server, tls) };
  }

  function files(pc: Machine, { cert, key }: Certificate): Record<string, string> {
    writeFileSync(join(pc.home, 'me.crt'), cert);
    writeFileSync(join(pc.home, 'me.key'), key, { mode: 0o600 });
    return { client_cert_file: '~/me.crt', client_key_file: '~/me.key' };
  }

  function withFiles(server: string, certificate: Certificate): Machine {
    const pc = machineWith(server);
    const settings = pc.settings();
    Object.assign(settings.profiles.default, files(pc, certificate));
    writeFileSync(pc.configFile, JSON.stringify(settings), { mode: 0o600 });
    return pc;
  }

  it('gets that of the profile, in login and in every command after it', async () => {
    const { server, front } = await strict();
    const pc = withFiles(front.url, ours.client);
    const login = await pc.run(['login'], { env: anna });
    expect([login.code, login.err]).toEqual([0, '']);
    const list = await pc.run(['list', '--json']);
    expect([list.code, list.err]).toEqual([0, '']);
    expect(server.requests.length).toBeGreaterThan(2);
    expect(pc.settings().profiles.default).toMatchObject({ client_cert_file: '~/me.crt' });
    expect((await pc.run(['login', '--create-token'], { env: anna })).code).toBe(0);
    expect((await pc.run(['logout', '--revoke'])).code).toBe(0);
  });

  it('gets it through a proxy, too, and the proxy does not', async () => {
    const { front } = await strict();
    const proxy = await tunnel();
    onTestFinished(proxy.close);
    const env = { HTTPS_PROXY: proxy.url };
    expect((await withFiles(front.url, ours.client).run(['whoami'], { env })).code).toBe(0);
    expect(proxy.asked).toEqual([`127.0.0.1:${front.port}`]);
  });

  it.each([
    [
      'none is set',
      null,
      'if it requires a client certificate, set client_cert_file and client_key_file: rexctl help settings',
    ],
    [
      'it does not know the CA of',
      () => theirs.client,
      'if it refuses the client certificate, check client_cert_file and client_key_file: rexctl config list',
    ],
  ])('and ends the connection because %s gets a hint', async (_, certificate, hint) => {
    const { server, front } = await strict();
    const pc = certificate === null ? machineWith(front.url) : withFiles(front.url, certificate());
    const { code, err } = await refusedBy(pc);
    expect(code).toBe(1);
    expect(err).toMatch(
      /^rexctl: 127\.0\.0\.1:\d+ closed the connection before it answered(?: in 4 attempts)?\n/,
    );
    expect(err.split('\n')[1]).toBe(`        ${hint}`);
    expect(server.requests).toEqual([]);
  });

  it.each([
    ['alert 116', 116, null, 4, 'HOST requires a client certificate'],
    ['alert 48', 48, 'client', 4, 'HOST refused the client certificate: unknown ca'],
    ['alert 45', 45, 'client', 4, 'HOST refused the client certificate: certificate expired'],
    ['alert 44', 44, 'client', 4, 'HOST refused the client certificate: certificate revoked'],
    ['alert 40', 40, null, 1, 'no secure connection to HOST: handshake failure'],
  ] as const)('and answers %s is understood', async (_, alert, certificate, code, message) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, alert])));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const pc =
      certificate === null
        ? machineWith(`https://${host}`)
        : withFiles(`https://${host}`, ours[certificate]);
    const ran = await refusedBy(pc);
    expect([ran.code, ran.err.split('\n')[0]]).toEqual([
      code,
      `rexctl: ${message.replace('HOST', host)}`,
    ]);
    expect(ran.err).toContain(' client_cert_file and client_key_file: rexctl ');
  });

  it.each([
    ['No required SSL certificate was sent', null, 'requires a client certificate'],
    ['The SSL certificate error', 'client', 'refused the client certificate'],
  ] as const)('and says "%s" as nginx does is understood', async (page, certificate, message) => {
    const server = await tinyServer((_, response) => {
      response.writeHead(400, { 'content-type': 'text/html' });
      response.end(`<html><head><title>400 ${page}</title></head><body>nginx</body></html>`);
    }, ours.server);
    onTestFinished(server.close);
    const pc =
      certificate === null ? machineWith(server.url) : withFiles(server.url, ours[certificate]);
    const ran = await refusedBy(pc);
    expect([ran.code, ran.err.split('\n')[0]]).toEqual([
      4,
      `rexctl: 127.0.0.1:${server.port} ${message}`,
    ]);
  });

  const passphrase = { cipher: 'aes-256-cbc', passphrase: 'geheim', format: 'pem' } as const;

  it.each<[string, (pc: Machine) => void, string]>([
    [
      'the key of another certificate',
      (pc) => files(pc, { cert: ours.client.cert, key: theirs.client.key }),
      '`KEY` (client_key_file of profile `default`) is not the key of `CERT` (client_cert_file)',
    ],
    [
      'no certificate',
      (pc) => files(pc, { cert: 'nothing', key: ours.client.key }),
      '`CERT` (client_cert_file of profile `default`) has no certificate: expected PEM text with -----BEGIN CERTIFICATE-----',
    ],
    [
      'half a certificate',
      (pc) => files(pc, { cert: ours.client.cert.slice(0, 200), key: ours.client.key }),
      '`CERT` (client_cert_file of profile `default`) has no certificate: expected PEM text with -----BEGIN CERTIFICATE-----',
    ],
    [
      'no key',
      (pc) => files(pc, { cert: ours.client.cert, key: ours.client.cert }),
      '`KEY` (client_key_file of profile `default`) has no key without a passphrase: expected PEM text with -----BEGIN PRIVATE KEY-----',
    ],
    [
      'a key with a passphrase',
      (pc) => {
        const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const key = privateKey.export({ type: 'pkcs8', ...passphrase }).toString();
        files(pc, { cert: ours.client.cert, key });
      },
      '`KEY` (client_key_file of profile `default`) has no key without a passphrase: expected PEM text with -----BEGIN PRIVATE KEY-----\n' +
        '        take the passphrase out: openssl pkey -in KEY -out NEW.key',
    ],
    [
      'no file of the key',
      (pc) => writeFileSync(join(pc.home, 'me.crt'), ours.client.cert),
      'cannot read the key `KEY` (profile `default`): no such file\n' +
        '        name the right file: rexctl profile set default client_key_file=FILE',
    ],
    [
      'a folder instead of the certificate',
      (pc) => mkdirSync(join(pc.home, 'me.crt')),
      'cannot read the certificate `CERT` (profile `default`): it is a folder\n' +
        '        name the right file: rexctl profile set default client_cert_file=FILE',
    ],
  ])('%s: exit code 2, one sentence, and nothing is sent', async (_, make, message) => {
    const { server, front } = await strict();
    const names = { client_cert_file: '~/me.crt', client_key_file: '~/me.key' };
    const pc = machineWith(front.url, names);
    make(pc);
    const [cert, key] = [join(pc.home, 'me.crt'), join(pc.home, 'me.key')];
    const text = `rexctl: ${message.replaceAll('CERT`', `${cert}\``).replaceAll('KEY`', `${key}\``).replace('-in KEY ', `-in ${key} `)}\n`;
    expect(await refusedBy(pc)).toEqual({ code: 2, err: text });
    expect(await refusedBy(pc, { env: anna }, ['login'])).toEqual({ code: 2, err: text });
    expect(server.requests).toEqual([]);
  });

  it('that is a file which the user cannot read is named', async () => {
    const pc = withFiles('https://foreman.invalid', ours.client);
    chmodSync(join(pc.home, 'me.key'), 0o000);
    const { code, err } = await refusedBy(pc);
    // The superuser can read everything, and comes as far as the name of the server.
    if (process.getuid?.() === 0)
      expect([code, err]).toEqual([1, expect.stringContaining('resolve')]);
    else expect([code, err]).toEqual([2, expect.stringContaining('permission denied')]);
  });
});

describe('HTTPS_PROXY and NO_PROXY, from the environment to the socket', () => {
  async function behindProxy(status?: number, login?: string) {
    const server = await foreman({ tls: ours.server });
    const proxy = await tunnel(status, login);
    onTestFinished(proxy.close);
    return { server, proxy, pc: machineWith(server.url) };
  }

  it('login and list go through it, and it sees no credential', async () => {
    const { server, proxy, pc } = await behindProxy();
    const env = { HTTPS_PROXY: proxy.url };
    expect((await pc.run(['login'], { env: { ...env, ...anna } })).code).toBe(0);
    expect((await pc.run(['list', '--json'], { env })).code).toBe(0);
    expect(new Set(proxy.asked)).toEqual(new Set([`127.0.0.1:${server.port}`]));
    expect(server.requests.length).toBeGreaterThan(2);
  });

  it.each([
    ['the address', '127.0.0.1', false],
    ['the address with the port', '127.0.0.1:PORT', false],
    ['another port', '127.0.0.1:1', true],
    ['everything', '*', false],
    ['a list with blanks', 'example.com, 127.0.0.1', false],
    ['a list without commas', 'example.com 127.0.0.1', false],
    ['another host', 'foreman.example.com', true],
    ['a part of the address', '127.0.0', true],
    ['nothing', '', true],
  ])('NO_PROXY with %s (%j): through the proxy: %s', async (_, form, isUsed) => {
    const { server, proxy, pc } = await behindProxy();
    const NO_PROXY = form.replace('PORT', String(server.port));
    const ran = await pc.run(['whoami'], { env: { HTTPS_PROXY: proxy.url, NO_PROXY } });
    expect([ran.code, proxy.asked.length > 0]).toEqual([0, isUsed]);
  });

  it.each([
    ['localhost', false],
    ['.localhost', false],
    ['host', true],
  ])('NO_PROXY=%s for https://localhost: through the proxy: %s', async (NO_PROXY, isUsed) => {
    const { server, proxy } = await behindProxy();
    const pc = machineWith(server.url.replace('127.0.0.1', 'localhost'));
    const ran = await pc.run(['whoami'], { env: { HTTPS_PROXY: proxy.url, NO_PROXY } });
    expect([ran.code, proxy.asked.length > 0]).toEqual([0, isUsed]);
  });

  it('the variables in small letters are first', async () => {
    const { proxy, pc } = await behindProxy();
    const env = { HTTPS_PROXY: 'http://127.0.0.1:1', https_proxy: proxy.url };
    expect((await pc.run(['whoami'], { env })).code).toBe(0);
    const skipped = await pc.run(['whoami'], {
      env: { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: 'x', no_proxy: '*' },
    });
    expect(skipped.code).toBe(0);
  });

  it('its user and password are sent to it alone', async () => {
    const { server, proxy, pc } = await behindProxy(200, 'ops:geheim');
    const host = `127.0.0.1:${proxy.port}`;
    const right = await pc.run(['whoami'], { env: { HTTPS_PROXY: `http://ops:geheim@${host}` } });
    expect([right.code, right.err]).toEqual([0, '']);
    expect(JSON.stringify(server.requests)).not.toMatch(/proxy-authorization|geheim/i);
  });

  it.each([
    ['ops:falsch@', 'refused the user and password of HTTPS_PROXY (407)'],
    ['', 'requires a user and a password (407)'],
  ])('with %j it answers 407: exit code 4, and no password is shown', async (user, message) => {
    const { server, proxy, pc } = await behindProxy(200, 'ops:geheim');
    const env = { HTTPS_PROXY: `http://${user}127.0.0.1:${proxy.port}` };
    const { code, err } = await refusedBy(pc, { env });
    expect([code, err]).toEqual([
      4,
      `rexctl: the proxy 127.0.0.1:${proxy.port} ${message}\n` +
        '        set HTTPS_PROXY to USER:PASSWORD@proxy.example.com:3128\n',
    ]);
    expect(server.requests).toEqual([]);
  });

  it('one that refuses the server is named, and not taken for the server', async () => {
    const { server, proxy, pc } = await behindProxy(403);
    expect(await refusedBy(pc, { env: { HTTPS_PROXY: proxy.url } })).toEqual({
      code: 1,
      err:
        `rexctl: the proxy 127.0.0.1:${proxy.port} refused to connect to 127.0.0.1:${server.port} (403)\n` +
        '        to connect without the proxy: NO_PROXY=127.0.0.1\n',
    });
    expect(server.requests).toEqual([]);
  });
});

describe('a server that redirects', () => {
  it.each<[string, 'https' | 'http' | 'same']>([
    ['to another https server', 'https'],
    ['from https to http', 'http'],
    ['to itself', 'same'],
  ])('%s gets one sentence, and nobody else gets the credential', async (_, kind) => {
    const target = await tinyServer(
      (_request, response) => json(response, { result: 'ok', status: 200, version: '3.13.0' }),
      kind === 'https' ? ours.server : undefined,
    );
    const server = await tinyServer((_request, response) => {
      const place = kind === 'same' ? '/moved' : `${target.url}/api/status?secret=1`;
      json(response, {}, 302, { location: place, 'set-cookie': '_session_id=abc; path=/' });
    }, ours.server);
    onTestFinished(target.close);
    onTestFinished(server.close);
    const shown = kind === 'same' ? '/moved' : `${target.url}/api/status`;
    const hint =
      kind === 'https'
        ? `if that is your server: rexctl login --server ${target.url}`
        : 'is there a proxy or a login page in front of the server?';
    const err =
      `rexctl: 127.0.0.1:${server.port} redirects to ${shown}; credentials were not sent there\n` +
      `        ${hint}\n`;
    const pc = machineWith(server.url);
    expect(await refusedBy(pc, {}, ['whoami'])).toEqual({ code: 1, err });
    expect(await refusedBy(pc, { env: anna }, ['login', '--create-token'])).toEqual({
      code: 1,
      err,
    });
    expect(target.seen).toEqual([]);
    expect(server.seen.every(({ url }) => url === '/api/status')).toBe(true);
    expect(pc.settings().profiles.default.token).toBe('anna-secret');
  });

  it('a write is not lost silently: nothing is sent to the new place', async () => {
    const server = await foreman({ tls: ours.server });
    const target = await tinyServer((_, response) => json(response, {}));
    onTestFinished(target.close);
    const { port } = new URL(server.url);
    const pc = machineWith(server.url);
    await pc.run(['login', '--create-token'], { env: anna });
    const front = await tinyServer((request, response) => {
      const location = `${target.url}${request.url}`;
      json(response, {}, request.method === 'DELETE' ? 307 : 200, { location });
    }, ours.server);
    onTestFinished(front.close);
    expect(port).not.toBe(String(front.port));
    const settings = pc.settings();
    settings.profiles.default.server = front.url;
    writeFileSync(pc.configFile, JSON.stringify(settings), { mode: 0o600 });
    const ran = await refusedBy(pc, {}, ['logout', '--revoke']);
    expect(ran.code).not.toBe(0);
    expect(target.seen).toEqual([]);
    expect(pc.settings().profiles.default).toHaveProperty('token_id');
  });
});
