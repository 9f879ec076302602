import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type DemoServer, startDemoServer } from '../../src/demo/http/server.ts';

const program = fileURLToPath(new URL('../../bin/rexctl.js', import.meta.url));
let home: string;
let server: DemoServer;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'rexctl-settings-'));
  writeFileSync(join(home, 'token'), 'changeme\n', { mode: 0o600 });
  server = await startDemoServer({ clock: systemClock });
});

afterEach(async () => {
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

/** Runs a line of the shell in which `rexctl` is the program. */
async function shell(line: string): Promise<{ readonly code: number; readonly printed: string }> {
  const child = spawn(
    '/bin/sh',
    ['-c', `rexctl() { "${process.execPath}" "${program}" "$@"; }; ${line}`],
    {
      env: { HOME: home, SERVER: server.url, PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      printed += String(data);
    });
  const [code] = await once(child, 'close');
  return { code, printed };
}

const login = (profile: string) =>
  `rexctl login --profile ${profile} --server "$SERVER" --login admin --token-file "$HOME/token"`;
const settings = () =>
  JSON.parse(readFileSync(join(home, '.config', 'rexctl', 'config.json'), 'utf8'));

describe('files that several processes write', () => {
  test('twelve logins at once keep twelve profiles, and the first of them stays in use', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `p${index + 1}`);
    const ran = await Promise.all(names.map((name) => shell(login(name))));
    expect(ran.map(({ code, printed }) => (code === 0 ? 0 : printed))).toEqual(names.map(() => 0));
    expect(Object.keys(settings().profiles).sort()).toEqual([...names].sort());
    expect(names).toContain(settings().current_profile);
    const inUse = ran.filter(({ printed }) => !printed.includes('is still the default'));
    expect(inUse).toHaveLength(1);
    expect(inUse[0]?.printed).toContain(`Saved in profile \`${settings().current_profile}\``);
    expect(readdirSync(join(home, '.config', 'rexctl'))).toEqual(['config.json']);
  }, 90_000);

  test('logouts and logins at once: each profile ends as its last command left it', async () => {
    for (const name of ['a', 'b', 'c', 'd']) expect((await shell(login(name))).code).toBe(0);
    await Promise.all([
      ...['a', 'b'].map((name) => shell(`rexctl logout --profile ${name}`)),
      ...['e', 'f', 'g'].map((name) => shell(login(name))),
    ]);
    const { profiles } = settings();
    expect(Object.keys(profiles).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    expect(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'].filter((name) => profiles[name].token === undefined),
    ).toEqual(['a', 'b']);
  }, 90_000);
});
