/** Writes the generated files. With `--check` it names the files that differ, and fails. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { loadSource } from './load-source.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

const { generatedFiles } = await loadSource('src/build/generated-files.ts');
await mkdir(`${root}schemas`, { recursive: true });
const stale = [];
for (const { path, text } of await generatedFiles(await pages())) {
  const now = await readFile(`${root}${path}`, 'utf8').catch(() => '');
  if (now === text) continue;
  stale.push(path);
  if (!argv.includes('--check')) await writeFile(`${root}${path}`, text);
}
if (argv.includes('--check') && stale.length > 0) {
  throw new Error(`${stale.join(', ')} differ from the code; write them with: npm run reference`);
}

/** The README and the manual, by path. */
async function pages() {
  const docs = (await readdir(`${root}docs`)).filter((name) => name.endsWith('.md')).sort();
  const paths = ['README.md', ...docs.map((name) => `docs/${name}`)];
  const texts = await Promise.all(paths.map((path) => readFile(`${root}${path}`, 'utf8')));
  return Object.fromEntries(paths.map((path, index) => [path, texts[index]]));
}
