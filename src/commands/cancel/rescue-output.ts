import pMap from 'p-map';
import { readHostOutput } from '../../api/endpoints/host-output.ts';
import type { Context } from '../../cli/context.ts';
import type { HostRun } from '../../jobs/hosts/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { countedOf } from '../../text/counts.ts';

const withinMs = 10_000;
const atOnce = 8;

/**
 * Reads the output of hosts before a forced cancel: reading makes the server fetch and store what
 * the smart proxy still has, which would be lost otherwise. Best effort: the cancel must not wait
 * for it.
 */
export async function rescueOutput(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
): Promise<void> {
  const over = new AbortController();
  const connection = (await context.connection()).with({ signal: over.signal, retry: false });
  const limit = context.clock.sleep(withinMs, over.signal).then(
    () => over.abort(new Error('no more time')),
    () => undefined,
  );
  let saved = 0;
  const read = async (host: HostRun) => {
    if (over.signal.aborted) return;
    await readHostOutput(connection, job.id, host.id);
    saved++;
  };
  await pMap(hosts, (host) => read(host).catch(() => undefined), { concurrency: atOnce });
  over.abort(new Error('over'));
  await limit;
  if (saved < hosts.length) {
    await context.warn(
      `could not save the output of ${countedOf(hosts.length - saved, hosts.length, 'host')} before the cancel`,
    );
  }
}
