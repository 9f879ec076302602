import * as v from 'valibot';
import type { Connection } from '../connection.ts';
import { id, maybeId, text } from '../wire/fields.ts';
import { jobPath } from './ids.ts';
import { type Page, type PageQuery, pageParameters, parsePage } from './page.ts';

const templateInvocation = v.object({
  id,
  template_id: maybeId,
  job_invocation_id: maybeId,
  effective_user: text,
  host_id: maybeId,
  run_host_job_task_id: text,
  host_name: text,
});

/** What runs on one planned host. */
export type TemplateInvocation = Readonly<v.InferOutput<typeof templateInvocation>>;

/** Needs a permission that the usual roles lack; an unknown job is a 422 there. */
export async function listTemplateInvocations(
  connection: Connection,
  jobId: number,
  query: PageQuery,
): Promise<Page<TemplateInvocation>> {
  const answer = await connection.request({
    method: 'GET',
    path: `${jobPath(jobId)}/template_invocations`,
    query: pageParameters(query),
  });
  return parsePage(templateInvocation, answer);
}
