import type { Clock } from '../../../clock.ts';
import type { EventDocument } from '../../../documents/types.ts';
import type { FollowEvent, OutputEvent } from '../../../jobs/event.ts';
import { schemaVersion } from '../../answers/answer.ts';
import { failureText } from '../../answers/failure.ts';
import { jsonLine } from '../../answers/json.ts';
import { batchWriter } from '../../terminal/batch-writer.ts';
import type { Io } from '../../terminal/io.ts';
import type { FollowPrinter, JobsPrinter } from '../view.ts';
import { eventDocument, json, lineJsonWriter, remembered } from './event-document.ts';

/** `--format ndjson`: prints each event on a line at once; the summary is the last. */
export function ndjsonPrinter(io: Pick<Io, 'out'>): FollowPrinter {
  const writer = batchWriter(io.out);
  const outputLine = outputLineWriter();
  return {
    accept(event: FollowEvent) {
      writer.write(event.type === 'output' ? outputLine(event) : jsonLine(eventDocument(event)));
    },
    drained: writer.drained,
    pause: async () => undefined,
    end: () => writer.flush(),
    abort() {
      void writer.flush();
    },
  };
}

/** The events of several jobs, each with a `summary`; the last is a `summary` without job id. */
export function ndjsonJobs(io: Pick<Io, 'out' | 'err'>, clock: Pick<Clock, 'now'>): JobsPrinter {
  const printer = ndjsonPrinter(io);
  return {
    ...printer,
    open: () => undefined,
    fail: (failure) => void io.err.write(failureText(failure, { json: true })),
    async end(summary) {
      await printer.end();
      const time = new Date(clock.now()).toISOString();
      const head = { schema: schemaVersion, type: 'summary', time, job_id: null } as const;
      const last: EventDocument<'summary'> = { ...head, ...summary };
      await io.out.write(jsonLine(last));
    },
  };
}

/** Formats events of output; repeated texts are cached, because most events are lines. */
function outputLineWriter(): (event: OutputEvent) => string {
  const hosts = new Map<number, string>();
  const fields = lineJsonWriter();
  let lastTime = '';
  let head = '';
  return ({ time, job_id, host, line }) => {
    if (time !== lastTime) {
      lastTime = time;
      head = `{"schema":"${schemaVersion}","type":"output","time":${json(time)},"job_id":`;
    }
    const hostText = remembered(hosts, host.id, () => json({ id: host.id, name: host.name }));
    return `${head}${job_id},"host":${hostText},${fields(line)}}\n`;
  };
}
