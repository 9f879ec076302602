import { connect } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';

/** A TLS server on loopback that hands everything on to a plain one. */
export interface TlsFront {
  readonly url: string;
  readonly port: number;
}

/** Goes away with the test. */
export async function tlsFront(
  behind: { readonly port: number },
  tls: TlsOptions,
): Promise<TlsFront> {
  const server = createServer(tls, (socket) => {
    const upstream = connect(behind.port, '127.0.0.1');
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `https://127.0.0.1:${port}`, port };
}
