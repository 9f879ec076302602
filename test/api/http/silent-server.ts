import { type AddressInfo, createServer } from 'node:net';

/** A server on loopback that accepts connections and never answers. */
export interface SilentServer {
  readonly port: number;
  /** How many connections it has had. */
  readonly accepted: number;
  /** Resolves once none of its connections is open. */
  isLeft(): Promise<void>;
  close(): Promise<void>;
}

export async function silentServer(): Promise<SilentServer> {
  const ends: Promise<void>[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined).resume();
    ends.push(new Promise((resolve) => socket.once('close', () => resolve())));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get accepted() {
      return ends.length;
    },
    isLeft: async () => {
      await Promise.all(ends);
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
