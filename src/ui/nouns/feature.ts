import type { Shape } from '../../documents/types.ts';
import type { RemoteExecutionFeature } from '../../jobs/job-template.ts';
import type { Column } from '../answers/answer.ts';
import { oneLine } from '../terminal/sanitise.ts';

/** The columns of `feature list`. */
export const featureColumns: readonly Column<RemoteExecutionFeature>[] = [
  { key: 'label', header: 'LABEL', value: ({ label }) => label },
  { key: 'name', header: 'NAME', value: ({ name }) => name, shrinks: true },
  {
    key: 'job_template_name',
    header: 'TEMPLATE',
    value: ({ job_template_name }) => job_template_name,
    text: templateText,
    shrinks: 'last',
  },
  {
    key: 'description',
    header: 'DESCRIPTION',
    value: ({ description }) => description,
    shrinks: true,
  },
  { key: 'id', header: 'ID', value: ({ id }) => id, optional: true },
  {
    key: 'job_template_id',
    header: 'TEMPLATE ID',
    value: ({ job_template_id }) => job_template_id,
    optional: true,
  },
];

/** The template of a feature. If this user cannot see the template, only its id is known. */
function templateText({ job_template_id, job_template_name }: RemoteExecutionFeature): string {
  if (job_template_name !== null) return oneLine(job_template_name);
  return job_template_id === null ? 'none' : String(job_template_id);
}

/** A feature of a list as JSON. */
export function featureDocument(feature: RemoteExecutionFeature): Shape<'feature'> {
  return {
    id: feature.id,
    label: feature.label,
    name: feature.name,
    description: feature.description,
    job_template_id: feature.job_template_id,
    job_template_name: feature.job_template_name,
  };
}
