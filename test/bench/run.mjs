/**
 * The rows of speed that are promised, each beside its bar; times are ratios or CPU of runs that
 * were made in turn, so that a busy machine slows both alike. Arguments choose parts. Ends with 0
 * also above a bar; with 1 when something broke.
 */
import { execFileSync } from 'node:child_process';
import { bundled } from './bundled.mjs';
import { followRows } from './follow.mjs';
import { groupedRows } from './grouped.mjs';
import { latencyRows } from './latency.mjs';
import { reportRows } from './report.mjs';
import { snapshotRows } from './snapshot.mjs';
import { startUpRows } from './start-up.mjs';
import { watchRows } from './watch.mjs';

const parts = {
  'start-up': startUpRows,
  counted: async () =>
    JSON.parse(execFileSync(process.execPath, [await bundled('counted')], { encoding: 'utf8' })),
  schedule: async () =>
    JSON.parse(execFileSync(process.execPath, [await bundled('schedule')], { encoding: 'utf8' })),
  latency: latencyRows,
  watch: watchRows,
  follow: followRows,
  snapshot: snapshotRows,
  grouped: groupedRows,
  report: reportRows,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0)
  throw new Error(`no part ${unknown.join(', ')}: expected ${Object.keys(parts).join(', ')}`);

console.log(`Node ${process.versions.node}, medians`);
for (const [name, rowsOf] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const { what, value, unit, bar, about = '' } of await rowsOf()) {
    const figure = Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 0);
    console.log(
      [
        what.padEnd(56),
        `${figure} ${unit}`.padEnd(18),
        `bar ${bar}`.padEnd(8),
        (value <= bar ? 'ok' : 'over').padEnd(4),
        about,
      ]
        .join('  ')
        .trimEnd(),
    );
  }
}
