import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ConnectionOptions } from '../../../src/api/connection.ts';
import { readStatus } from '../../../src/api/endpoints/account.ts';
import { type PrivateCa, privateCa } from '../../world/private-ca.ts';
import { openTo } from '../open.ts';
import { json, type TinyServer, tinyServer } from './tiny-server.ts';
import { tunnel } from './tunnel.ts';

const status = { result: 'ok', status: 200, version: '3.13.0', api_version: 2 };

describe('a server with a certificate of a private authority', () => {
  let ours: PrivateCa;
  let theirs: PrivateCa;
  let server: TinyServer;
  const closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    ours = await privateCa('Katello CA');
    theirs = await privateCa('Other CA');
    server = await tinyServer((_, response) => json(response, status), ours.server);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    for (const close of closing.splice(0)) await close();
  });
  afterAll(() => server.close());

  function ask(url: string, changes: Partial<ConnectionOptions> = {}) {
    const { connection } = openTo(url, changes);
    closing.push(() => connection.close());
    return readStatus(connection.with({ retry: false }));
  }

  async function served(tls: { key: string; cert: string; ca?: string }): Promise<TinyServer> {
    const other = await tinyServer(
      (request, response) => json(response, { ...status, version: request.url }),
      tls,
    );
    closing.push(() => other.close());
    return other;
  }

  it('is trusted when its authority is handed in', async () => {
    await expect(ask(server.url, { ca: ours.ca })).resolves.toMatchObject({ version: '3.13.0' });
    await expect(
      ask(server.url.replace('127.0.0.1', 'localhost'), { ca: ours.ca }),
    ).resolves.toMatchObject({
      version: '3.13.0',
    });
  });

  it.each<[string, () => Partial<ConnectionOptions>, string]>([
    [
      'the system knows',
      () => ({}),
      'the certificate of HOST is signed by "Katello CA", which this machine does not trust',
    ],
    [
      'was given',
      () => ({ ca: theirs.ca, caLabel: '`c2.pem` (--ca-file)' }),
      '`c2.pem` (--ca-file) did not sign the certificate of HOST: it is signed by "Katello CA"',
    ],
  ])(
    'is refused when only another authority %s, naming the one that signed it and the way out',
    async (_, changes, message) => {
      const before = server.seen.length;
      const asked = ask(server.url, changes());
      await expect(asked).rejects.toMatchObject({
        kind: 'server_error',
        exitCode: 1,
        retryable: false,
        message: message.replace('HOST', `127.0.0.1:${server.port}`),
        hint: `get the CA: curl -O http://127.0.0.1/pub/katello-server-ca.crt\nthen: rexctl login --server ${server.url} --ca-file katello-server-ca.crt`,
      });
      expect(server.seen).toHaveLength(before);
    },
  );

  it('is refused whatever NODE_TLS_REJECT_UNAUTHORIZED says, also through a proxy', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const before = server.seen.length;
    const proxy = await tunnel();
    closing.push(proxy.close);
    const ways = [
      {},
      { proxy: { https_proxy: proxy.url } },
      { proxy: { https_proxy: proxy.url, no_proxy: '*' } },
    ];
    for (const way of ways) {
      await expect(ask(server.url, way)).rejects.toMatchObject({
        message: expect.stringContaining('which this machine does not trust'),
      });
      const other = await served(ours.elsewhere);
      await expect(ask(other.url, { ...way, ca: ours.ca })).rejects.toMatchObject({
        message: expect.stringContaining('is for another name'),
      });
    }
    expect(server.seen).toHaveLength(before);
  });

  it('is refused when the certificate is for another name', async () => {
    const other = await served(ours.elsewhere);
    await expect(ask(other.url, { ca: ours.ca })).rejects.toMatchObject({
      message: `the certificate of 127.0.0.1:${other.port} is for another name: elsewhere.example.com`,
      hint: `use that name: --server https://elsewhere.example.com:${other.port}`,
    });
    expect(other.seen).toHaveLength(0);
  });

  it('is refused when the certificate has expired', async () => {
    const other = await served(ours.expired);
    await expect(ask(other.url, { ca: ours.ca })).rejects.toMatchObject({
      message: `the certificate of 127.0.0.1:${other.port} expired on 2021-01-01`,
      hint: 'ask its administrator to renew it, and check the clock of this machine',
    });
  });

  it('is refused when the certificate is not valid yet', async () => {
    const other = await served(ours.future);
    await expect(ask(other.url, { ca: ours.ca })).rejects.toMatchObject({
      message: `the certificate of 127.0.0.1:${other.port} is not valid yet: it starts on 2090-01-01`,
      hint: 'check the clock of this machine',
    });
  });

  it('is refused when the certificate is self-signed, and trusted when it is handed in', async () => {
    const other = await served(ours.selfSigned);
    const at = `127.0.0.1:${other.port}`;
    const hint = [
      `get the certificate: openssl s_client -connect ${at} </dev/null | openssl x509 > server.pem`,
      `then: rexctl login --server ${other.url} --ca-file server.pem`,
    ].join('\n');
    await expect(ask(other.url)).rejects.toMatchObject({
      message: `the certificate of ${at} is self-signed, and this machine does not trust it`,
      hint,
    });
    await expect(
      ask(other.url, { ca: ours.ca, caLabel: '`c2.pem` (--ca-file)' }),
    ).rejects.toMatchObject({
      message: `\`c2.pem\` (--ca-file) did not sign the certificate of ${at}: it is self-signed`,
      hint,
    });
    await expect(ask(other.url, { ca: ours.selfSigned.cert })).resolves.toBeDefined();
  });

  it('gets a client certificate where there is one', async () => {
    const other = await tinyServer(
      (_, response, message) =>
        json(response, {
          ...status,
          version: String('authorized' in message.socket && message.socket.authorized),
        }),
      { ...ours.server, ca: ours.ca },
    );
    closing.push(() => other.close());
    await expect(ask(other.url, { ca: ours.ca, clientCert: ours.client })).resolves.toMatchObject({
      version: 'true',
    });
  });

  it('that speaks plain http on its port gets a clear sentence', async () => {
    const plain = await tinyServer((_, response) => json(response, status));
    closing.push(() => plain.close());
    await expect(ask(plain.url.replace('http:', 'https:'))).rejects.toMatchObject({
      message: expect.stringMatching(
        /^no secure connection to 127\.0\.0\.1:\d+: it does not answer with TLS$/,
      ),
      hint: 'is this the https port of the server? check the address and port',
    });
  });
});
