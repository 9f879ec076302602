import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withServer } from './server-process.mjs';
import { usageOf } from './usage.mjs';

const size = [5000, 1000, 10];

/**
 * Time and memory of answers about all that 5,000 hosts × 1,000 lines printed, in groups and in
 * files. The server has a process of its own: its time is part of the wall time alone.
 */
export async function groupedRows() {
  return [...(await rowsOf('equal', size)), ...(await rowsOf('distinct', [...size, 'differ']))];
}

async function rowsOf(data, server) {
  return withServer(server, async (env) => {
    const rows = [];
    for (const words of [
      ['output', '1', '--follow', '--group', '--quiet'],
      ['output', '1', '--group'],
      ['output', '1', '--dir'],
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
    const what = `${words.slice(2).join(' ')}, 5,000 × 1,000 ${data} lines`;
    const about = `${(cpuMs / 1000).toFixed(1)} s of CPU`;
    return [
      { what: `time of ${what}`, value: wallMs / 1000, unit: 's', bar: 10, about },
      { what: `memory of ${what}`, value: peakMiB, unit: 'MiB', bar: 300 },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
