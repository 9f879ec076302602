/** The Node of the single executable: a pinned npm package, downloaded once. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { arch } from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const wanted = `${root}src/build/packages/node`;
const cache = `${root}node_modules/.cache/rexctl/node`;

/**
 * The path of Node (`program`), its `package.json` (`about`), `integrity` and the text of its
 * `license`. Throws on systems that the package does not support.
 */
export async function nodeProgram() {
  const name = `node-linux-${arch}`;
  const lock = await readFile(`${wanted}/package-lock.json`, 'utf8');
  const folder = `${cache}/node_modules/${name}`;
  const isThere = existsSync(`${folder}/bin/node`);
  if (!isThere || (await readFile(`${cache}/package-lock.json`, 'utf8')) !== lock)
    await fetchNode();
  const locked = JSON.parse(lock).packages[`node_modules/${name}`];
  if (locked === undefined || !existsSync(`${folder}/bin/node`))
    throw new Error('the single executable is built on Linux only, on x64 and arm64');
  return {
    program: `${folder}/bin/node`,
    about: JSON.parse(await readFile(`${folder}/package.json`, 'utf8')),
    integrity: locked.integrity,
    license: await readFile(`${folder}/LICENSE`, 'utf8'),
  };
}

async function fetchNode() {
  await mkdir(cache, { recursive: true });
  await cp(wanted, cache, { recursive: true });
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['ci', '--no-global', ...quiet], { cwd: cache, stdio: ['ignore', 2, 2] });
}
