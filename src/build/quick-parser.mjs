import { readFile } from 'node:fs/promises';

/**
 * The budget after which V8 optimizes WebAssembly, by version of Node. Other versions were not
 * tried and are left alone.
 */
export const usualBudgets = { 20: 1_800_000, 22: 13_000_000, 24: 13_000_000, 26: 13_000_000 };

const longBudget = 180_000_000;

/**
 * Runs when undici compiles its parser, which is when V8 reads the budget. The flag is restored at
 * once, because with a changed flag V8 rejects all cached code.
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
 * Delays the optimization of undici's parser (WebAssembly). V8 would optimize it during the first
 * response, which takes longer than the rest of a short command. In a long follow it is optimized
 * later, with a budget that is a hundred times larger.
 */
export const quickParser = {
  name: 'quick-parser',
  setup({ onLoad }) {
    onLoad({ filter: /\/undici\/lib\/llhttp\/llhttp_simd-wasm\.js$/ }, async ({ path }) => ({
      contents: `${await readFile(path, 'utf8')}${code}`,
    }));
  },
};
