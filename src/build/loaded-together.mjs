import { readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

/**
 * Packs the chunks of each group into one file, because a start reads each file and what V8 made of
 * it, and that costs more than the contents of most. A chunk still runs only when it is asked for,
 * and in its place stays a line for those outside the groups. `groups` has the names of chunks by
 * the name of their file; all lie in `folder`, for `require` and with source maps.
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
    // Node reads no source map that has sections.
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

/** A pack exports its chunks' exports by path. */
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
