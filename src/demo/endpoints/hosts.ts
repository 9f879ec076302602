import { type EndpointContext, type Route, route } from '../http/endpoint-context.ts';
import { json, type Reply, resourceNotFound, routeNotFound } from '../http/http-errors.ts';
import { envelope, pageOf, pageRequest, searched } from '../http/paging.ts';
import { toBoolean, toInteger } from '../http/ruby.ts';
import { hostView } from '../views/host-view.ts';
import { hostSearchFields } from '../world/host-search.ts';
import { visibleHosts } from '../world/visibility.ts';
import { featureView } from './features.ts';

/** The routes of hosts, which return those that the user sees; none completes a search. */
export const hostRoutes: readonly Route[] = [
  route('GET', '/api/hosts', index, 'view_hosts'),
  route('GET', '/api/hosts/:id/available_remote_execution_features', features, 'view_hosts'),
  route('GET', '/api/hosts/*id', show, 'view_hosts'),
];

function index(endpoint: EndpointContext): Reply {
  const { foreman, params, user, context } = endpoint;
  const visible = visibleHosts(foreman.world, user, context);
  const request = pageRequest(params);
  const found = searched(visible, params, hostSearchFields(foreman), foreman.time);
  const thin = toBoolean(params.thin) === true;
  const results = pageOf(found, request).map((host) =>
    thin ? { id: host.id, name: host.name } : hostView(endpoint, host),
  );
  return json(
    envelope(params, { total: visible.length, subtotal: found.length, request, results }),
  );
}

/** Any path without another route means a host's id or name, also `auto_complete_search`. */
function show(endpoint: EndpointContext): Reply {
  const wanted = endpoint.path.id ?? '';
  const visible = visibleHosts(endpoint.foreman.world, endpoint.user, endpoint.context);
  const id = /^\d+(-|$)/.test(wanted) ? toInteger(wanted) : null;
  const host = visible.find((one) => one.id === id || one.name === wanted);
  if (host === undefined) throw resourceNotFound('host', wanted);
  return json(hostView(endpoint, host));
}

function features(endpoint: EndpointContext): Reply {
  const id = endpoint.path.id ?? '';
  if (id.includes('.')) throw routeNotFound();
  return json(endpoint.foreman.world.features.map((feature) => featureView(endpoint, feature)));
}
