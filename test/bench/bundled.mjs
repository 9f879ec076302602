import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Node 20 runs no TypeScript: the path of `test/bench/NAME.ts` as JavaScript that it can run. */
export async function bundled(name) {
  const outfile = `${root}node_modules/.cache/rexctl/bench/${name}.mjs`;
  await build({
    absWorkingDir: root,
    entryPoints: [`test/bench/${name}.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    banner: {
      js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
    },
    define: { 'import.meta.url': JSON.stringify(`file://${root}test/world/run.ts`) },
    logLevel: 'warning',
  });
  return outfile;
}
