import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type DemoServer, startDemoServer } from '../../src/demo/http/server.ts';
import { type Ended, ran } from '../packages/built.ts';
import { program } from '../world/program.ts';

let home: string;
let server: DemoServer;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'rexctl-keyring-'));
  server = await startDemoServer({ clock: systemClock });
});

afterEach(async () => {
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

/** Lines of the shell in a session that has a keyring, which `keyring` unlocks. */
function inSession(lines: string): Promise<Ended> {
  const script = `
    rexctl() { "${process.execPath}" "${program}" "$@"; }
    login() { printf changeme | rexctl login --server "$SERVER" --login admin --token-file -; }
    unlocked() { printf 'of the tests' | gnome-keyring-daemon --unlock --components=secrets > /dev/null 2>&1; }
    ${lines}`;
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    XDG_RUNTIME_DIR: home,
    LANG: 'C.UTF-8',
    SERVER: server.url,
  };
  return ran('dbus-run-session', ['--', 'sh', '-c', script], { env });
}

const settings = () => readFileSync(join(home, '.config/rexctl/config.json'), 'utf8');

it('keeps the token in an unlocked keyring, uses it, and deletes it from there', async () => {
  const { code, out } = await inSession(`
    unlocked; login > "$HOME/login.out" 2>&1 || exit
    cp "$HOME/.config/rexctl/config.json" "$HOME/logged-in"
    secret-tool search --all service rexctl 2>&1 | grep '^secret'
    rexctl whoami --json || exit
    rexctl logout > /dev/null || exit
    secret-tool search --all service rexctl; rexctl list 2>&1; echo "ended with $?"`);
  expect(readFileSync(join(home, 'login.out'), 'utf8')).toContain(
    'The password or token is in the keyring of this machine.\n',
  );
  expect(readFileSync(join(home, 'logged-in'), 'utf8')).not.toContain('changeme');
  expect(out).toContain('secret = changeme\n');
  expect(out).toContain('"login":"admin"');
  expect(out).toMatch(/no password or token for admin .*\n.*\nended with 4\n$/);
  expect(code).toBe(0);
});

it('uses the entries of two profiles, each for its own', async () => {
  const { code, out } = await inSession(`
    unlocked; login > /dev/null 2>&1 || exit
    printf ruser-secret | rexctl login --profile other --server "$SERVER" --login ruser \\
      --token-file - > /dev/null 2>&1 || exit
    for one in default other; do rexctl whoami --profile "$one" --json; done`);
  expect([code, out.match(/"login":"\w+"/g)]).toEqual([0, ['"login":"admin"', '"login":"ruser"']]);
  expect(settings()).not.toMatch(/changeme|ruser-secret/);
});
