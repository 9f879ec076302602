import type { Socket } from 'node:net';
import type { buildConnector as build } from 'undici';

/** Opens a socket, and calls back when it is connected. */
export type Connect = (options: build.Options, callback: build.Callback) => Socket;

/**
 * The sockets of one transport. When undici's pool is destroyed, it leaves those open that are
 * still connecting: a server that accepts connections and never answers would keep the process.
 */
export class OpenSockets {
  private readonly sockets = new Set<Socket>();

  /** The same connector; each of its sockets can be destroyed. */
  tracked(connect: Connect): Connect {
    return (options, callback) => {
      const socket = connect(options, callback);
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
      return socket;
    };
  }

  destroy(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}
