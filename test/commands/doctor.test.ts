import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderVariable } from '../../src/commands/doctor/settings-checks.ts';
import { foreman, type Machine, machine, type Ran } from './account/login-world.ts';

const admin = { REXCTL_USER: 'admin', REXCTL_TOKEN: 'changeme' };
const anna = { REXCTL_USER: 'anna', REXCTL_TOKEN: 'anna-secret' };

async function checksOf(pc: Machine, env: Readonly<Record<string, string>> = {}) {
  const ran = await pc.run(['doctor', '--json'], { env });
  const checks: readonly {
    check: string;
    status: string;
    detail: string;
    remedy: string | null;
  }[] = ran.json().checks;
  const of = (name: string) => checks.find(({ check }) => check === name);
  return { ran, of, names: checks.map(({ check }) => check) };
}

async function loggedIn(env: Readonly<Record<string, string>> = anna) {
  const [server, pc] = [await foreman(), machine()];
  await pc.run(['login', '--server', server.url], { env });
  return { server, pc };
}

function isSecretFree(ran: Ran): void {
  expect(ran.out + ran.err).not.toMatch(/changeme|anna-secret/);
}

describe('rexctl doctor', () => {
  it('finds nothing wrong for an administrator, and changes nothing on the server', async () => {
    const { server, pc } = await loggedIn(admin);
    const mark = server.requests.length;
    const { ran, of, names } = await checksOf(pc);
    expect(ran.code).toBe(0);
    expect(names).toEqual([
      ...['settings', 'state', 'caches', 'server', 'tls', 'clock', 'login'],
      ...['credential', 'remote execution'],
      ...['list, show, watch, wait, output', 'host list, run --search'],
      ...['template list, run --template', 'feature list, run -c'],
      ...['bookmark list, run --bookmark', 'times and users of jobs', 'schedule'],
      ...['run, rerun', 'cancel', 'terminal', 'completion'],
    ]);
    expect(ran.json().ok).toBe(true);
    expect(of('settings')).toMatchObject({
      status: 'ok',
      detail: `${pc.configFile}, profile \`default\` of ${server.url}`,
    });
    expect(of('login')).toMatchObject({ status: 'ok', detail: 'admin (administrator)' });
    expect(of('remote execution')).toMatchObject({ detail: 'Remote Execution 17.1.0' });
    expect(of('cancel')).toMatchObject({ status: 'ok' });
    expect(of('clock')).toMatchObject({ status: 'ok' });
    expect(of('tls')).toMatchObject({
      status: 'warning',
      detail: 'the connection is not encrypted',
    });
    expect(server.requests.slice(mark).every(({ method }) => method === 'GET')).toBe(true);
    isSecretFree(ran);
  });

  it('names the permission that is missing, and the role that has it', async () => {
    const { pc } = await loggedIn();
    const { ran, of } = await checksOf(pc);
    expect(ran.code).toBe(0);
    expect(of('schedule')).toMatchObject({
      status: 'warning',
      detail: 'missing permission view_recurring_logics',
    });
    expect(of('cancel')).toMatchObject({ status: 'ok', detail: 'allowed by your roles' });
    isSecretFree(ran);
  });

  it('is a line for each check in a pipe, and marks on a terminal', async () => {
    const { pc } = await loggedIn(admin);
    const piped = await pc.run(['doctor']);
    expect(piped.out).toMatch(/^ok\tsettings\t.*config\.json, profile `default` of http/);
    expect(piped.out).toContain('warning\ttls\tthe connection is not encrypted\tuse the https');
    const env = { TERM: 'xterm', NO_COLOR: '1' };
    const drawn = await pc.run(['doctor'], { env, answers: [] });
    expect(drawn.out.split('\n').filter((line) => line.length > 100)).toEqual([]);
    expect(drawn.out).toMatch(/^✔ login +admin \(administrator\)$/m);
    expect(drawn.out).toMatch(/^⚠ tls +the connection is not encrypted\n {4}use the https/m);
  });

  it('exits 1 with the remedy where nothing is set up', async () => {
    const pc = machine();
    const { ran, of, names } = await checksOf(pc);
    expect(ran.code).toBe(1);
    expect(names).toEqual(['settings', 'state', 'caches', 'login', 'terminal', 'completion']);
    expect(of('settings')).toMatchObject({
      status: 'failed',
      detail: `\`${pc.configFile}\` does not exist`,
      remedy: 'rexctl login\nwith a working hammer: rexctl profile import-hammer',
    });
    expect(of('login')).toMatchObject({ status: 'failed', detail: 'no server given' });
    const plain = await pc.run(['doctor']);
    expect([plain.code, plain.err]).toEqual([1, '2 checks failed.\n']);
  });

  it('names a mistyped key of the settings file', async () => {
    const pc = machine();
    mkdirSync(join(pc.home, '.config', 'rexctl'), { recursive: true });
    writeFileSync(pc.configFile, '{"profiles": {"default": {"host_limt": 5}}}', { mode: 0o600 });
    const { ran, of } = await checksOf(pc);
    expect(ran.code).toBe(1);
    expect(of('settings')?.detail).toContain('did you mean `host_limit`?');
  });

  it('sends a wrong password once', async () => {
    const { server, pc } = await loggedIn();
    const mark = server.requests.length;
    const { ran, of } = await checksOf(pc, { REXCTL_TOKEN: 'wrong' });
    expect(ran.code).toBe(1);
    expect([of('server'), of('login')].filter((one) => one?.status === 'failed')).toHaveLength(1);
    expect(of('login')?.detail).toContain('wrong user or password');
    expect(server.requests.slice(mark)).toHaveLength(1);
  });

  it('names a server that does not answer', async () => {
    const { server, pc } = await loggedIn();
    await server.close();
    const { ran, of } = await checksOf(pc);
    expect(ran.code).toBe(1);
    expect(of('server')).toMatchObject({ status: 'failed' });
    expect(of('server')?.detail).toContain('cannot reach');
    expect(of('login')).toBeUndefined();
  });

  it('names what an old server cannot do', async () => {
    const server = await foreman({ rexVersion: '8.1' });
    const pc = machine();
    await pc.run(['login', '--server', server.url], { env: admin });
    const { of } = await checksOf(pc);
    expect(of('remote execution')).toMatchObject({ status: 'warning' });
    expect(of('remote execution')?.detail).toContain(
      'Remote Execution 8.1.2: cancel --host and --search need --via-tasks',
    );
  });

  it('looks for the completion of the shell', async () => {
    const { pc } = await loggedIn(admin);
    const before = await checksOf(pc, { SHELL: '/usr/bin/fish' });
    const script = join(pc.home, '.config/fish/completions/rexctl.fish');
    expect(before.of('completion')).toMatchObject({
      status: 'warning',
      remedy:
        'mkdir -p ~/.config/fish/completions\nrexctl completion fish > ~/.config/fish/completions/rexctl.fish',
    });
    mkdirSync(join(pc.home, '.config/fish/completions'), { recursive: true });
    const hasFolder = await checksOf(pc, { SHELL: '/usr/bin/fish' });
    expect(hasFolder.of('completion')).toMatchObject({
      remedy: 'rexctl completion fish > ~/.config/fish/completions/rexctl.fish',
    });
    writeFileSync(script, '');
    const after = await checksOf(pc, { SHELL: '/usr/bin/fish' });
    expect(after.of('completion')).toMatchObject({ status: 'ok', detail: script });
    const other = await checksOf(pc, { SHELL: '/bin/dash' });
    const windows = await checksOf(pc, { SHELL: '/usr/bin/pwsh' });
    expect(other.of('completion')).toMatchObject({
      status: 'unknown',
      detail: 'not available for dash',
    });
    const detail = 'not checked for PowerShell, which has it in $PROFILE';
    expect(windows.of('completion')).toMatchObject({ status: 'unknown', detail });
  });

  it('looks for it in the home directory if an XDG directory is empty or relative', async () => {
    const { pc } = await loggedIn(admin);
    for (const folder of ['', 'relative']) {
      const env = { SHELL: '/usr/bin/bash', XDG_DATA_HOME: folder };
      expect((await checksOf(pc, env)).of('completion')).toMatchObject({
        remedy: expect.stringContaining('> ~/.local/share/bash-completion/completions/rexctl'),
      });
    }
  });

  it.each([
    ['state', 'linux', 'XDG_STATE_HOME'],
    ['caches', 'darwin', 'XDG_CACHE_HOME'],
    ['state', 'win32', 'LOCALAPPDATA'],
    ['caches', 'win32', 'LOCALAPPDATA'],
  ] as const)('names the variable that moves %s on %s', (check, platform, variable) => {
    expect(folderVariable(check, platform)).toBe(variable);
  });

  it('warns of an environment without symbols, and of a folder that cannot be written', async () => {
    const { pc } = await loggedIn(admin);
    const folder = join(pc.home, 'a-file');
    writeFileSync(folder, '');
    const { of } = await checksOf(pc, { XDG_CACHE_HOME: join(folder, 'below') });
    expect(of('caches')).toMatchObject({
      status: 'warning',
      detail: expect.stringContaining('what is known about servers cannot be saved'),
      remedy: 'make it writable, or set XDG_CACHE_HOME to another folder',
    });
    const look = async (env: Readonly<Record<string, string>>) =>
      (await pc.run(['doctor'], { env, answers: [] })).out;
    expect(await look({ TERM: 'xterm', LANG: 'C' })).toMatch(
      /terminal +xterm: .*ASCII only\n.*LANG=/,
    );
    expect(await look({ TERM: 'dumb' })).toMatch(/terminal +TERM=dumb: no live view\n {4}set TERM/);
  });
});
