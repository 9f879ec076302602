import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionOptions } from '../../src/api/connection.ts';
import { readStatus } from '../../src/api/status.ts';
import { type PrivateCa, privateCa } from '../world/private-ca.ts';
import { openTo } from './open.ts';
import { json, type TinyServer, tinyServer } from './tiny-server.ts';

/** A proxy that tunnels everything to loopback and notes for whom. */
function tunnelProxy(): { server: Server; asked: string[] } {
  const asked: string[] = [];
  const server = createServer((_, response) => response.writeHead(500).end());
  server.on('connect', (request, socket: Socket, head: Buffer) => {
    asked.push(request.url ?? '');
    const upstream = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head.toString('latin1'), 'latin1');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  return { server, asked };
}

describe('a proxy of the environment', () => {
  let ca: PrivateCa;
  let foreman: TinyServer;
  let plain: TinyServer;
  const proxy = tunnelProxy();
  let https_proxy: string;

  beforeAll(async () => {
    ca = await privateCa();
    foreman = await tinyServer(
      (_, response) => json(response, { result: 'ok', version: '3.13.0' }),
      ca.server,
    );
    plain = await tinyServer((_, response) => json(response, { result: 'ok', version: '3.13.0' }));
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    https_proxy = `http://127.0.0.1:${(proxy.server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await foreman.close();
    await plain.close();
    proxy.server.close();
    proxy.server.closeAllConnections();
  });

  async function tunnels(url: string, settings: ConnectionOptions['proxy']): Promise<string[]> {
    proxy.asked.length = 0;
    const { connection } = openTo(url, { ca: ca.ca, proxy: settings });
    await expect(readStatus(connection, { retry: false })).resolves.toMatchObject({ result: 'ok' });
    await connection.close();
    return [...proxy.asked];
  }

  it('is used for https, with the certificate of the server still checked', async () => {
    expect(await tunnels(foreman.url, { https_proxy })).toEqual([`127.0.0.1:${foreman.port}`]);
    const { connection } = openTo(foreman.url, { proxy: { https_proxy } });
    await expect(readStatus(connection, { retry: false })).rejects.toMatchObject({
      message: expect.stringContaining('which this machine does not know'),
    });
    await connection.close();
  });

  it('is not used for servers that NO_PROXY names, for plain http, or when it is blank', async () => {
    expect(await tunnels(foreman.url, { https_proxy, no_proxy: 'example.com,127.0.0.1' })).toEqual([]);
    expect(await tunnels(plain.url, { https_proxy })).toEqual([]);
    expect(await tunnels(foreman.url, { https_proxy: '', no_proxy: null })).toEqual([]);
  });
});
