import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withServer } from './server-process.mjs';
import { usageOf } from './usage.mjs';

const size = [5000, 1000, 10];

/**
 * Processor time and memory of answers about all that 5,000 hosts × 1,000 lines printed, in groups
 * and in files.
 */
export async function groupedRows() {
  return [
    ...(await rowsOf('5,000 × 1,000 equal lines', size)),
    ...(await rowsOf('5,000 × 1,000 of their own', [...size, 'differ'])),
  ];
}

async function rowsOf(data, server) {
  return withServer(server, async (env) => {
    const rows = [];
    for (const words of [
      ['output', '1', '--follow', '--group', '--quiet'],
      ['output', '1', '--group'],
      ['output', '1', '--dir'],
      ['output', '1', '--follow', '--quiet', '--dir'],
    ])
      rows.push(...(await rowsOfOne(data, words, env)));
    return rows;
  });
}

async function rowsOfOne(data, words, env) {
  const folder = mkdtempSync(join(tmpdir(), 'rexctl-bench-'));
  const typed = words.at(-1) === '--dir' ? [...words, folder] : words;
  try {
    const { cpuMs, wallMs, peakMiB } = await usageOf(typed, env, () => undefined);
    const what = `${words.slice(2).join(' ')}, ${data}`;
    const about = `${(wallMs / 1000).toFixed(1)} s with the server`;
    return [
      { what: `CPU of ${what}`, value: cpuMs / 1000, unit: 's', bar: 10, about },
      { what: `memory of ${what}`, value: peakMiB, unit: 'MiB', bar: 300 },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
