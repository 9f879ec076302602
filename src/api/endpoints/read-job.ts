import { Failure } from '../../errors.ts';
import type { JobDetail, JobInvocation } from '../../jobs/job-invocation.ts';
import type { Connection } from '../connection.ts';
import { orphanDetail } from '../wire/job-detail.ts';
import { listJobInvocations, showJobInvocation } from './job-invocations.ts';

/**
 * One job of any kind on a server of any age: everything that show tells without its hosts. A row
 * whose start never happened makes show answer 500 for ever, so it is taken from the index, with
 * details `null`.
 */
export async function readJob(connection: Connection, id: number): Promise<JobDetail> {
  try {
    return await showJobInvocation(connection.with({ retryOn500: false }), id, {
      includeHosts: false,
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.kind === 'not_found') throw noSuchJob(connection, id, error);
    if (error.httpStatus !== 500) throw error;
    const row = await indexRow(connection, id);
    if (row === undefined) throw error;
    return row.task === null ? orphanDetail(row) : showAgain(connection, id);
  }
}

/** A job that did start, and an internal error all the same: the server was in trouble. */
function showAgain(connection: Connection, id: number): Promise<JobDetail> {
  return showJobInvocation(connection, id, { includeHosts: false });
}

/**
 * The job's state, as cheaply as the server allows: show without hosts from 16.7, before that the
 * index, because show would bring every host. No smart proxy is asked.
 */
export async function pollJob(connection: Connection, id: number): Promise<JobInvocation> {
  const { includeHosts } = await connection.capabilities();
  if (includeHosts) return readJob(connection, id);
  const row = await indexRow(connection, id);
  if (row === undefined) throw noSuchJob(connection, id);
  return row;
}

async function indexRow(connection: Connection, id: number): Promise<JobInvocation | undefined> {
  const page = await listJobInvocations(connection, { search: `id = ${id}`, perPage: 1 });
  return page.items.find((job) => job.id === id);
}

function noSuchJob(connection: Connection, id: number, cause?: Failure): Failure {
  return new Failure(
    'not_found',
    `no job ${id} on ${new URL(connection.server).host}, or not visible to you`,
    {
      hint: 'see the newest: rexctl list',
      httpStatus: cause?.httpStatus ?? null,
      cause,
    },
  );
}
