import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly integrity?: string;
  /** To a package of this checkout. */
  readonly link?: boolean;
}

const top = fileURLToPath(new URL('../../', import.meta.url));
const about = JSON.parse(readFileSync(`${top}package.json`, 'utf8'));
const { packages } = JSON.parse(readFileSync(`${top}package-lock.json`, 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

/** What npm installs beside rexctl for its users, on any system. */
const installed = Object.entries(packages).filter(
  ([path, { dev, link }]) => path !== '' && !dev && !link,
);

describe('what is installed with rexctl', () => {
  it('is the keyring library alone, and rexctl works without it', () => {
    expect(about).not.toHaveProperty('dependencies');
    expect(Object.keys(about.optionalDependencies)).toEqual(['@napi-rs/keyring']);
    const names = installed.map(([path]) => path.replace('node_modules/', ''));
    expect(names.filter((name) => !/^@napi-rs\/keyring(-[\w-]+)?$/.test(name))).toEqual([]);
    expect(names.length).toBeGreaterThan(1);
  });

  it('has no scripts that run during the installation', () => {
    expect(installed.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([]);
  });

  it('is fixed in the lock file by its content', () => {
    expect(installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
  });

  it('is what the lock file was made for', () => {
    const { dependencies = {}, optionalDependencies = {} } = packages[''] ?? {};
    expect({ dependencies, optionalDependencies }).toEqual({
      dependencies: {},
      optionalDependencies: about.optionalDependencies,
    });
  });
});
