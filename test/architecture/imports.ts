import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const src = fileURLToPath(new URL('../../src/', import.meta.url));

/** One import of a file of `src`, of whatever kind: static, lazy, or of types only. */
export interface Import {
  /** Path below `src`. */
  readonly from: string;
  /** Path below `src`, or the name of a package. */
  readonly to: string;
}

/** The files of `src`, as paths below it. */
export const sourceFiles: readonly string[] = readdirSync(src, {
  recursive: true,
  encoding: 'utf8',
})
  .filter((file) => /(?<!\.d)\.(?:ts|mjs)$/.test(file))
  .sort();

/** What `from '…'` and `import('…')` name; no file writes either in a comment or a text. */
const named =
  /^(?:import|export|\})[^'\n]*\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;

/** What a file of `src` contains. */
export function textOf(file: string): string {
  return readFileSync(join(src, file), 'utf8');
}

function importsOf(file: string): Import[] {
  const text = textOf(file);
  return [...text.matchAll(named)].map(([, one, bare, lazy]) => {
    const to = one ?? bare ?? lazy ?? '';
    return { from: file, to: to.startsWith('.') ? normalize(join(dirname(file), to)) : to };
  });
}

const all = sourceFiles.flatMap(importsOf);

/** Imports of files of `src`. */
export const internalImports: readonly Import[] = all.filter(({ to }) => sourceFiles.includes(to));

/** Imports of packages, by the name that stands in package.json. */
export const packageImports: readonly Import[] = all
  .filter(
    ({ to }) => /^[@a-z]/.test(to) && !to.startsWith('node:') && !/\.(?:ts|mjs|json)$/.test(to),
  )
  .map(({ from, to }) => ({ from, to: /^(?:@[^/]+\/)?[^/]+/.exec(to)?.[0] ?? to }));

/** The folder or file right below `src` in which a file stands: `jobs`, `main`. */
export function moduleOf(file: string): string {
  return file.split('/')[0]?.replace(/\.ts$/, '') ?? file;
}

/** Files that import each other in a circle, each circle once; empty where there is none. */
export function circles(imports: readonly Import[]): readonly (readonly string[])[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: (readonly string[])[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push(path.slice(at));
    if (at >= 0 || done.has(file)) return;
    for (const to of targets.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return found;
}
