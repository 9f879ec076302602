import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { KeyringTrouble } from '../../../src/settings/keyring/keyring.ts';
import { systemKeyring } from '../../../src/settings/keyring/system-keyring.ts';

const never = new AbortController().signal;

/** A keyring whose process runs this program, in a folder of its own. */
function keyringOf(program: string, env: NodeJS.ProcessEnv = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'rexctl-keyring-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const script = join(folder, 'keyring.cjs');
  writeFileSync(script, program.replaceAll('FOLDER', JSON.stringify(folder)));
  return { folder, keyring: systemKeyring({ command: process.execPath, script, env }) };
}

/** Answers with the request itself, as text. */
const echo = `
  process.stdin.on('data', (text) => {
    require('node:fs').writeFileSync(FOLDER + '/seen', process.argv.slice(2).join(' ') + '|' + Object.keys(process.env).sort());
    process.stdout.write(JSON.stringify({ value: String(text) }));
  });`;

describe('the process of the keyring', () => {
  it('is given the request on standard input only, and a short environment', async () => {
    const env = { NODE_OPTIONS: '--nothing', NODE_EXTRA_CA_CERTS: '/x', DBUS: 'unix:path=/x' };
    const { folder, keyring } = keyringOf(echo, env);
    const value = (await keyring.read('anna on x', never)) ?? '';
    expect(JSON.parse(value)).toEqual({ action: 'read', entry: 'anna on x' });
    expect(readFileSync(join(folder, 'seen'), 'utf8')).toBe('|DBUS');
  });

  it('answers a write with nothing, and a removal with whether there was an entry', async () => {
    const { keyring } = keyringOf(`process.stdout.write('{"value":true}')`);
    await expect(keyring.write('e', 's', never)).resolves.toBeUndefined();
    await expect(keyring.remove('e', never)).resolves.toBe(true);
    await expect(keyring.read('e', never)).resolves.toBeNull();
  });

  it.each([
    ['names its trouble', `process.stdout.write('{"trouble":"it is locked"}')`, 'it is locked'],
    ['ends with an error', 'process.exit(3)', 'its library failed (exit code 3)'],
    ['crashes', `process.kill(process.pid, 'SIGSEGV')`, 'its library failed (SIGSEGV)'],
    [
      'prints something else',
      `process.stdout.write('Segmentation')`,
      'its library failed (exit code 0)',
    ],
    ['prints another document', `process.stdout.write('[1]')`, 'its library failed (exit code 0)'],
    ['is not there', null, 'its library failed (exit code 1)'],
  ])('that %s is trouble', async (_, program, reason) => {
    const { folder, keyring } = keyringOf(program ?? '');
    if (program === null) rmSync(join(folder, 'keyring.cjs'));
    const asked = keyring.read('e', never);
    await expect(asked).rejects.toThrow(KeyringTrouble);
    await expect(asked).rejects.toThrow(reason);
  });

  it('that cannot be started is trouble', async () => {
    const keyring = systemKeyring({ command: '/no/such/node', script: 'x', env: {} });
    await expect(keyring.read('e', never)).rejects.toThrow(KeyringTrouble);
  });

  it('is killed with the signal, also where it blocks', async () => {
    const { keyring } = keyringOf(`process.on('SIGTERM', () => {}); for (;;) {}`);
    const end = new AbortController();
    setTimeout(() => end.abort(new Error('enough')), 100);
    await expect(keyring.read('e', end.signal)).rejects.toThrow('enough');
  });

  it('is not started by the single executable, which says so', async () => {
    const keyring = systemKeyring({ command: process.execPath, script: null, env: {} });
    await expect(keyring.write('e', 's', never)).rejects.toThrow(
      'the single executable cannot use one; rexctl from npm can',
    );
  });
});
