import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { about, binaryFolder, ran, top } from './built.ts';

const folder = mkdtempSync(join(tmpdir(), 'rexctl-deb-'));
const system = join(folder, 'system');
const share = join(system, 'usr/share');
const { PATH = '' } = process.env;

function printed(program: string, ...argv: readonly string[]): string {
  return execFileSync(program, argv, { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
}

const architecture = printed('dpkg', '--print-architecture').trim();
const deb = join(top, `release/rexctl_${about.version}_${architecture}.deb`);

/** Debian's installer on an empty system, which has none of the packages that are needed. */
function dpkg(...argv: readonly string[]) {
  const options = [`--root=${system}`, '--force-depends', '--force-not-root', '--log=/dev/null'];
  return ran('dpkg', [...options, ...argv], { env: { PATH, LC_ALL: 'C' } });
}

function filesIn(path: string): readonly string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();
}

beforeAll(async () => {
  mkdirSync(join(system, 'var/lib/dpkg/updates'), { recursive: true });
  mkdirSync(join(system, 'var/lib/dpkg/info'));
  execFileSync('touch', [join(system, 'var/lib/dpkg/status')]);
  expect(await dpkg('--install', deb)).toMatchObject({ code: 0 });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the Debian package, installed into an empty system', () => {
  it('is installed, unchanged by any script', async () => {
    const status = readFileSync(join(system, 'var/lib/dpkg/status'), 'utf8');
    expect(status).toContain('Status: install ok installed');
    expect(readdirSync(join(system, 'var/lib/dpkg/info')).sort()).toEqual([
      'format',
      'rexctl.list',
      'rexctl.md5sums',
    ]);
    expect(await dpkg('--verify', 'rexctl')).toEqual({ code: 0, out: '', err: '' });
  });

  it('runs with no node on the path', async () => {
    const env = { PATH: '/nonexistent', HOME: folder };
    const version = { code: 0, out: `${about.version}\n`, err: '' };
    expect(await ran(join(system, 'usr/bin/rexctl'), ['--version'], { env })).toEqual(version);
    const help = await ran(join(system, 'usr/bin/rexctl'), ['help', 'hosts'], { env });
    expect(help).toMatchObject({ code: 0, err: '' });
  });

  it('has the completions where shells look for them', () => {
    for (const [packed, place] of [
      ['rexctl.bash', 'bash-completion/completions/rexctl'],
      ['_rexctl', 'zsh/vendor-completions/_rexctl'],
      ['rexctl.fish', 'fish/vendor_completions.d/rexctl.fish'],
    ] as const) {
      const script = readFileSync(join(top, 'completions', packed), 'utf8');
      expect(readFileSync(join(share, place), 'utf8'), place).toBe(script);
    }
  });

  it('has every man page, packed without its time', () => {
    const pages = filesIn(join(share, 'man')).map((page) => page.replace(/^man\d\//, 'man/'));
    expect(pages.toSorted()).toEqual(about.man.map((page: string) => `${page}.gz`).sort());
    const packed = readFileSync(join(share, 'man/man1/rexctl.1.gz'));
    expect(packed.readUInt32LE(4)).toBe(0);
    expect(gunzipSync(packed).toString()).toBe(readFileSync(join(top, 'man/rexctl.1'), 'utf8'));
  });

  it('says whose work it is, what changed and what is in it', () => {
    const documents = join(share, 'doc/rexctl');
    expect(readdirSync(documents)).toEqual(['changelog.gz', 'copyright', 'sbom.cdx.json']);
    const copyright = readFileSync(join(documents, 'copyright'), 'utf8');
    for (const name of ['LICENSE', 'third-party-licenses.txt'])
      expect(copyright).toContain(readFileSync(join(binaryFolder, name), 'utf8'));
    const changes = gunzipSync(readFileSync(join(documents, 'changelog.gz'))).toString();
    expect(changes).toBe(readFileSync(join(top, 'CHANGELOG.md'), 'utf8'));
  });

  it('belongs to root, with the time of the commit', () => {
    const rows = printed('tar', '--list', '--verbose', '--utc', '--full-time', '-f', dataOf(deb));
    const found = rows
      .trim()
      .split('\n')
      .map((row) => row.split(/\s+/));
    const seconds = process.env.SOURCE_DATE_EPOCH ?? printed('git', 'log', '-1', '--format=%ct');
    const date = new Date(Number(seconds) * 1000).toISOString().slice(0, 19).split('T');
    expect(new Set(found.map(([, owner]) => owner))).toEqual(new Set(['root/root']));
    expect(new Set(found.map((row) => row.slice(3, 5).join(' ')))).toEqual(
      new Set([date.join(' ')]),
    );
    expect(new Set(found.map(([mode]) => mode))).toEqual(
      new Set(['drwxr-xr-x', '-rwxr-xr-x', '-rw-r--r--']),
    );
  });

  it('leaves nothing behind when it is removed', async () => {
    expect(await dpkg('--purge', 'rexctl')).toMatchObject({ code: 0 });
    expect(filesIn(system).filter((file) => !file.startsWith('var/lib/dpkg/'))).toEqual([]);
    expect(readFileSync(join(system, 'var/lib/dpkg/status'), 'utf8')).not.toContain('rexctl');
  });
});

describe('the fields of the Debian package', () => {
  const field = (name: string) => printed('dpkg-deb', '--field', deb, name).trim();

  it('count its size in KiB', () => {
    const bytes = statSync(join(binaryFolder, 'rexctl')).size;
    expect(Number(field('Installed-Size'))).toBeGreaterThan(bytes / 1024);
    expect(Number(field('Installed-Size'))).toBeLessThan(bytes / 1024 + 1024);
  });

  it('name what the executable is linked with, in versions that are new enough', () => {
    const linked = printed(
      'readelf',
      '--dynamic',
      '--version-info',
      '--wide',
      join(binaryFolder, 'rexctl'),
    );
    const needed = [...linked.matchAll(/\(NEEDED\).*\[(.*?)\]/g)].map(([, name = '']) => name);
    const parts = /^(ld-linux.*|lib(c|m|dl|pthread|gcc_s|stdc\+\+|atomic))\.so\.\d+$/;
    expect(needed.filter((name) => !parts.test(name))).toEqual([]);
    expect(newest(linked, /\bGLIBC_([\d.]+)/g)).toBe('2.28');
    // GCC 5.1, https://gcc.gnu.org/onlinedocs/libstdc++/manual/abi.html
    expect(newest(linked, /\bGLIBCXX_([\d.]+)/g)).toBe('3.4.21');
    expect(field('Depends')).toBe('libatomic1, libc6 (>= 2.28), libgcc-s1, libstdc++6 (>= 5.1)');
  });
});

function dataOf(file: string): string {
  const data = join(folder, 'data.tar');
  execFileSync('sh', ['-c', 'dpkg-deb --fsys-tarfile "$1" > "$2"', 'sh', file, data]);
  return data;
}

function newest(text: string, version: RegExp): string | undefined {
  const all = [...text.matchAll(version)].map(([, found = '']) => found);
  return all.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
}
