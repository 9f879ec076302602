import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Version } from '@cyclonedx/cyclonedx-library/Spec';
import { JsonStrictValidator } from '@cyclonedx/cyclonedx-library/Validation';
import { describe, expect, it } from 'vitest';

const top = fileURLToPath(new URL('../../', import.meta.url));
const text = readFileSync(`${top}dist/sbom.cdx.json`, 'utf8');
const list = JSON.parse(text);
const { packages: locked } = JSON.parse(readFileSync(`${top}package-lock.json`, 'utf8'));

interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly unknown[];
}

const components: readonly Component[] = list.components;
const fullName = ({ group, name }: Component) => (group === undefined ? name : `${group}/${name}`);

describe('the list of what is packed in', () => {
  it('is valid CycloneDX', async () => {
    expect(await new JsonStrictValidator(Version.v1dot6).validate(text)).toBeNull();
  });

  it('is about this version of rexctl, which depends on everything in it', () => {
    const { version } = JSON.parse(readFileSync(`${top}package.json`, 'utf8'));
    expect(list.metadata.component).toMatchObject({
      type: 'application',
      name: 'rexctl',
      purl: `pkg:npm/rexctl@${version}`,
    });
    const { dependsOn } = list.dependencies.find(
      ({ ref }: { ref: string }) => ref === `pkg:npm/rexctl@${version}`,
    );
    expect(dependsOn).toEqual(components.map(({ purl }) => purl).sort());
  });

  it('names the packages whose license texts are shipped, and no others', () => {
    const licenses = readFileSync(`${top}dist/third-party-licenses.txt`, 'utf8');
    const texts = [...licenses.matchAll(/^-{80}\n(\S+) (\S+), .+\n-{80}$/gm)];
    const shipped = texts.map(([, name, version]) => `${name} ${version}`);
    expect(shipped.length).toBeGreaterThan(20);
    expect(components.map((one) => `${fullName(one)} ${one.version}`).sort()).toEqual(
      shipped.sort(),
    );
  });

  it('gives each its address, its licenses and its checksum of the lock file', () => {
    const integrities = new Set(
      Object.values(locked as Record<string, { integrity?: string }>).map(
        ({ integrity }) => integrity,
      ),
    );
    for (const one of components) {
      expect(one.purl).toBe(`pkg:npm/${fullName(one).replace('@', '%40')}@${one.version}`);
      expect(one.licenses, one.purl).toHaveLength(1);
      const [{ alg, content } = { alg: '', content: '' }] = one.hashes ?? [];
      expect(alg, one.purl).toBe('SHA-512');
      const integrity = `sha512-${Buffer.from(content, 'hex').toString('base64')}`;
      expect(integrities.has(integrity), one.purl).toBe(true);
    }
  });

  it('says nothing about when and where it was made', () => {
    expect(list).not.toHaveProperty('serialNumber');
    expect(list.metadata).not.toHaveProperty('timestamp');
    expect(text).not.toContain(top);
  });
});
