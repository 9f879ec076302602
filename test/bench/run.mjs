/**
 * The start-up rows of DESIGN §11: what a command costs in units of `node -e 0`. Both are started in turn and compared
 * pair by pair, so that a busy machine slows them alike. Ends with 0 also above a bar; with 1 when something broke.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDemo } from './demo-process.mjs';
import { measure } from './pairs.mjs';

const rexctl = fileURLToPath(new URL('../../bin/rexctl.js', import.meta.url));

const rows = [
  { words: ['--version'], bar: 1.3 },
  { words: ['--help'], bar: 1.3 },
  { words: ['completion', 'bash'], bar: 1.3 },
  { words: ['list', '--json'], bar: 1.8 },
];

const home = mkdtempSync(join(tmpdir(), 'rexctl-bench-'));
const demo = await startDemo(rexctl, home);
try {
  console.log(`Start-up against \`node -e 0\`, Node ${process.versions.node}, median of pairs (middle half)`);
  for (const { words, bar } of rows) {
    const { median, low, high, base, own } = measure([rexctl, ...words], demo.env);
    console.log(
      [
        `rexctl ${words.join(' ')}`.padEnd(24),
        `${median.toFixed(2)} (${low.toFixed(2)}-${high.toFixed(2)})`.padEnd(18),
        `bar ${bar}`.padEnd(9),
        (median <= bar ? 'ok' : 'over').padEnd(6),
        `${own.toFixed(0)} ms against ${base.toFixed(0)} ms`,
      ].join('  '),
    );
  }
} finally {
  await demo.stop();
  rmSync(home, { recursive: true, force: true });
}
