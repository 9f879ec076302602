import { hash32, uuidOf } from '../hosts/random.ts';
import type { EndpointContext } from '../http/endpoint-context.ts';
import { formatTime } from '../jobs/zone.ts';
import type { DemoHost } from '../world/world-records.ts';

/** A full row of `GET /api/hosts`, as large as on a real server. */
export function hostView(endpoint: EndpointContext, host: DemoHost): Record<string, unknown> {
  const { world } = endpoint.foreman;
  const made = formatTime(host.created_at, endpoint.user.timezone);
  const organization = world.organizations.find((one) => one.id === host.organization_id);
  const location = world.locations.find((one) => one.id === host.location_id);
  return {
    ...nothing,
    ip: host.ip,
    mac: macOf(host.name),
    name: host.name,
    id: host.id,
    display_name: host.name,
    uuid: uuidOf('host', host.name),
    created_at: made,
    updated_at: made,
    organization_id: host.organization_id,
    organization_name: organization?.title ?? null,
    location_id: host.location_id,
    location_name: location?.title ?? null,
    hostgroup_id: host.hostgroup?.id ?? null,
    hostgroup_name: host.hostgroup?.name ?? null,
    hostgroup_title: host.hostgroup?.name ?? null,
    operatingsystem_id: host.operatingsystem?.id ?? null,
    operatingsystem_name: host.operatingsystem?.name ?? null,
    infrastructure_host: host.infrastructure,
    owner_id: 4,
    owner_name: 'Admin User',
    owner_type: 'User',
    managed: false,
    build: false,
    enabled: true,
    global_status: 0,
    global_status_label: 'OK',
    ...executionView(endpoint, host),
    remote_execution_proxies: [{ id: host.smart_proxy.id, name: host.smart_proxy.name }],
  };
}

/** The result of the host's last ended run, also while the next one runs. */
function executionView({ foreman }: EndpointContext, { id }: DemoHost): Record<string, unknown> {
  const ended = foreman.runsByHost.get(id)?.findLast(({ task }) => task.state === 'stopped');
  const failed = ended !== undefined && ended.task.result !== 'success';
  return {
    execution_status: failed ? 1 : 0,
    execution_status_label: `Last execution ${failed ? 'failed' : 'succeeded'}`,
  };
}

/** The fields of a real row that the simulated world does not have, all null. */
const nothing: Readonly<Record<string, null>> = Object.fromEntries(
  [
    ...[
      'ip6',
      'last_report',
      'realm_id',
      'realm_name',
      'sp_mac',
      'sp_ip',
      'sp_ip6',
      'sp_name',
      'domain_id',
    ],
    ...[
      'domain_name',
      'architecture_id',
      'architecture_name',
      'subnet_id',
      'subnet_name',
      'subnet6_id',
    ],
    ...[
      'subnet6_name',
      'sp_subnet_id',
      'ptable_id',
      'ptable_name',
      'medium_id',
      'medium_name',
      'pxe_loader',
    ],
    ...[
      'comment',
      'disk',
      'initiated_at',
      'installed_at',
      'model_id',
      'model_name',
      'image_id',
      'image_name',
    ],
    ...[
      'image_file',
      'compute_resource_id',
      'compute_resource_name',
      'compute_profile_id',
      'provision_method',
    ],
    ...[
      'compute_profile_name',
      'certname',
      'puppet_status',
      'puppet_proxy_id',
      'puppet_proxy_name',
    ],
    ...[
      'puppet_ca_proxy_id',
      'puppet_ca_proxy_name',
      'environment_id',
      'environment_name',
      'creator_id',
      'creator',
    ],
  ].map((name) => [name, null]),
);

function macOf(name: string): string {
  const hex = hash32('mac', name).toString(16).padStart(8, '0');
  return ['52', '54', ...(hex.match(/../g) ?? [])].join(':');
}
