import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Version } from '@cyclonedx/cyclonedx-library/Spec';
import { JsonStrictValidator } from '@cyclonedx/cyclonedx-library/Validation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type DemoServer, startDemoServer } from '../../src/demo/http/server.ts';
import { privateCa } from '../world/private-ca.ts';
import { about, binaryFolder, type Ended, ran, top } from './built.ts';

const folder = mkdtempSync(join(tmpdir(), 'rexctl-binary-'));
const noNode = { PATH: '/nonexistent', HOME: folder, LANG: 'C.UTF-8' };

interface Call {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** The single executable on a machine without Node. */
function rexctl(argv: readonly string[], { env = {}, input = '' }: Call = {}): Promise<Ended> {
  return ran(join(binaryFolder, 'rexctl'), argv, { env: { ...noNode, ...env }, input });
}

/** The package, on the Node of the tests. */
function packaged(argv: readonly string[], env: Call['env'] = {}): Promise<Ended> {
  return ran(process.execPath, [join(top, 'bin/rexctl.js'), ...argv], {
    env: { ...noNode, ...env },
  });
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the single executable, with no node on the path', () => {
  it.each([
    [['--version']],
    [['--help']],
    [['run', '--help']],
    [['help', 'hosts']],
    [['help', 'settings']],
    [['schema', 'list']],
    [['schema', 'event']],
    [['completion', 'bash']],
    [['completion', 'zsh', '--json']],
    [['completion', 'fish']],
    [['completion', 'powershell']],
    [['__complete', 'fish', '--', 'rexctl wh']],
    [['__complete', 'bash', '--', 'rexctl show @last:fa']],
    [['nosuch']],
    [['list']],
    [['doctor', '--json']],
  ])('prints the same as the package: rexctl %j', async (argv) => {
    const [own, other] = [await rexctl(argv), await packaged(argv)];
    expect(own).toEqual(other);
    expect(own.out + own.err).not.toBe('');
  });

  it('leaves what is set for a Node of the machine to that', async () => {
    const env = { NODE_OPTIONS: '--require /nonexistent.js --not-an-option' };
    const version = { code: 0, out: `${about.version}\n`, err: '' };
    expect(await rexctl(['--version'], { env })).toEqual(version);
  });

  it('shows the guided demo, and names itself as the shell found it', async () => {
    const typed = 'exec -a rexctl "$0" demo';
    const shown = await ran('/bin/bash', ['-c', typed, join(binaryFolder, 'rexctl')], {
      env: noNode,
    });
    expect(shown).toMatchObject({
      code: 0,
      out: expect.stringContaining('\n  rexctl demo --serve'),
    });
    expect(shown.err).not.toMatch(/warning/i);
  });
});

describe('the single executable and a server', () => {
  const user = { REXCTL_USER: 'admin', REXCTL_TOKEN: 'changeme' };
  const caFile = join(folder, 'ca.pem');
  let server: DemoServer;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const ca = await privateCa();
    writeFileSync(caFile, ca.ca);
    server = await startDemoServer({ clock: systemClock, tls: ca.server });
    env = { ...user, REXCTL_SERVER: server.url, REXCTL_CA_FILE: caFile };
  });
  afterAll(() => server.close());

  it('lists jobs over HTTPS as the package does', async () => {
    const own = await rexctl(['list', '--json'], { env });
    expect(own).toEqual(await packaged(['list', '--json'], env));
    expect(JSON.parse(own.out)).toMatchObject({ schema: 'rexctl/1', subtotal: 7 });
  });

  it('starts a job and follows it to its end', async () => {
    const argv = ['run', '--command', 'uptime', '--host', 'web01.example.com', '--follow', '--yes'];
    expect(await rexctl(argv, { env })).toMatchObject({
      code: 0,
      out: expect.stringContaining('load average'),
    });
  });

  it('also reads answers with the parser for processors without SIMD', async () => {
    const slow = { ...env, JEST_WORKER_ID: '1' };
    expect(await rexctl(['whoami'], { env: slow })).toMatchObject({ code: 0, err: '' });
  });

  it('keeps a token in the settings file, as it has no library for the keyring', async () => {
    const server = ['--server', env.REXCTL_SERVER ?? '', '--ca-file', caFile, '--login', 'admin'];
    const login = ['login', ...server, '--token-stdin'];
    const saved = await rexctl(login, { input: 'changeme\n' });
    expect(saved).toMatchObject({ code: 0, err: '' });
    expect(saved.out).toContain('the single executable cannot use one');
    const settings = readFileSync(join(folder, '.config/rexctl/config.json'), 'utf8');
    expect(JSON.parse(settings)).toMatchObject({ profiles: { default: { token: 'changeme' } } });
    expect(await rexctl(['list'])).toMatchObject({ code: 0, err: '' });
  });
});

describe('what is delivered with the single executable', () => {
  it('is its own license and those of Node and of all packages', () => {
    const licenses = readFileSync(join(binaryFolder, 'third-party-licenses.txt'), 'utf8');
    expect(licenses).toMatch(/^Node 26\.\d+\.\d+$/m);
    expect(licenses).toContain('Copyright Node.js contributors');
    expect(licenses).toContain(readFileSync(join(top, 'dist/third-party-licenses.txt'), 'utf8'));
    const own = readFileSync(join(binaryFolder, 'LICENSE'), 'utf8');
    expect(own).toBe(readFileSync(join(top, 'LICENSE'), 'utf8'));
  });

  it('is a list of what is in it, with Node and its libraries', async () => {
    const text = readFileSync(join(binaryFolder, 'sbom.cdx.json'), 'utf8');
    expect(await new JsonStrictValidator(Version.v1dot6).validate(text)).toBeNull();
    const { components, dependencies } = JSON.parse(text);
    const node = components.find(({ type }: { type: string }) => type === 'platform');
    const names = node.components.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['openssl', 'v8', 'uv', 'zlib', 'undici']));
    expect(node.hashes).toEqual([{ alg: 'SHA-512', content: expect.stringMatching(/^\w{128}$/) }]);
    const whole = dependencies.find(
      ({ ref }: { ref: string }) => ref === `pkg:npm/rexctl@${about.version}`,
    );
    expect(whole.dependsOn).toContain(node.purl);
    const packed = JSON.parse(readFileSync(join(top, 'dist/sbom.cdx.json'), 'utf8'));
    expect(components.slice(0, -1)).toEqual(packed.components);
  });
});
