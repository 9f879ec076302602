/** Writes the man pages to `man/`, from the commands and the pages of `docs/`. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadSource } from './load-source.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

export async function writeMan() {
  const { topics } = await loadSource('src/cli/topics.ts');
  const { manPages } = await loadSource('src/build/man/man-pages.ts');
  const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));
  const pages = await Promise.all(
    topics.map(async ({ name }) => [name, await readFile(`${root}docs/${name}.md`, 'utf8')]),
  );
  const changelog = await readFile(`${root}CHANGELOG.md`, 'utf8');
  const files = await manPages({ version, changelog, pages: new Map(pages) });
  await rm(`${root}man`, { recursive: true, force: true });
  await mkdir(`${root}man`);
  await Promise.all(files.map(({ path, text }) => writeFile(`${root}${path}`, text)));
}
