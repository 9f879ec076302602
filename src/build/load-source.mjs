/** Loads TypeScript modules of `src` by bundling them, because Node 20 cannot run TypeScript. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { unneededParts } from './unneeded-parts.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The exports of a module, given its path from the top folder. */
export async function loadSource(path) {
  const outfile = `${root}node_modules/.cache/rexctl/${path.replaceAll('/', '-')}.mjs`;
  await build({
    absWorkingDir: root,
    entryPoints: [path],
    outfile,
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
  return import(outfile);
}
