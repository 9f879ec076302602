import { versions } from 'node:process';
import { setFlagsFromString } from 'node:v8';

/**
 * Major versions of Node on which this was tried; others might not know the flag and say so on
 * standard error.
 */
const oldest = 20;
const newest = 26;

/**
 * Keeps V8 from optimising undici's parser (WebAssembly) while the first answer of a command waits
 * for it: that takes longer than everything else of a short command. A hundred times later, in a
 * long follow, it pays and is done. Called as late as possible, because with a changed flag V8
 * distrusts Node's own code cache.
 */
export function delayWasmTiering(): void {
  const major = Number.parseInt(versions.node, 10);
  if (major >= oldest && major <= newest) setFlagsFromString('--wasm-tiering-budget=180000000');
}
