import { schemaVersion } from '../../documents/schema-names.ts';
import type { FollowEvent, OutputEvent } from '../../jobs/event.ts';
import { jsonLine } from '../answers/json-text.ts';
import { batchWriter } from '../terminal/batch-writer.ts';
import type { Io } from '../terminal/io.ts';
import { eventDocument } from './event-document.ts';
import { json, lineJsonWriter, remembered } from './line-json.ts';
import type { FollowPrinter } from './view.ts';

/** `--format ndjson`: one event per line on standard output as it happens, the summary last. */
export function ndjsonPrinter(io: Pick<Io, 'out'>): FollowPrinter {
  const writer = batchWriter(io.out);
  const outputLine = outputLineWriter();
  return {
    accept(event: FollowEvent) {
      writer.write(event.type === 'output' ? outputLine(event) : jsonLine(eventDocument(event)));
    },
    room: writer.room,
    pause: async () => undefined,
    end: () => writer.flush(),
    abort() {
      void writer.flush();
    },
  };
}

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
