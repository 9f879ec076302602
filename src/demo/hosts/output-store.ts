import type { Foreman } from '../foreman.ts';
import type { HostRun } from '../jobs/job-record.ts';
import { seconds } from './output-chunks.ts';
import { hash32 } from './random.ts';

/** The reason why the remaining output of a run cannot be stored. */
type Breakage = 'not_utf8' | 'null_byte';

/** Copies the output that the proxy had at `time` to the database; returns the error, or null. */
export function copyChunks(foreman: Foreman, run: HostRun, time: number): Breakage | null {
  for (;;) {
    const chunk = run.chunks[run.copied];
    if (chunk === undefined || chunk.readable_at > time) return null;
    if (chunk.text.includes('\0')) return 'null_byte';
    if (/\p{Surrogate}/u.test(chunk.text)) return 'not_utf8';
    run.stored.push({
      id: foreman.takeEventId(),
      timestamp: chunk.timestamp,
      external_id: String(run.copied),
      output_type: chunk.output_type,
      output: chunk.text,
    });
    run.copied++;
  }
}

/** Discards the output that was not read. */
export function discardOutput(run: HostRun): void {
  run.chunks = [];
  run.copied = 0;
}

/** Stores a debug text of the server or, with `timestamp`, of the proxy. */
export function storeEvent(
  foreman: Foreman,
  run: HostRun,
  output: string,
  timestamp: number = seconds(foreman.time + 0.123),
): void {
  const hex = hash32(
    foreman.seed,
    'exception',
    run.template_invocation_id,
    run.stored.length,
  ).toString(16);
  run.stored.push({
    id: foreman.takeEventId(),
    timestamp,
    external_id: `exception-${hex.padStart(8, '0')}`,
    output_type: 'debug',
    output,
  });
}
