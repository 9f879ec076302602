import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { topics } from '../../src/cli/topics.ts';
import { systemClock } from '../../src/clock.ts';
import { type DemoServer, startDemoServer } from '../../src/demo/http/server.ts';
import { type PrivateCa, privateCa } from '../world/private-ca.ts';

const top = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rexctl-package-'));
const installed = join(folder, 'empty', 'node_modules', 'rexctl');

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function start(
  file: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
) {
  return new Promise<Ended>((resolve) => {
    execFile(file, [...argv], { env, cwd, timeout: 60_000 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err }),
    );
  });
}

/** npm with its cache in the temporary folder and no network. */
function npm(cwd: string, ...argv: readonly string[]): Promise<Ended> {
  const quiet = [
    '--offline',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--no-update-notifier',
    `--cache=${folder}/cache`,
  ];
  return start('npm', [...argv, ...quiet], { PATH: process.env.PATH ?? '', HOME: folder }, cwd);
}

/** The installed program, in an empty home directory. */
function rexctl(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const bin = join(folder, 'empty', 'node_modules', '.bin', 'rexctl');
  return start(bin, argv, { PATH: process.env.PATH ?? '', HOME: folder, ...env }, folder);
}

beforeAll(async () => {
  // Without scripts: the program is built, and building again would take it from under other tests.
  const packed = await npm(top, 'pack', '--ignore-scripts', '--pack-destination', folder);
  expect(packed).toMatchObject({ code: 0 });
  const [tarball] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  const done = await npm(
    folder,
    'install',
    '--prefix',
    join(folder, 'empty'),
    join(folder, tarball ?? ''),
  );
  expect(done).toMatchObject({ code: 0 });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the lock file names no server to fetch from, so that every registry serves it', () => {
  const lock = readFileSync(`${top}package-lock.json`, 'utf8');
  const places = [...lock.matchAll(/"resolved": "(.*)"/g)].map(([, place]) => place);
  expect(places, 'only the package that lies in this checkout').toEqual(['src/ui/string-width']);
});

it('a copy that was never built reports it, and how to build it', async () => {
  const copy = join(folder, 'unbuilt');
  for (const part of ['bin', 'package.json']) {
    cpSync(join(top, part), join(copy, part), { recursive: true });
  }
  const ran = await start(
    'node',
    [join(copy, 'bin', 'rexctl.js'), 'list'],
    { PATH: process.env.PATH ?? '' },
    folder,
  );
  const err = `rexctl: this copy is not built; build it: npm --prefix '${copy}' run build\n`;
  expect(ran).toEqual({ code: 1, out: '', err });
});

it('a global installation from git that npm would break ends with what to type instead', async () => {
  const env = {
    PATH: process.env.PATH ?? '',
    npm_config_global: 'true',
    _PACOTE_NO_PREPARE_: 'git+ssh://x/y',
  };
  const ran = await start('node', [join(top, 'src/build/prepare.mjs')], env, folder);
  expect(ran).toMatchObject({ code: 1, out: '' });
  expect(ran.err).toMatch(/^rexctl: .* type: npm install -g --install-links ADDRESS\n$/);
});

describe('the package, installed into an empty folder without a network', () => {
  it('brings no other package with it', () => {
    const about = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect(about).not.toHaveProperty('dependencies');
    const folders = readdirSync(join(folder, 'empty', 'node_modules')).filter(
      (name) => !name.startsWith('.'),
    );
    expect(folders).toEqual(['rexctl']);
  });

  it('holds what runs, what completes and what is due to others, and nothing else', () => {
    const files = readdirSync(installed).sort();
    expect(files).toEqual([
      'LICENSE',
      'README.md',
      'bin',
      'completions',
      'dist',
      'docs',
      'man',
      'package.json',
      'schemas',
    ]);
    expect(readdirSync(join(installed, 'completions')).sort()).toEqual([
      '_rexctl',
      'rexctl.bash',
      'rexctl.fish',
      'rexctl.ps1',
    ]);
    const { man } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect(readdirSync(join(installed, 'man')).map((file) => `man/${file}`)).toEqual(
      [...man].sort(),
    );
    const known = topics.map(({ name }) => `${name}.md`);
    const pages = readdirSync(join(installed, 'docs'));
    expect(pages.filter((file) => !known.includes(file))).toEqual([]);
    const licenses = readFileSync(join(installed, 'dist', 'third-party-licenses.txt'), 'utf8');
    const named = [...licenses.matchAll(/^(\S+) \d+\.\d+\.\d+, [\w.-]+$/gm)].map(
      ([, name]) => name,
    );
    expect(named).toEqual(
      expect.arrayContaining([
        'undici',
        'commander',
        'valibot',
        'conf',
        'cli-table3',
        'chalk',
        'marked',
        'yaml',
      ]),
    );
    expect(licenses).toContain('Permission is hereby granted');
  });

  it('reports its help', async () => {
    const help = await rexctl(['--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toContain('Usage: rexctl');
  });

  it.each([['--version'], ['-V'], ['--version', '--json'], ['--json', '-V']])(
    'prints only its version for %s %s',
    async (...argv) => {
      const { version } = JSON.parse(readFileSync(`${top}package.json`, 'utf8'));
      expect(await rexctl(argv)).toEqual({ code: 0, out: `${version}\n`, err: '' });
    },
  );

  it('completes a line, with and without the server', async () => {
    const complete = (line: string) => rexctl(['__complete', 'fish', '--', line]);
    expect((await complete('rexctl wh')).out).toMatch(/^whoami\t/m);
    expect((await complete('rexctl show @last:fa')).out).toMatch(/^@last:failed\t/);
  });

  it.each([
    ['bash', 'rexctl.bash'],
    ['zsh', '_rexctl'],
    ['fish', 'rexctl.fish'],
  ])('prints its completion script for %s', async (shell, file) => {
    const script = readFileSync(`${top}completions/${file}`, 'utf8');
    expect(await rexctl(['completion', shell])).toEqual({ code: 0, out: script, err: '' });
    const document = await rexctl(['completion', shell, '--json']);
    expect(JSON.parse(document.out)).toMatchObject({ schema: 'rexctl/1', shell, script });
  });
});

describe('the installed program and a server', () => {
  const user = { REXCTL_USER: 'admin', REXCTL_TOKEN: 'changeme' };
  let ca: PrivateCa;
  let server: DemoServer;
  let caFile: string;

  beforeAll(async () => {
    ca = await privateCa();
    caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, ca.ca);
    server = await startDemoServer({ clock: systemClock, tls: ca.server });
  });
  afterAll(() => server.close());

  it('lists jobs over HTTPS with the certificate of a private authority', async () => {
    const env = { ...user, REXCTL_SERVER: server.url, REXCTL_CA_FILE: caFile };
    const ran = await rexctl(['list', '--json'], env);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(ran.out)).toMatchObject({
      schema: 'rexctl/1',
      jobs: [{ id: 207 }, {}, {}, {}, {}, {}, {}],
    });
  });

  it('starts a job and follows it to its end', async () => {
    const env = { ...user, REXCTL_SERVER: server.url, REXCTL_CA_FILE: caFile };
    const argv = ['run', '--command', 'uptime', '--host', 'web01.example.com', '--follow', '--yes'];
    expect(await rexctl(argv, env)).toMatchObject({
      code: 0,
      out: expect.stringContaining('load average'),
    });
  });

  it('refuses it without that certificate', async () => {
    const ran = await rexctl(['list'], { ...user, REXCTL_SERVER: server.url });
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toContain('signed by "Example Private CA", which this machine does not trust');
  });

  it('also reads answers with the parser for processors without SIMD', async () => {
    const env = { ...user, REXCTL_SERVER: server.url, REXCTL_CA_FILE: caFile, JEST_WORKER_ID: '1' };
    expect(await rexctl(['whoami'], env)).toMatchObject({ code: 0, err: '' });
  });
});
