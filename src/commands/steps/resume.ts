import * as v from 'valibot';
import type { Context } from '../../context.ts';
import { usageError } from '../../errors.ts';
import { type DeliveryLog, deliveryChange } from '../../follow/delivery.ts';
import type { Output } from '../../ui/io.ts';
import { openResumeFile } from '../../ui/live/resume-file.ts';

/** A follow that can be gone on with after this process has died. */
export interface Resumed {
  readonly out: Output;
  readonly log: DeliveryLog;
  close(): void;
}

/** Goes on where the follow that wrote this file was stopped, or begins the file. Throws a usage `Failure`. */
export async function resumeFollow(context: Context, path: string, jobId: number): Promise<Resumed> {
  const { server } = await context.connection();
  const file = openResumeFile({
    path,
    owner: { server, job_id: jobId },
    out: context.io.out,
    outSize: context.runtime.stdoutSize,
    onFailure: (failure) => context.interrupts.abort(failure),
  });
  const seam = await file.goOn();
  if (seam === 'repeated' && !context.io.out.isTerminal)
    await context.warn('standard output is no file: the lines printed last before the stop come again');
  if (seam === 'shorter')
    await context.warn(
      'standard output is shorter than it was: append to it with >> to keep what was printed',
    );
  const log: DeliveryLog = {
    of: (hostId) => changesOf(file.changesOf(hostId), path),
    record: file.record,
  };
  return { out: file.output, log, close: file.close };
}

function changesOf(changes: readonly unknown[], path: string): ReturnType<DeliveryLog['of']> {
  const result = v.safeParse(v.array(deliveryChange), changes);
  if (result.success) return result.output;
  throw usageError(`\`${path}\` is damaged: it cannot be gone on with`, 'give the name of a new file');
}
