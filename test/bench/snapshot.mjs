import { withServer } from './server-process.mjs';
import { usageOf } from './usage.mjs';

const bar = 300;
/** As long as a pager waits for a key. */
const unreadMs = 20_000;

/**
 * Largest memory of the answers that hold what all hosts printed, to a reader that stops at first.
 */
export async function snapshotRows() {
  return [
    ...(await rowsOf(
      '1,000 hosts × 1,000 lines',
      [1000, 1000, 10],
      [
        ['output', '1', '--json'],
        ['output', '1', '--format', 'yaml'],
        ['output', '1', '--format', 'csv'],
        ['output', '1', '--raw', '--json'],
        ['output', '1', '--follow', '--json'],
        ['output', '1', '--follow', '--format', 'yaml'],
        ['output', '1', '--follow', '--format', 'ndjson'],
      ],
    )),
    ...(await rowsOf(
      '1,000 × 1,000 of their own',
      [1000, 1000, 10, 'differ'],
      [
        ['output', '1', '--group', '--json'],
        ['output', '1', '--diff', '--json'],
      ],
    )),
    ...(await rowsOf(
      '5,000 × 200 of their own',
      [5000, 200, 10, 'differ'],
      [
        ['output', '1', '--diff'],
        ['output', '1', '--diff', '--format', 'yaml'],
      ],
    )),
  ];
}

async function rowsOf(data, server, commands) {
  return withServer(server, async (env) => {
    const rows = [];
    for (const words of commands) {
      let characters = 0;
      const count = (text) => {
        characters += text.length;
      };
      const { peakMiB, cpuMs } = await usageOf(words, env, count, unreadMs);
      const about = `${(cpuMs / 1000).toFixed(1)} s of CPU, ${(characters / 1e6).toFixed(0)} MB`;
      rows.push({
        what: `memory of ${words.slice(2).join(' ')}, ${data}`,
        value: peakMiB,
        unit: 'MiB',
        bar,
        about,
      });
    }
    return rows;
  });
}
