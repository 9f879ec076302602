import type { Clock } from '../../../clock.ts';
import type { Io } from '../../terminal/io.ts';
import type { JobsPrinter, JobsView } from './jobs-view.ts';

/** The printer that fits streams and format, as for one job. */
export async function jobsPrinter(view: JobsView, io: Io, clock: Clock): Promise<JobsPrinter> {
  if (view.format === 'ndjson') return (await import('./ndjson-jobs.ts')).ndjsonJobs(io, clock);
  if (view.format !== 'table' && view.format !== 'plain') {
    return (await import('./document-jobs.ts')).documentJobs(view, io, clock);
  }
  const drawable = view.format === 'table' && io.out.isTerminal && io.out.isDumb !== true;
  if (drawable && !view.quiet && io.err.isTerminal) {
    return (await import('./terminal-jobs.ts')).terminalJobs(io, clock);
  }
  return (await import('./pipe-jobs.ts')).pipeJobs(view, io, clock);
}
