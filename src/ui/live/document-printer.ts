import type { Clock } from '../../clock.ts';
import { schemaName } from '../answer.ts';
import type { Io } from '../io.ts';
import { jsonText } from '../json-text.ts';
import { renderAnswer } from '../render-answer.ts';
import { batchWriter } from './batch-writer.ts';
import { type CollectedJob, collectJob } from './collected-job.ts';
import { hostStateColumns } from './host-state-columns.ts';
import type { FollowPrinter, FollowView } from './view.ts';

/**
 * `--json`, `--format yaml|csv`: nothing until the end, then ONE document (DESIGN §4): `job`, `hosts` (with `output`
 * where output was followed), `warnings`, `summary`. Long output waits in a spool.
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
        if (view.format === 'json' && !io.out.isTerminal) await writeJson(jsonOf(collected), io);
        else await writeWhole(collected, view, io, clock);
      } finally {
        collected.close();
      }
    },
    abort: collected.close,
  };
}

function* jsonOf(collected: CollectedJob): Generator<string> {
  yield `{"schema":"${schemaName}",`;
  yield* collected.json();
  yield '}\n';
}

const flushAfter = 65_536;

/** Piece by piece, so that memory does not depend on how much the hosts printed. */
export async function writeJson(pieces: Iterable<string>, { out }: Pick<Io, 'out'>): Promise<void> {
  const writer = batchWriter(out);
  let unflushed = 0;
  for (const piece of pieces) {
    writer.write(piece);
    unflushed += piece.length;
    if (unflushed < flushAfter) continue;
    await writer.flush();
    unflushed = 0;
  }
  await writer.flush();
}

async function writeWhole(collected: CollectedJob, view: FollowView, io: Io, clock: Clock): Promise<void> {
  const document = collected.document();
  if (view.format === 'json') return io.out.write(jsonText({ schema: schemaName, ...document }, true));
  const answer = { document, rowsKey: 'hosts', rows: collected.hosts(), columns: hostStateColumns };
  return renderAnswer(answer, { format: view.format, io, clock });
}
