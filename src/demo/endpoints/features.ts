import { type Call, type Route, route } from '../http/call.ts';
import { json, type Reply, resourceNotFound } from '../http/http-errors.ts';
import { envelope } from '../http/paging.ts';
import { toInteger } from '../http/ruby.ts';
import type { DemoFeature } from '../world/world-records.ts';

/** Features and the job template behind each. */
export const featureRoutes: readonly Route[] = [
  route('GET', '/api/remote_execution_features', index, 'view_remote_execution_features'),
  route('GET', '/api/remote_execution_features/:id', show, 'view_remote_execution_features'),
];

/** Search and pages are ignored, although the envelope pretends otherwise. */
function index(call: Call): Reply {
  const results = call.foreman.world.features.map((feature) => featureView(call, feature));
  const perPage = 'per_page' in call.params ? toInteger(call.params.per_page) : 20;
  const request = { page: 1, perPage: perPage > 0 ? perPage : 20 };
  return json(
    envelope(call.params, { total: results.length, subtotal: results.length, request, results }),
  );
}

function show(call: Call): Reply {
  const wanted = call.path.id ?? '';
  const id = toInteger(wanted);
  const feature = call.foreman.world.features.find((one) => one.label === wanted || one.id === id);
  if (feature === undefined) throw resourceNotFound('remote_execution_feature', wanted);
  return json(featureView(call, feature));
}

export function featureView(call: Call, feature: DemoFeature): Record<string, unknown> {
  const template = call.foreman.world.templateById(feature.job_template_id);
  return {
    id: feature.id,
    label: feature.label,
    name: feature.name,
    description: feature.description,
    job_template_id: feature.job_template_id,
    job_template_name: template?.name ?? null,
    host_action_button: false,
  };
}
