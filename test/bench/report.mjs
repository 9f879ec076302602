import { withServer } from './server-process.mjs';
import { usageOf } from './usage.mjs';

/** Processor time, memory and size of reports on hosts that printed long texts of their own. */
export async function reportRows() {
  return [
    ...(await rowsOf(1000, ['html', 'junit', 'markdown'])),
    ...(await rowsOf(5000, ['html'])),
  ];
}

async function rowsOf(hosts, formats) {
  return withServer([hosts, 1000, 10, 'differ'], async (env) => {
    const rows = [];
    for (const format of formats) rows.push(...(await rowsOfOne(hosts, format, env)));
    return rows;
  });
}

async function rowsOfOne(hosts, format, env) {
  let bytes = 0;
  const count = (text) => {
    bytes += Buffer.byteLength(text);
  };
  const words = ['report', '1', '--format', format, '--quiet'];
  const { cpuMs, wallMs, peakMiB } = await usageOf(words, env, count);
  const data = `${format} of ${hosts.toLocaleString('en')} × 1,000 lines`;
  const about = `${(wallMs / 1000).toFixed(1)} s with the server`;
  return [
    { what: `CPU of report, ${data}`, value: cpuMs / 1000, unit: 's', bar: hosts / 500, about },
    { what: `memory of report, ${data}`, value: peakMiB, unit: 'MiB', bar: 300 },
    {
      what: `size of report, ${data}`,
      value: bytes / 1e6,
      unit: 'MB',
      bar: format === 'junit' ? 12 : 2,
    },
  ];
}
