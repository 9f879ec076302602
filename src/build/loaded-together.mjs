import { readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

/**
 * Packs the chunks of each group into one file: opening a file and its compiled code costs more
 * than the contents of most chunks. A chunk still runs only when it is required, and its old file
 * becomes one line for importers outside the groups. `groups` maps the name of the new file to
 * names of chunks; the chunks are CommonJS files with source maps in `folder`.
 */
export async function packTogether(folder, groups, options) {
  const places = Object.entries(groups).flatMap(([group, chunks]) =>
    chunks.map((chunk) => [`./${chunk}`, `./${group}.js`]),
  );
  for (const [group, chunks] of Object.entries(groups)) {
    const others = places.filter(([, place]) => place !== `./${group}.js`);
    const packed = await Promise.all(chunks.map((chunk) => takeChunk(folder, chunk)));
    const { text, sections } = packText(Object.fromEntries(others), packed);
    const map = `${group}.js.map`;
    await writeFile(`${folder}/${group}.js`, `${text}//# sourceMappingURL=${map}\n`);
    await writeFile(`${folder}/${map}`, JSON.stringify({ version: 3, sections }));
    // Node cannot read source maps with sections; esbuild writes one without.
    const file = `${folder}/${group}.js`;
    await build({ ...options, entryPoints: [file], outfile: file, allowOverwrite: true });
  }
  for (const [chunk, place] of places)
    await writeFile(`${folder}/${chunk}`, `module.exports = require('${place}')('${chunk}');\n`);
}

async function takeChunk(folder, chunk) {
  const path = `${folder}/${chunk}`;
  const text = await readFile(path, 'utf8');
  const map = JSON.parse(await readFile(`${path}.map`, 'utf8'));
  await rm(`${path}.map`);
  return { path: `./${chunk}`, text: text.replace(/\n\/\/# sourceMappingURL=.*\n?$/, ''), map };
}

/** The text of a pack: a function that returns the exports of a chunk, given its path. */
function packText(places, packed) {
  const sections = [];
  let text = `const places = ${JSON.stringify(places)};
const made = {};
const load = (path) => {
  if (path in places) return require(places[path])(path);
  if (!(path in chunks)) return require(path);
  if (path in made) return made[path].exports;
  const module = (made[path] = { exports: {} });
  chunks[path](module.exports, load, module);
  return module.exports;
};
module.exports = load;
const chunks = {
`;
  for (const { path, text: body, map } of packed) {
    text += `'${path}': function (exports, require, module) {\n`;
    sections.push({ offset: { line: text.split('\n').length - 1, column: 0 }, map });
    text += `${body}\n},\n`;
  }
  return { text: `${text}};\n`, sections };
}
