import * as v from 'valibot';
import { usageError } from '../../errors.ts';
import type { RemoteExecutionFeature } from '../../jobs/job-template.ts';
import type { Connection } from '../connection.ts';
import { featureEntries } from '../wire/job-template.ts';
import { parseResponse } from '../wire/parse-response.ts';
import { pathId } from './ids.ts';
import { parsePage } from './page.ts';

const feature: v.GenericSchema<unknown, RemoteExecutionFeature> = v.object(featureEntries);

const path = '/api/remote_execution_features';

/** All features: the index ignores search and paging. */
export async function listRemoteExecutionFeatures(
  connection: Connection,
): Promise<RemoteExecutionFeature[]> {
  const page = parsePage(feature, await connection.request({ method: 'GET', path }));
  return [...page.items];
}

/** One feature by id or label. */
export async function showRemoteExecutionFeature(
  connection: Connection,
  idOrLabel: number | string,
): Promise<RemoteExecutionFeature> {
  const segment = typeof idOrLabel === 'number' ? pathId(idOrLabel) : labelOf(idOrLabel);
  return parseResponse(
    feature,
    await connection.request({ method: 'GET', path: `${path}/${segment}` }),
  );
}

/** Labels are words; anything else could end up at another address. */
function labelOf(label: string): string {
  if (/^[A-Za-z_]\w*$/.test(label)) return label;
  throw usageError(`\`${label}\` is not a feature: expected a label such as run_script`);
}
