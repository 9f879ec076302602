import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { systemKeyring } from '../../src/settings/keyring/system-keyring.ts';
import { appending } from '../world/program.ts';

const built = fileURLToPath(new URL('../../dist/keyring-process.js', import.meta.url));
const never = new AbortController().signal;

/** The real library, with no keyring that it could change. */
describe('the keyring of the system', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rexctl-bus-'));
    return () => rmSync(folder, { recursive: true, force: true });
  });

  const opened = (env: NodeJS.ProcessEnv, script = built) =>
    systemKeyring({ command: process.execPath, script, env: { PATH: process.env.PATH, ...env } });

  it.each([
    ['without a session bus', {}],
    ['with the address of a bus that is gone', { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/no/bus' }],
  ])('%s is not there', async (_, env) => {
    const keyring = opened(env);
    const reason = 'there is no session bus, as in cron or without a desktop';
    await expect(keyring.read('rexctl test', never)).rejects.toThrow(reason);
    await expect(keyring.write('rexctl test', 'x', never)).rejects.toThrow(reason);
    await expect(keyring.remove('rexctl test', never)).rejects.toThrow(reason);
  });

  it('on a bus that never answers is given up, although the library blocks', async () => {
    const path = join(folder, 'bus');
    const bus = createServer();
    onTestFinished(() => void bus.close());
    await once(bus.listen(path), 'listening');
    const end = new AbortController();
    const asked = opened({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${path}` }).read('e', end.signal);
    const [socket] = await once(bus, 'connection');
    const gone = once(socket.resume(), 'close');
    end.abort(new Error('30 seconds'));
    await expect(asked).rejects.toThrow('30 seconds');
    await gone;
  });

  it('without the library says that it is not installed', async () => {
    const copy = join(folder, 'keyring-process.js');
    cpSync(built, copy);
    writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
    await expect(opened({}, copy).read('e', never)).rejects.toThrow(
      'its library @napi-rs/keyring is not installed',
    );
  });

  it('that cannot be opened ends the program with 4 and what to do', async () => {
    const settings = join(folder, '.config', 'rexctl');
    mkdirSync(settings, { recursive: true });
    const profile = { server: 'https://foreman.invalid', login: 'anna', keyring_entry: 'e' };
    writeFileSync(
      join(settings, 'config.json'),
      JSON.stringify({ profiles: { default: profile } }),
      {
        mode: 0o600,
      },
    );
    const env = { PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8' };
    const ended = await appending(join(folder, 'out'), ['list'], env);
    expect([ended.code, ended.stderr]).toEqual([
      4,
      'rexctl: cannot read the token of profile `default` in the keyring: there is no session bus, as in cron or without a desktop\n' +
        '        to use a file instead: rexctl login --profile default --storage file\n',
    ]);
  });
});
