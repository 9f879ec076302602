import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDemo } from './demo-process.mjs';
import { measure } from './pairs.mjs';

const rexctl = fileURLToPath(new URL('../../bin/rexctl.js', import.meta.url));

const commands = [
  { words: ['--version'], bar: 1.3 },
  { words: ['--help'], bar: 1.4 },
  { words: ['completion', 'bash'], bar: 1.3 },
  { words: ['list', '--json'], bar: 2.6 },
  { words: ['__complete', 'fish', '--', 'rexctl list --outcome '], bar: 1.6 },
  // The first of many runs asks the server; the others have the names.
  { words: ['__complete', 'fish', '--', 'rexctl show '], bar: 2.6 },
];

/** The processor time of a command in units of `node -e 0`, pair by pair. */
export async function startUpRows() {
  const home = mkdtempSync(join(tmpdir(), 'rexctl-bench-'));
  const demo = await startDemo(rexctl, home);
  try {
    return commands.map(({ words, bar }) => {
      const { median, low, high, wall, base, own } = measure([rexctl, ...words], demo.env);
      const about =
        `${low.toFixed(2)}-${high.toFixed(2)}, ${own.toFixed(0)} ms of CPU against ${base.toFixed(0)}` +
        ` ms; ${wall.toFixed(2)} × in time that passes`;
      return { what: `rexctl ${words.join(' ')}`, value: median, unit: '× node -e 0', bar, about };
    });
  } finally {
    await demo.stop();
    rmSync(home, { recursive: true, force: true });
  }
}
