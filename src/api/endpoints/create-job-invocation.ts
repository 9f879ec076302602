import type { JobDetail } from '../../jobs/job-invocation.ts';
import type { NewJob } from '../../jobs/new-job.ts';
import type { Connection } from '../connection.ts';
import { LostResponse } from '../failures.ts';
import { jobDetail } from '../wire/job-detail.ts';
import { parseResponse } from '../wire/parse-response.ts';

/**
 * Starts a job: one POST, never repeated. Rejects with `LostResponse` when the job may exist although
 * no usable answer came, also for a 500 that does not blame the request.
 */
export async function createJobInvocation(connection: Connection, job: NewJob): Promise<JobDetail> {
  const answer = await connection.request({
    method: 'POST',
    path: '/api/job_invocations',
    body: createBody(job),
    timeout: 'long',
  });
  try {
    return parseResponse(jobDetail, answer);
  } catch (cause) {
    throw new LostResponse('the server accepted the start with an answer that makes no sense', {
      cause,
    });
  }
}

/** `include_hosts` stands outside of the wrapper, provider inputs inside of it by namespace. */
export function createBody({ provider_inputs = {}, ssh, ...job }: NewJob): Record<string, unknown> {
  const { ssh: sshInputs, ...namespaces } = provider_inputs;
  const sshOptions = { ...ssh, ...sshInputs };
  return {
    include_hosts: false,
    job_invocation: {
      ...job,
      ...(Object.keys(sshOptions).length === 0 ? {} : { ssh: sshOptions }),
      ...namespaces,
    },
  };
}
