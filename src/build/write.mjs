/** Writes the generated files; with `--check` only lists the stale ones, and fails for them. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { loadSource } from './load-source.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

const { generatedFiles } = await loadSource('src/build/generated-files.ts');
await mkdir(`${root}schemas`, { recursive: true });
const stale = [];
for (const { path, text } of await generatedFiles(await readFile(`${root}README.md`, 'utf8'))) {
  const now = await readFile(`${root}${path}`, 'utf8').catch(() => '');
  if (now === text) continue;
  stale.push(path);
  if (!argv.includes('--check')) await writeFile(`${root}${path}`, text);
}
if (argv.includes('--check') && stale.length > 0) {
  throw new Error(`${stale.join(', ')} must be made anew: npm run reference`);
}
