import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openShell, type ShellName } from './shell.ts';

let silent: Server;

beforeAll(async () => {
  silent = createServer(() => undefined);
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(() => silent.close());

it.concurrent.each<ShellName>(['bash', 'zsh', 'fish'])(
  'the Tab key in %s comes back from a server that never answers, without an error',
  async (name) => {
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const server = `http://127.0.0.1:${port}`;
    const login = { REXCTL_SERVER: server, REXCTL_USER: 'admin', REXCTL_TOKEN: 'changeme' };
    const shell = await openShell(name, login, { hasNames: false });
    try {
      shell.type('rexctl run --host web\t01 --force');
      const screen = await shell.shows(/--host web ?01 --force/);
      expect(screen.toLowerCase()).not.toMatch(/error|time limit|rexctl:/);
    } finally {
      await shell.close();
    }
  },
);
