import type { Clock } from '../../clock.ts';
import { schemaVersion } from '../../documents/schema-names.ts';
import { printLongAnswer } from '../answers/print-long-answer.ts';
import type { Io } from '../terminal/io.ts';
import { writePieces } from '../terminal/write-pieces.ts';
import { type CollectedJob, collectJob } from './collected-job.ts';
import { hostStateColumns } from './host-state-columns.ts';
import type { FollowPrinter, FollowView } from './view.ts';

/**
 * `--json`, `--format yaml|csv`: nothing until the end, then ONE document: `job`, `hosts` (with
 * `output` where output was followed), `warnings`, `summary`. Long output waits in a spool.
 */
export function documentPrinter(view: FollowView, io: Io, clock: Clock): FollowPrinter {
  const collected = collectJob(view);
  return {
    accept: collected.accept,
    room: collected.room,
    pause: async () => undefined,
    async end() {
      try {
        if (view.silentEnd === true) return;
        if (view.format === 'json' && !io.out.isTerminal && view.fields === undefined)
          await writePieces(jsonOf(collected), io.out);
        else await writeRows(collected, view, io, clock);
      } finally {
        collected.close();
      }
    },
    abort: collected.close,
  };
}

function* jsonOf(collected: CollectedJob): Generator<string> {
  yield `{"schema":"${schemaVersion}",`;
  yield* collected.json();
  yield '}\n';
}

/** The same in other looks, one host at a time. */
function writeRows(collected: CollectedJob, view: FollowView, io: Io, clock: Clock): Promise<void> {
  const answer = {
    document: collected.document(),
    ...{ rowsKey: 'hosts', rows: collected.hosts(), columns: hostStateColumns },
    toJson: collected.hostDocument,
    mayLack: true,
  };
  return printLongAnswer(answer, { format: view.format, fields: view.fields, io, clock });
}
