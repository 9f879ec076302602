import { withServer } from './server-process.mjs';
import { usageOf } from './usage.mjs';

const hosts = 5000;
const search = ['--search', 'hostgroup = nodes'];

/** Memory of `watch` on a running job of 5,000 hosts. */
export async function watchRows() {
  return withServer([hosts, 10, 1500], async (env) => {
    await usageOf(['run', '-c', 'work', ...search, '--detach', '--yes'], env);
    const { peakMiB, cpuMs } = await usageOf(['watch', '2'], env);
    const about = `${cpuMs.toFixed(0)} ms of CPU in all`;
    return [{ what: 'watch memory, 5,000 hosts', value: peakMiB, unit: 'MiB', bar: 150, about }];
  });
}
