import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A proxy on loopback and for whom it was asked. */
export interface Tunnel {
  readonly url: string;
  readonly port: number;
  readonly asked: string[];
  close(): Promise<void>;
}

/**
 * Tunnels everything to loopback; with `status` it refuses everything, with `login` (`user:word`)
 * everybody else.
 */
export async function tunnel(status = 200, login?: string): Promise<Tunnel> {
  const asked: string[] = [];
  const server = createServer((_, response) => response.writeHead(500).end());
  server.on('connect', (request, socket: Socket, head: Buffer) => {
    asked.push(request.url ?? '');
    socket.on('error', () => undefined);
    const basic = `Basic ${Buffer.from(login ?? '').toString('base64')}`;
    const isStranger = login !== undefined && request.headers['proxy-authorization'] !== basic;
    const refusal = isStranger ? 407 : status;
    if (refusal !== 200) {
      socket.end(`HTTP/1.1 ${refusal} Refused\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const upstream = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head.toString('latin1'), 'latin1');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
