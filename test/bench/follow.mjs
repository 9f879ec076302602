import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { quantile } from './quantile.mjs';
import { withServer } from './server-process.mjs';
import { usageOf } from './usage.mjs';

const parseBodies = fileURLToPath(new URL('parse-bodies.mjs', import.meta.url));
const hosts = 1000;
const lines = 1000;
const pairs = 5;

/**
 * Processor time and memory of following 1,000 hosts × 1,000 lines, against JSON.parse alone of the
 * same bodies.
 */
export async function followRows() {
  return [
    ...(await followRow('a line per element', 1100)),
    ...(await followRow('100 lines per element', 10)),
  ];
}

async function followRow(name, everyMs) {
  return withServer([hosts, lines, everyMs], async (env) => {
    const times = [];
    for (let pair = 0; pair < pairs; pair++) {
      times.push({ parse: parse(env), follow: await follow(env) });
    }
    const ratios = times.map(({ parse: base, follow: own }) => own.cpuMs / base.cpuMs);
    const peaks = times.map(({ follow: own }) => own.peakMiB);
    const base = quantile(
      times.map((time) => time.parse.cpuMs),
      0.5,
    );
    const own = quantile(
      times.map((time) => time.follow.cpuMs),
      0.5,
    );
    const megabytes = (times[0].parse.bytes / 1e6).toFixed(0);
    return [
      {
        what: `follow CPU, ${name} (${megabytes} MB)`,
        value: quantile(ratios, 0.5),
        unit: '× JSON.parse',
        bar: 2,
        about: `${own.toFixed(0)} ms against ${base.toFixed(0)} ms`,
      },
      { what: `follow memory, ${name}`, value: quantile(peaks, 0.5), unit: 'MiB', bar: 150 },
    ];
  });
}

function parse(env) {
  const { stdout, status, stderr } = spawnSync(
    process.execPath,
    ['--max-old-space-size=4096', parseBodies, '1', String(hosts)],
    { env, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`parsing ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

async function follow(env) {
  let printed = 0;
  const usage = await usageOf(['output', '1', '--follow'], env, (text) => {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) printed++;
  });
  if (printed !== hosts * lines)
    throw new Error(`${printed} lines were printed instead of ${hosts * lines}`);
  return usage;
}
