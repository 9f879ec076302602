import { readRawOutput } from '../../api/host-output.ts';
import { type Context, isMachine } from '../../context.ts';
import type { HostRun } from '../../jobs/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';

/**
 * The raw endpoint, host after host, its bytes unchanged (PROTOCOL §2.6: exit and debug text are part of it). Where
 * there are several hosts a line on standard error says whose bytes follow.
 */
export async function printRaw(context: Context, job: JobDetail, hosts: readonly HostRun[]): Promise<void> {
  const connection = await context.connection();
  const documents: { id: number; name: string; complete: boolean; output: string | null }[] = [];
  const machine = isMachine(context.globals.format);
  for (const host of hosts) {
    const raw = await readRawOutput(connection, job.id, host.id, { signal: context.signal });
    if (machine) {
      documents.push({ id: host.id, name: host.name, complete: raw.complete, output: raw.output });
      continue;
    }
    if (hosts.length > 1) await context.note(`==> ${host.name} <==`);
    const text = raw.output ?? '';
    const isTorn = context.io.out.isTerminal && text !== '' && !text.endsWith('\n');
    await context.io.out.write(isTorn ? `${text}\n` : text);
  }
  if (machine) await context.print({ document: { job_id: job.id, hosts: documents } });
}
