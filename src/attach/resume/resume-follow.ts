import * as v from 'valibot';
import type { Context } from '../../cli/context.ts';
import { type Checkpoint, type CheckpointLog, checkpointSchema } from '../../follow/checkpoint.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import type { Output } from '../../ui/terminal/io.ts';
import { damaged } from './regular-file.ts';
import { type Certainty, openResumeFile, type ResumeFile } from './resume-file.ts';

/** A follow that can be continued after this process was killed. */
export interface Resumed {
  readonly out: Output;
  readonly checkpoints: CheckpointLog;
  close(): Promise<void>;
}

/** Continues the follow that wrote this file, or creates the file. Throws a usage `Failure`. */
export async function resumeFollow(
  context: Context,
  path: string,
  { id, task }: Pick<JobInvocation, 'id' | 'task'>,
): Promise<Resumed> {
  const { server } = await context.connection();
  const file = openResumeFile({
    path,
    owner: { server, job_id: id, task: task?.id ?? null },
    self: context.runtime.self,
    clock: context.clock,
    out: context.io.out,
    outFile: context.runtime.stdoutFile,
    onFailure: (failure) => context.interrupts.abort(failure),
  });
  const known = await checked(file, path);
  const certainty = await file.printUnprinted();
  if (certainty !== 'exact') await context.warn(repeated[certainty]);
  const checkpoints: CheckpointLog = {
    of: (hostId) => takenFrom(known, hostId),
    record: file.record,
  };
  return { out: file.output, checkpoints, close: file.close };
}

/** Checks the whole file before anything is printed. */
async function checked(file: ResumeFile, path: string): Promise<Map<number, Checkpoint[]>> {
  const result = v.safeParse(v.map(v.number(), v.array(checkpointSchema)), file.checkpoints);
  if (result.success) return result.output;
  await file.close();
  throw damaged(path);
}

/** Returns the checkpoints only once, so that their memory can be freed. */
function takenFrom(known: Map<number, Checkpoint[]>, hostId: number): readonly Checkpoint[] {
  const checkpoints = known.get(hostId) ?? [];
  known.delete(hostId);
  return checkpoints;
}

/** The warnings for lines that may be printed twice. */
const repeated: Readonly<Record<Exclude<Certainty, 'exact'>, string>> = {
  unknown:
    'standard output cannot be read back: the last lines before the interruption may be printed twice',
  shorter:
    'standard output is shorter than before: append with >> to keep what was already printed',
  foreign:
    'standard output has other content: the last lines before the interruption may be printed twice',
};
