/** The packages in the bundle, according to esbuild's metafile. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * The packages with at least one byte in the bundle, sorted by folder: each with its folder, its
 * `package.json` (`about`) and its integrity from the lock file. Private packages of this checkout
 * are part of rexctl and are omitted.
 */
export async function packedPackages(metafile) {
  const { packages } = JSON.parse(await readFile(`${root}package-lock.json`, 'utf8'));
  const found = await Promise.all(
    foldersIn(metafile).map(async (folder) => ({
      folder,
      about: JSON.parse(await readFile(`${root}${folder}/package.json`, 'utf8')),
      integrity: packages[folder]?.integrity,
    })),
  );
  return found.filter(({ about }) => about.private !== true);
}

function foldersIn({ outputs }) {
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [file] : [],
    ),
  );
  const folders = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
  return [...new Set(folders)].sort();
}
