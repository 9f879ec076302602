import type { Clock } from '../../../clock.ts';
import { schemaVersion } from '../../../documents/schema-names.ts';
import { failureText } from '../../answers/failure.ts';
import { jsonLine } from '../../answers/json-text.ts';
import type { Io } from '../../terminal/io.ts';
import { ndjsonPrinter } from '../ndjson-printer.ts';
import type { JobsPrinter } from './jobs-view.ts';

/**
 * The events of all jobs, each with its own `summary`; the last is a `summary` of all, whose
 * `job_id` is null.
 */
export function ndjsonJobs(io: Pick<Io, 'out' | 'err'>, clock: Clock): JobsPrinter {
  const printer = ndjsonPrinter(io);
  return {
    open: () => undefined,
    accept: printer.accept,
    pause: printer.pause,
    fail: (_, failure) => void io.err.write(failureText(failure, { json: true })),
    async end(jobs, exitCode) {
      await printer.end();
      const time = new Date(clock.now()).toISOString();
      const summary = {
        schema: schemaVersion,
        type: 'summary',
        time,
        job_id: null,
        jobs,
        exit_code: exitCode,
      };
      await io.out.write(jsonLine(summary));
    },
    abort: printer.abort,
  };
}
