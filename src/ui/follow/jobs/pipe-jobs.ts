import type { Clock } from '../../../clock.ts';
import { failureText } from '../../answers/failure.ts';
import type { Io } from '../../terminal/io.ts';
import { pipeProgress } from '../pipe-progress.ts';
import type { FollowPrinter } from '../view.ts';
import type { JobsPrinter, JobsView } from './jobs-view.ts';

/**
 * One line per change as for one job; a host's name stands after its job: `job 215:
 * web01.example.com`.
 */
export function pipeJobs({ quiet, format }: JobsView, io: Io, clock: Clock): JobsPrinter {
  const printers = new Map<number, FollowPrinter>();
  return {
    open({ id, counts }) {
      const view = {
        what: 'progress',
        format,
        quiet,
        hostCount: counts.total,
        amongJobs: true,
      } as const;
      printers.set(id, pipeProgress(view, io, clock));
    },
    accept: (event) => printers.get(event.job_id)?.accept(event),
    pause: async () => undefined,
    fail: (_, failure) => void io.err.write(failureText(failure, { json: false })),
    async end() {
      for (const printer of printers.values()) await printer.end();
    },
    abort() {
      for (const printer of printers.values()) printer.abort();
    },
  };
}
