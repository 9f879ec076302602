import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Packages that are loaded together with these modules, before anything of them runs. */
async function packagesLoadedWith(...modules: readonly string[]): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: modules.map((name) => `${root}src/ui/${name}.ts`),
    ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', packages: 'external' },
    ...{
      metafile: true,
      write: false,
      outdir: 'nowhere',
      outbase: `${root}src/ui`,
      logLevel: 'silent',
    },
  });
  const entries = Object.keys(metafile.outputs).filter((path) =>
    modules.some((name) => path.endsWith(`nowhere/${name}.js`)),
  );
  expect(entries).toHaveLength(modules.length);
  return [...new Set(entries.flatMap((path) => staticPackages(metafile, path)))].sort();
}

function staticPackages({ outputs }: Metafile, path: string): string[] {
  const imports = outputs[path]?.imports.filter(({ kind }) => kind === 'import-statement') ?? [];
  return imports.flatMap((one) =>
    one.external === true ? [one.path] : staticPackages({ inputs: {}, outputs }, one.path),
  );
}

describe('what a start pays for', () => {
  it('no list, document or error loads a library of the screen before it needs one', async () => {
    const forLists = [
      'terminal/io',
      'terminal/screen',
      'answers/print-answer',
      'nouns/job',
      'nouns/host',
      'nouns/template',
    ];
    expect(
      await packagesLoadedWith(...forLists, 'nouns/shown-job/job-prose', 'answers/failure'),
    ).toEqual([]);
  });

  it('neither do questions, progress, names and times', async () => {
    const others = [
      'terminal/prompt',
      'terminal/spinner',
      'terminal/names',
      'terminal/fold-names',
      'time/duration',
      'time/past',
      'time/relative',
    ];
    expect(await packagesLoadedWith(...others)).toEqual([]);
  });

  it('the width of text needs its library, so nothing of the above may import it', async () => {
    expect(await packagesLoadedWith('terminal/width')).toEqual(['string-width']);
  });
});
