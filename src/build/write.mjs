/** Writes the generated files; with `--check` only says which are stale, and fails for them. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { unneededParts } from './unneeded-parts.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const generator = `${root}node_modules/.cache/rexctl/generated-files.mjs`;

await build({
  absWorkingDir: root,
  entryPoints: ['src/build/generated-files.ts'],
  outfile: generator,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  plugins: [unneededParts],
  banner: {
    js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
const { generatedFiles } = await import(generator);
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
