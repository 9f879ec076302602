import { versions } from 'node:process';
import { setFlagsFromString } from 'node:v8';

/**
 * Keeps Node 20 from optimising undici's parser (WebAssembly) while the first answer of a command waits for it: that
 * costs more than everything else of a short command. A hundred times later, in a long follow, it pays. Newer Nodes wait
 * long enough by themselves. Called as late as possible, because with a changed flag V8 distrusts Node's own code cache.
 */
export function delayParserTiering(): void {
  if (versions.node.startsWith('20.')) setFlagsFromString('--wasm-tiering-budget=180000000');
}
