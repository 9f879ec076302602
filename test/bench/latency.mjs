import { quantile } from './quantile.mjs';
import { withServer } from './server-process.mjs';
import { usageOf } from './usage.mjs';

/**
 * A smart proxy reports what it had one tick before: a line is readable this long after its
 * timestamp.
 */
const proxyTickSeconds = 1;

/**
 * From a line being readable at the server to being printed, one host that writes twice a second.
 */
export async function latencyRows() {
  return withServer([1, 60, 510], async (env) => {
    const seconds = [];
    let rest = '';
    await usageOf(
      ['run', '-c', 'work', '--host', 'node01.example.com', '--follow', '--format', 'ndjson'],
      env,
      (text) => {
        const now = Date.now();
        const lines = (rest + text).split('\n');
        rest = lines.pop();
        for (const line of lines) {
          const event = JSON.parse(line);
          if (event.type === 'output')
            seconds.push(now / 1000 - event.timestamp - proxyTickSeconds);
        }
      },
    );
    if (seconds.length !== 60)
      throw new Error(`${seconds.length} lines were printed instead of 60`);
    const about = `90 % within ${quantile(seconds, 0.9).toFixed(2)} s`;
    return [
      {
        what: 'line latency, one active host',
        value: quantile(seconds, 0.5),
        unit: 's',
        bar: 0.6,
        about,
      },
    ];
  });
}
