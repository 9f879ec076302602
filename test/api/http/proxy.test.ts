import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionOptions } from '../../../src/api/connection.ts';
import { readStatus } from '../../../src/api/endpoints/account.ts';
import type { Failure } from '../../../src/errors.ts';
import { type PrivateCa, privateCa } from '../../world/private-ca.ts';
import { openTo } from '../open.ts';
import { json, type TinyServer, tinyServer } from './tiny-server.ts';
import { type Tunnel, tunnel } from './tunnel.ts';

describe('a proxy of the environment', () => {
  let ca: PrivateCa;
  let foreman: TinyServer;
  let plain: TinyServer;
  let proxy: Tunnel;
  let https_proxy: string;

  beforeAll(async () => {
    ca = await privateCa();
    foreman = await tinyServer(
      (_, response) => json(response, { result: 'ok', version: '3.13.0' }),
      ca.server,
    );
    plain = await tinyServer((_, response) => json(response, { result: 'ok', version: '3.13.0' }));
    proxy = await tunnel();
    https_proxy = proxy.url;
  });
  afterAll(async () => {
    await foreman.close();
    await plain.close();
    await proxy.close();
  });

  async function tunnels(url: string, settings: ConnectionOptions['proxy']): Promise<string[]> {
    proxy.asked.length = 0;
    const { connection } = openTo(url, { ca: ca.ca, proxy: settings });
    await expect(readStatus(connection.with({ retry: false }))).resolves.toMatchObject({
      result: 'ok',
    });
    await connection.close();
    return [...proxy.asked];
  }

  it('is used for https, with the certificate of the server still checked', async () => {
    expect(await tunnels(foreman.url, { https_proxy })).toEqual([`127.0.0.1:${foreman.port}`]);
    const { connection } = openTo(foreman.url, { proxy: { https_proxy } });
    await expect(readStatus(connection.with({ retry: false }))).rejects.toMatchObject({
      message: expect.stringContaining('which this machine does not trust'),
    });
    await connection.close();
  });

  it('is not used for servers that NO_PROXY names, for plain http, or when it is blank', async () => {
    expect(await tunnels(foreman.url, { https_proxy, no_proxy: 'example.com,127.0.0.1' })).toEqual(
      [],
    );
    expect(await tunnels(plain.url, { https_proxy })).toEqual([]);
    expect(await tunnels(foreman.url, { https_proxy: '', no_proxy: null })).toEqual([]);
  });

  it('may be written without a scheme, as curl takes it', async () => {
    expect(await tunnels(foreman.url, { https_proxy: `127.0.0.1:${proxy.port}` })).toHaveLength(1);
    expect(await tunnels(foreman.url, { https_proxy: ` localhost:${proxy.port} ` })).toHaveLength(
      1,
    );
  });

  it.each([
    ['socks5://proxy.example.com:1080', 'socks5://proxy.example.com:1080'],
    ['http://', 'http://'],
    ['proxy example', 'proxy…'],
    ['http://anna:geheim@proxy:port', 'http://…'],
    ['anna:geheim', 'anna…'],
  ])('`%s` is no proxy: one sentence, exit code 2, and no password', async (typed, shown) => {
    const failure = await failureThrough(typed);
    expect(failure).toMatchObject({
      exitCode: 2,
      message: `invalid HTTPS_PROXY \`${shown}\`: expected http://proxy.example.com:3128`,
    });
    expect(`${failure.message}${failure.hint}`).not.toContain('geheim');
  });

  it.each([
    [407, 4, /^the proxy 127\.0\.0\.1:\d+ refused the user and password of HTTPS_PROXY \(407\)$/],
    [403, 1, /^the proxy 127\.0\.0\.1:\d+ refused to connect to 127\.0\.0\.1:\d+ \(403\)$/],
    [503, 1, /^the proxy 127\.0\.0\.1:\d+ refused to connect to 127\.0\.0\.1:\d+ \(503\)$/],
  ])(
    'that answers %i is named, and not taken for the server',
    async (status, exitCode, message) => {
      const other = await tunnel(status);
      const failure = await failureThrough(`anna:geheim@127.0.0.1:${other.port}`);
      await other.close();
      expect(failure).toMatchObject({ exitCode, message: expect.stringMatching(message) });
      expect(`${failure.message}${failure.hint}`).not.toContain('geheim');
    },
  );

  it('that cannot be reached is named', async () => {
    const unreachable = await tunnel();
    await unreachable.close();
    expect(await failureThrough(unreachable.url)).toMatchObject({
      message: `cannot reach the proxy 127.0.0.1:${unreachable.port} of HTTPS_PROXY: connection refused`,
    });
    expect(await failureThrough('http://no-such-proxy.invalid:3128')).toMatchObject({
      message: expect.stringMatching(
        /^cannot reach the proxy no-such-proxy\.invalid:3128 of HTTPS_PROXY: /,
      ),
    });
  });

  it('whose own certificate is not trusted is named, and not taken for the server', async () => {
    const secure = await tinyServer((_, response) => json(response, {}), ca.server);
    const failure = await failureThrough(secure.url);
    await secure.close();
    expect(failure).toMatchObject({
      message: expect.stringMatching(
        /^cannot reach the proxy 127\.0\.0\.1:\d+ of HTTPS_PROXY: unable to verify/,
      ),
      hint: 'to connect without the proxy: NO_PROXY=127.0.0.1',
    });
  });

  it('that is no proxy is named', async () => {
    const ssh = createServer((socket) => {
      socket.on('error', () => undefined).end('SSH-2.0-OpenSSH_9.2\r\n');
    });
    await new Promise<void>((resolve) => ssh.listen(0, '127.0.0.1', resolve));
    const { port } = ssh.address() as AddressInfo;
    const failure = await failureThrough(`http://127.0.0.1:${port}`);
    ssh.close();
    expect(failure).toMatchObject({
      message: `127.0.0.1:${foreman.port} (through the proxy 127.0.0.1:${port}) did not answer with valid HTTP`,
      hint: 'check the address and port of the proxy in HTTPS_PROXY',
    });
  });

  async function failureThrough(typed: string): Promise<Failure> {
    try {
      const { connection } = openTo(foreman.url, { ca: ca.ca, proxy: { https_proxy: typed } });
      const failure = await readStatus(connection.with({ retry: false })).catch(
        (error: unknown) => error,
      );
      await connection.close();
      return failure as Failure;
    } catch (error) {
      return error as Failure;
    }
  }
});
