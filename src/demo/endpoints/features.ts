import { type EndpointContext, type Route, route } from '../http/endpoint-context.ts';
import { json, type Reply, resourceNotFound } from '../http/http-errors.ts';
import { envelope } from '../http/paging.ts';
import { toInteger } from '../http/ruby.ts';
import type { DemoFeature } from '../world/world-records.ts';

/** The routes of features with their job templates. */
export const featureRoutes: readonly Route[] = [
  route('GET', '/api/remote_execution_features', index, 'view_remote_execution_features'),
  route('GET', '/api/remote_execution_features/:id', show, 'view_remote_execution_features'),
];

/** The index of features; it ignores search and pages, although the response repeats them. */
function index(endpoint: EndpointContext): Reply {
  const results = endpoint.foreman.world.features.map((feature) => featureView(endpoint, feature));
  const perPage = 'per_page' in endpoint.params ? toInteger(endpoint.params.per_page) : 20;
  const request = { page: 1, perPage: perPage > 0 ? perPage : 20 };
  return json(
    envelope(endpoint.params, {
      total: results.length,
      subtotal: results.length,
      request,
      results,
    }),
  );
}

function show(endpoint: EndpointContext): Reply {
  const wanted = endpoint.path.id ?? '';
  const id = toInteger(wanted);
  const feature = endpoint.foreman.world.features.find(
    (one) => one.label === wanted || one.id === id,
  );
  if (feature === undefined) throw resourceNotFound('remote_execution_feature', wanted);
  return json(featureView(endpoint, feature));
}

export function featureView(
  endpoint: EndpointContext,
  feature: DemoFeature,
): Record<string, unknown> {
  const template = endpoint.foreman.world.templateById(feature.job_template_id);
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
