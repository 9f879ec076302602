import { readRawOutput } from '../../api/host-output.ts';
import { type Context, isMachine } from '../../cli/context.ts';
import type { HostRun } from '../../jobs/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import type { Shown } from './snapshot.ts';

/**
 * The raw endpoint, host after host, its bytes unchanged (exit and debug text are part of it).
 * Where there could be several hosts a line on standard error says whose bytes follow.
 */
export async function printRaw(context: Context, job: JobDetail, { hosts, named }: Shown): Promise<void> {
  const rows = rawOutputs(context, job, hosts);
  if (isMachine(context.globals.format)) {
    return context.printLong({
      document: { job_id: job.id, hosts: [] },
      ...{ rowsKey: 'hosts', rows, example: exampleRow },
      toJson: (row) => ({ ...row }),
    });
  }
  for await (const { name, output } of rows) {
    if (named) await context.note(`==> ${name} <==`);
    const text = output ?? '';
    const isTorn = context.io.out.isTerminal && text !== '' && !text.endsWith('\n');
    await context.io.out.write(isTorn ? `${text}\n` : text);
  }
}

interface RawRow {
  readonly id: number;
  readonly name: string;
  readonly complete: boolean;
  readonly output: string | null;
}

const exampleRow: RawRow = { id: 0, name: '', complete: true, output: '' };

async function* rawOutputs(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
): AsyncGenerator<RawRow> {
  const connection = await context.connection();
  for (const { id, name } of hosts) {
    const { complete, output } = await readRawOutput(connection, job.id, id, { signal: context.signal });
    yield { id, name, complete, output };
  }
}
