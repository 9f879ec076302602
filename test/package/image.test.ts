import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const top = fileURLToPath(new URL('../../', import.meta.url));
const text = readFileSync(`${top}Dockerfile`, 'utf8');
const about = JSON.parse(readFileSync(`${top}package.json`, 'utf8'));

interface Instruction {
  readonly name: string;
  readonly words: readonly string[];
}

/** Comments left out, broken lines joined; `COPY` and others keep their words. */
const instructions: readonly Instruction[] = text
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => {
    const [name = '', ...words] = line.split(' ');
    return { name, words };
  });

const named = (name: string) => instructions.filter((one) => one.name === name);

/** What the build stage takes from the checkout. */
const sources = named('COPY')
  .filter(({ words: [first] }) => !first?.startsWith('--from='))
  .flatMap(({ words }) => words.slice(0, -1));

describe('the recipe of the container image', () => {
  it('has known instructions alone, the first of which names an image', () => {
    const known = ['FROM', 'WORKDIR', 'COPY', 'RUN', 'ARG', 'LABEL', 'ENV', 'USER', 'ENTRYPOINT'];
    expect(instructions.filter(({ name }) => !known.includes(name))).toEqual([]);
    expect(instructions[0]?.name).toBe('FROM');
  });

  it('copies only what the checkout has', () => {
    expect(sources.filter((path) => !existsSync(`${top}${path}`))).toEqual([]);
    expect(sources).toEqual(expect.arrayContaining(['src', 'bin', 'package-lock.json']));
  });

  it('copies all that npm packs and what the build reads', () => {
    const packed = about.files.map((path: string) => path.split('/')[0]);
    const built = ['dist', 'man'];
    const needed = [...packed.filter((path: string) => !built.includes(path)), 'LICENSE'];
    expect(sources).toEqual(
      expect.arrayContaining([...needed, 'src', 'CHANGELOG.md', 'README.md']),
    );
  });

  it('sends no more of the checkout than that to the builder', () => {
    const ignored = readFileSync(`${top}.dockerignore`, 'utf8').trim().split('\n').slice(1);
    const tops = new Set(sources.map((path) => path.split('/')[0]));
    expect(ignored).toEqual(['*', ...[...tops].sort().map((path) => `!${path}`)]);
  });

  it('builds with scripts that exist', () => {
    const commands = named('RUN').flatMap(({ words }) => words.join(' ').split(' && '));
    const scripts = commands.flatMap((line) => /^npm run (\S+)/.exec(line)?.[1] ?? []);
    const files = commands.flatMap((line) => /^node (\S+)/.exec(line)?.[1] ?? []);
    expect(scripts).toEqual(['build:binary']);
    expect(about.scripts).toHaveProperty(scripts);
    expect(files.filter((path) => !existsSync(`${top}${path}`))).toEqual([]);
    expect(files).toEqual(['src/build/packages/image-root.mjs']);
  });

  it('starts rexctl in an image with nothing else, as a user without rights', () => {
    expect(named('FROM').map(({ words }) => words[0])).toEqual([
      expect.stringMatching(/^node:\d+-bookworm$/),
      'scratch',
    ]);
    const last = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));
    expect(last.filter(({ name }) => name === 'RUN')).toEqual([]);
    const user = last.find(({ name }) => name === 'USER')?.words;
    expect(user).toEqual(['65532:65532']);
    const layout = readFileSync(`${top}src/build/packages/image-root.mjs`, 'utf8');
    expect(layout).toContain('const user = 65532;');
    expect(last.at(-1)).toEqual({ name: 'ENTRYPOINT', words: ['["/usr/bin/rexctl"]'] });
  });

  it('is labelled with what package.json says', () => {
    const labels = named('LABEL')
      .map(({ words }) => words.join(' '))
      .join(' ');
    const label = (name: string) =>
      new RegExp(`org\\.opencontainers\\.image\\.${name}="(.*?)"`).exec(labels)?.[1];
    expect(label('title')).toBe(about.name);
    expect(label('description')).toBe(about.description);
    expect(label('licenses')).toBe(about.license);
    expect(`git+${label('source')}.git`).toBe(about.repository.url);
  });
});
