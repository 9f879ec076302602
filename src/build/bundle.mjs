/**
 * Builds `dist/`: the program, split into files so that each command loads only what it uses, with
 * the licenses of all bundled packages. Plain JavaScript, because Node 20 runs it before anything
 * is built.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { umask } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { loadSource } from './load-source.mjs';
import { packTogether } from './loaded-together.mjs';
import { licenseTexts } from './packages/licenses.mjs';
import { packedPackages } from './packages/packed-packages.mjs';
import { aboutRexctl } from './packages/release.mjs';
import { sbom } from './packages/sbom.mjs';
import { quickParser } from './quick-parser.mjs';
import { unneededParts } from './unneeded-parts.mjs';
import { writeMan } from './write-man.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

// npm packs files with their modes, so the umask of the builder must not matter.
umask(0o022);

/** Modules that every start loads. */
const start = ['src/cli/interrupts.ts', 'src/clock.ts'];

/** Small modules that most starts use: loading one file is faster than loading seven. */
const usual = [
  'src/jobs/outcome.ts',
  'src/text/counts.ts',
  'src/text/suggestion.ts',
  'src/text/user-information.ts',
  'src/ui/answers/answer.ts',
  'src/ui/terminal/command-lines.ts',
  'src/ui/terminal/io.ts',
];

/** Modules that print help. */
const help = [
  'src/program/help/plain-help.ts',
  'src/program/help/print-help.ts',
  'src/cli/paged-output.ts',
  'src/ui/terminal/io.ts',
];

/** Modules that every command loads, except to print its help. */
const running = [
  'src/program/command-line.ts',
  'src/program/run-command.ts',
  'src/ui/answers/job-links.ts',
  'src/ui/answers/print-answer.ts',
];

/** Modules that may be loaded before, or instead of, a command. */
const beforeRunning = [...running, 'src/program/usage-errors.ts', 'src/ui/answers/failure.ts'];

/**
 * Modules that commands load together to talk to a server. `list` stands for the others: they need
 * nearly the same.
 */
const conversation = [
  'src/commands/list/list.ts',
  'src/settings/open-settings.ts',
  'src/api/endpoints/server.ts',
  'src/api/http/retry.ts',
  'src/api/http/session.ts',
];

/** Modules that are loaded together to open a connection. */
const connecting = ['src/settings/open-settings.ts', 'src/api/open-connection.ts'];

/** Modules of commands that need no server. */
const withoutServer = [
  'src/commands/completion/complete.ts',
  'src/commands/completion/completion.ts',
  'src/commands/completion/live/shown-words.ts',
  'src/commands/demo/demo.ts',
  'src/commands/help/help.ts',
  'src/cli/programs/pager.ts',
  'src/ui/pages/page-text.ts',
  'src/ui/pages/read-page.ts',
  'src/demo/start-demo.ts',
  'src/ui/terminal/sanitise.ts',
];

/**
 * Makes esbuild put modules that are loaded together into few files: one more file costs a start
 * about as much as 50 kB of code. esbuild groups modules by their importers, so each lazily loaded
 * module also imports the modules that are loaded before or with it.
 */
const fewFiles = {
  name: 'few-files',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.?\// }, ({ kind, path, resolveDir, namespace }) =>
      kind === 'dynamic-import' && namespace === 'file' && resolveDir.startsWith(`${root}src`)
        ? { path: resolve(resolveDir, path).slice(root.length), namespace: 'later' }
        : undefined,
    );
    onLoad({ filter: /./, namespace: 'later' }, ({ path }) => {
      const imports = [...start, ...usual, ...companions(path)].map(
        (file) => `import './${file}';`,
      );
      return { contents: `${imports.join('')}export * from './${path}';`, resolveDir: root };
    });
  },
};

/** For the layout of help, only the part of Commander that breaks lines is bundled. */
const onlyHelp = {
  name: 'only-help',
  setup({ onResolve }) {
    onResolve({ filter: /^commander$/ }, ({ importer }) =>
      importer.endsWith('/src/program/help/help-lines.ts')
        ? { path: `${root}node_modules/commander/lib/help.js` }
        : undefined,
    );
  },
};

function companions(file) {
  if (beforeRunning.includes(file) || help.includes(file)) return [];
  if (connecting.includes(file)) return [...running, ...conversation, ...connecting];
  return withoutServer.includes(file) ? running : [...running, ...conversation];
}

const common = {
  absWorkingDir: root,
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
};

await rm(`${root}dist`, { recursive: true, force: true });
const { metafile } = await build({
  ...common,
  entryPoints: ['src/main.ts'],
  outdir: 'dist/modules',
  bundle: true,
  splitting: true,
  format: 'esm',
  plugins: [fewFiles, onlyHelp, unneededParts, quickParser],
  entryNames: 'chunks/[name]',
  chunkNames: 'chunks/[name]-[hash]',
  metafile: true,
});
await asCommonJs();
await writeInputs();
await build({
  ...common,
  entryPoints: ['src/commands/completion/complete-offline.ts'],
  outfile: 'dist/complete-offline.js',
  bundle: true,
  format: 'cjs',
});
await build({
  ...common,
  entryPoints: ['src/settings/keyring/keyring-process.ts'],
  outfile: 'dist/keyring-process.js',
  bundle: true,
  format: 'cjs',
  external: ['@napi-rs/keyring'],
});
await build({
  ...common,
  entryPoints: ['src/program/help/offline-help.ts'],
  outfile: 'dist/offline-help.js',
  bundle: true,
  format: 'cjs',
  plugins: [onlyHelp],
});
await build({
  ...common,
  entryPoints: ['src/load/load-program.ts'],
  outfile: 'dist/load.js',
  bundle: true,
  format: 'cjs',
  define: { BUILD: JSON.stringify(await fingerprint()) },
});
// Written instead of copied: a copy would have the mode of the original.
await writeFile(
  `${root}dist/chunks/llhttp-wasm.cjs`,
  await readFile(`${root}node_modules/undici/lib/llhttp/llhttp-wasm.js`),
);
await writeFile(`${root}dist/command-model.json`, await packedModel());
await writeFile(`${root}dist/help.json`, await packedHelp());
await writeMan();
const packages = await packedPackages(metafile);
await writeFile(`${root}dist/third-party-licenses.txt`, await licenseTexts(packages));
await writeFile(`${root}dist/sbom.cdx.json`, sbom(await aboutRexctl(), packages));

/**
 * Converts the files to CommonJS. esbuild can split ES modules only, but Node 20 takes 25 ms longer
 * to load them: it resolves, reads and links them one by one, and calls every getter of each
 * built-in module.
 */
async function asCommonJs() {
  // Without this file, the "type": "module" of the parent folder applies. `import()` then ignores
  // `__esModule`, and default exports are missing.
  await writeFile(`${root}dist/modules/package.json`, '{}\n');
  const files = await readdir(`${root}dist/modules`, { recursive: true });
  await build({
    ...common,
    entryPoints: files.filter((file) => file.endsWith('.js')).map((file) => `dist/modules/${file}`),
    outdir: 'dist',
    outbase: 'dist/modules',
    format: 'cjs',
    supported: { 'dynamic-import': false },
  });
  await packTogether(`${root}dist/chunks`, loadedTogether(), common);
  await writeFile(
    `${root}dist/main.js`,
    "module.exports = require('./chunks/start.js')('./main.js');\n",
  );
  await rm(`${root}dist/modules`, { recursive: true });
  await writeFile(`${root}dist/package.json`, '{ "type": "commonjs" }\n');
}

/** The chunks by when they are loaded: at every start, to run a command, to ask a server. */
function loadedTogether() {
  const start = loadedWith(['src/main.ts']);
  const run = loadedWith(running).filter((chunk) => !start.includes(chunk));
  // Completion loads some modules of the settings, but asks no server.
  const others = [...start, ...run, ...loadedWith(withoutServer)];
  const ask = loadedWith([...conversation, ...connecting]).filter(
    (chunk) => !others.includes(chunk),
  );
  return { start, run, ask };
}

/** The names of the chunks that contain these sources, and of all chunks they import statically. */
function loadedWith(sources) {
  const loaded = new Set();
  const add = (path) => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { kind, external, path: imported } of metafile.outputs[path].imports)
      if (kind === 'import-statement' && !external) add(imported);
  };
  for (const [path, { entryPoint }] of Object.entries(metafile.outputs))
    if (sources.some((source) => entryPoint === source || entryPoint === `later:${source}`))
      add(path);
  return [...loaded].map((path) => basename(path));
}

/** Writes which sources each file contains, for the test of what a start loads; not published. */
async function writeInputs() {
  const chunks = Object.entries(metafile.outputs).flatMap(([path, { inputs }]) => {
    const used = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    return path.endsWith('.js') ? [[basename(path), used.map(([input]) => input)]] : [];
  });
  const groups = Object.entries(loadedTogether());
  const files = chunks.map(([chunk, inputs]) => {
    const group = groups.find(([, members]) => members.includes(chunk));
    return [`dist/chunks/${group === undefined ? chunk : `${group[0]}.js`}`, inputs];
  });
  const inputsOf = {};
  for (const [file, inputs] of files) inputsOf[file] = [...(inputsOf[file] ?? []), ...inputs];
  const folder = `${root}node_modules/.cache/rexctl`;
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/bundle-inputs.json`, JSON.stringify(inputsOf));
}

/** A hash of all files that the program loads. */
async function fingerprint() {
  const hash = createHash('sha256');
  const files = (await readdir(`${root}dist`, { recursive: true })).filter((file) =>
    /\.c?js$/.test(file),
  );
  for (const file of files.sort())
    hash.update(`${file}\n`).update(await readFile(`${root}dist/${file}`));
  return hash.digest('hex').slice(0, 16);
}

/** The tree of commands, so that completion need not load every command. */
async function packedModel() {
  const { wholeCommandModel } = await loadSource('src/program/command-model.ts');
  return JSON.stringify(await wholeCommandModel());
}

/** The help of every command, so that `--help` need not load one. */
async function packedHelp() {
  const { wholeHelp } = await loadSource('src/program/help/whole-help.ts');
  return JSON.stringify(await wholeHelp());
}
