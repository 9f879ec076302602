import { readFile } from 'node:fs/promises';

/**
 * The limit at which each of these versions of Node optimises WebAssembly; others were not tried,
 * and stay as they are.
 */
export const usualBudgets = { 20: 1_800_000, 22: 13_000_000, 24: 13_000_000, 26: 13_000_000 };

const longBudget = 180_000_000;

/**
 * undici makes its parser of these bytes as soon as it has them; the limit is read at that moment
 * and put back after it. With a changed flag V8 trusts neither what Node has compiled nor what is
 * kept of this program.
 */
const code = `
const usualBudget = ${JSON.stringify(usualBudgets)}[Number.parseInt(process.versions.node, 10)];
if (usualBudget !== undefined) {
  const { setFlagsFromString } = require('node:v8');
  setFlagsFromString('--wasm-tiering-budget=${longBudget}');
  process.nextTick(() => setFlagsFromString('--wasm-tiering-budget=' + usualBudget));
}
`;

/**
 * Keeps V8 from optimising undici's parser (WebAssembly) while the first response of a command
 * waits for it: that takes longer than everything else of a short command. A hundred times later,
 * in a long follow, it pays and is done.
 */
export const quickParser = {
  name: 'quick-parser',
  setup({ onLoad }) {
    onLoad({ filter: /\/undici\/lib\/llhttp\/llhttp_simd-wasm\.js$/ }, async ({ path }) => ({
      contents: `${await readFile(path, 'utf8')}${code}`,
    }));
  },
};
