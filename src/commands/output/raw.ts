import { isMachine } from '../../cli/command-output.ts';
import type { Context } from '../../cli/context.ts';
import type { Answered, Document } from '../../documents/types.ts';
import { rawOutputs } from '../../follow/raw-outputs.ts';
import { type HostRun, isFinal } from '../../jobs/hosts/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { hostsToRead, unfinishedNotice } from '../../lookup/host-pages.ts';
import type { Shown, Wholeness } from './snapshot.ts';

/**
 * Prints the server's text host by host, bytes unchanged, including exit and debug text. If there
 * could be several hosts, a line on standard error names the host before its text.
 */
export async function printRaw(
  context: Context,
  job: JobDetail,
  { hosts, named }: Shown,
): Promise<Wholeness> {
  const torn = new Set<number>();
  const rows = rawRows(context, job, hosts, torn);
  if (isMachine(context.globals.format)) {
    await context.printLong({
      document: { job_id: job.id, hosts: [] } satisfies Answered<'output-raw'>,
      rowsKey: 'hosts',
      rows,
      example: exampleRow,
      toJson: (row) => ({ ...row }),
    });
  } else {
    for await (const row of rows) {
      await printRow(context, row, named);
      if (torn.has(row.id)) await context.warn(`${row.name}: ${unfinishedNotice}`);
    }
  }
  return torn.size > 0 ? 'torn' : 'whole';
}

async function printRow(context: Context, { name, output }: RawRow, named: boolean): Promise<void> {
  const { out } = context.io;
  if (named) await context.note(`==> ${name} <==`);
  const text = output ?? '';
  const lacksEnd = out.isTerminal && text !== '' && !text.endsWith('\n');
  await out.write(lacksEnd ? `${text}\n` : text);
}

type RawRow = Document<'output-raw'>['hosts'][number];

const exampleRow: RawRow = { id: 0, name: '', complete: true, output: '' };

/** Yields the texts; adds to `torn` the ids of ended hosts whose text is not complete. */
async function* rawRows(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
  torn: Set<number>,
): AsyncGenerator<RawRow> {
  const connection = await context.connection();
  const read = rawOutputs(connection, job.id, hostsToRead(hosts));
  try {
    for (const { id, name, status } of hosts) {
      if (status === 'never_ran') {
        yield { id, name, complete: true, output: null };
        continue;
      }
      const next = await read.next();
      if (next.done === true) return;
      const { complete, output } = next.value;
      if (!complete && isFinal(status)) torn.add(id);
      yield { id, name, complete, output };
    }
  } finally {
    await read.return(undefined);
  }
}
