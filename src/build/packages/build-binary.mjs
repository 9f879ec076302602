/**
 * Builds `release/rexctl-VERSION-linux-ARCH/`: rexctl and Node in one executable, for machines
 * without Node, and the licenses of both. Run `npm run build` first.
 */
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { env, stderr } from 'node:process';
import { fileURLToPath } from 'node:url';
import { titled } from './licenses.mjs';
import { nodeProgram } from './node-program.mjs';
import { binaryFolder } from './release.mjs';
import { withNode } from './sbom.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const tools = `${root}src/build/packages`;
const work = `${root}node_modules/.cache/rexctl/binary`;

const node = await nodeProgram();
const folder = await binaryFolder();
await rm(work, { recursive: true, force: true });
await rm(folder, { recursive: true, force: true });
await mkdir(`${work}/assets`, { recursive: true });
await mkdir(folder, { recursive: true });
await writeExecutable();
await writeNotices();

async function writeExecutable() {
  stripped(node.program, `${work}/node`);
  const config = {
    // A relative path, because the executable contains it.
    main: 'src/build/packages/executable-main.cjs',
    executable: `${work}/node`,
    output: `${folder}/rexctl`,
    disableExperimentalSEAWarning: true,
    // NODE_OPTIONS is meant for the Node of the machine, which may be another version.
    execArgvExtension: 'none',
    assets: { ...(await scripts()), ...(await texts()) },
  };
  await writeFile(`${work}/sea.json`, JSON.stringify(config));
  run(node.program, '--build-sea', `${work}/sea.json`);
}

/** Removes the symbols of Node, which take 33 MB. */
function stripped(from, to) {
  try {
    run('strip', '-o', to, from);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    stderr.write('`strip` was not found: the executable keeps the symbols of Node\n');
    run('cp', from, to);
  }
}

/** The files of the npm package, each with its code cache. */
async function scripts() {
  const built = await readdir(`${root}dist`, { recursive: true });
  const files = built.filter((file) => /\.c?js$/.test(file)).map((file) => `dist/${file}`);
  files.push('bin/rexctl.js');
  files.sort();
  const [assets, tool] = [`${work}/assets`, `${tools}/code-cache.cjs`];
  const flags = run(node.program, tool, 'flags');
  run(node.program, '--hash-seed=1', '--no-lazy', tool, 'write', flags, root, assets, ...files);
  run(node.program, tool, 'check', assets, ...files);
  return byName(
    files.flatMap((file) => [file, `${file}.cache`]),
    assets,
  );
}

/** The files of the package that the program reads. */
async function texts() {
  const folders = await Promise.all(
    ['completions', 'docs', 'schemas'].map(async (name) => {
      const files = await readdir(`${root}${name}`, { withFileTypes: true });
      return files.filter((file) => file.isFile()).map((file) => `${name}/${file.name}`);
    }),
  );
  const data = ['package.json', 'dist/command-model.json', 'dist/help.json'];
  return byName([...data, ...folders.flat().sort()], root);
}

function byName(files, from) {
  return Object.fromEntries(files.map((file) => [file, `${from}/${file}`]));
}

async function writeNotices() {
  await cp(`${root}LICENSE`, `${folder}/LICENSE`);
  const name = 'third-party-licenses.txt';
  const packed = await readFile(`${root}dist/${name}`, 'utf8');
  const ofNode = titled(`Node ${node.about.version}`, node.license);
  await writeFile(`${folder}/${name}`, `${packed}\n${ofNode}`);
  const versions = JSON.parse(run(node.program, '-p', 'JSON.stringify(process.versions)'));
  const list = await readFile(`${root}dist/sbom.cdx.json`, 'utf8');
  await writeFile(`${folder}/sbom.cdx.json`, withNode(list, { ...node, versions }));
}

/** Runs the program and returns its standard output. */
function run(program, ...words) {
  return execFileSync(program, words, {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: env.PATH },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
