/** Parts of packages that rexctl never uses, and their replacements in the bundle. */
const parts = [
  {
    name: 'subcommands in separate programs: rexctl has none',
    asked: /^node:child_process$/,
    by: /node_modules\/commander\//,
    contents: '',
  },
  {
    name: 'HTTP/2: it is never offered to a server',
    asked: /\/client-h2\.js$/,
    by: /node_modules\/undici\//,
    contents: "module.exports = () => { throw new Error('HTTP/2 is not part of this program'); };",
  },
  {
    name: 'request bodies of fetch: every body here is text',
    asked: /\/web\/fetch\/body(\.js)?$/,
    by: /node_modules\/undici\//,
    contents:
      "exports.extractBody = () => { throw new TypeError('a request body is text here'); };",
  },
  {
    name: "Node's own client: undici takes a type and a default from it",
    asked: /^node:http$/,
    by: /node_modules\/undici\//,
    contents: 'exports.IncomingMessage = class {}; exports.maxHeaderSize = 16384;',
  },
  {
    name: 'colors of tables from a second library: cells are colored already',
    asked: /^@colors\/colors\/safe$/,
    by: /node_modules\/cli-table3\//,
    contents: '',
  },
  {
    name: 'JSON Schemas of settings: those are checked where they are read, and conf gets no schema',
    asked: /^ajv\/dist\/2020\.js$/,
    by: /node_modules\/conf\//,
    contents: 'export class Ajv2020 {}',
  },
  {
    name: 'the formats of those schemas',
    asked: /^ajv-formats$/,
    by: /node_modules\/conf\//,
    contents: 'export default {};',
  },
];

/** Removes these parts from the bundle. Tests of the built program would fail if one was used. */
export const unneededParts = {
  name: 'unneeded-parts',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path, importer }) => {
      const index = parts.findIndex(({ asked, by }) => asked.test(path) && by.test(importer));
      return index < 0 ? undefined : { path: String(index), namespace: 'unneeded' };
    });
    onLoad({ filter: /./, namespace: 'unneeded' }, ({ path }) => ({
      contents: parts[Number(path)].contents,
    }));
    // The parser for processors without SIMD stays a separate file, because it is rarely loaded.
    onResolve({ filter: /\/llhttp-wasm\.js$/ }, () => ({
      path: './llhttp-wasm.cjs',
      external: true,
    }));
  },
};
