import { permissionsOfEverybody, permissionsOfRole } from './roles.ts';
import type {
  DemoHost,
  DemoTemplate,
  DemoUser,
  NamedThing,
  NewHost,
  NewTemplate,
  NewUser,
} from './world-records.ts';

const proxy: NamedThing = { id: 1, name: 'proxy.example.com' };

interface Places {
  readonly organizations: readonly NamedThing[];
  readonly locations: readonly NamedThing[];
}

export function hostRecord(id: number, places: Places, host: NewHost): DemoHost {
  return {
    id,
    ip: `10.20.${(id >> 8) & 255}.${id & 255}`,
    created_at: Date.UTC(2026, 1, 2, 8, 15),
    organization_id: places.organizations[0]?.id ?? null,
    location_id: places.locations[0]?.id ?? null,
    hostgroup: null,
    operatingsystem: null,
    smart_proxy: proxy,
    infrastructure: false,
    ...host,
  };
}

export function templateRecord(
  id: number,
  template: NewTemplate,
  inputId: (index: number) => number,
): DemoTemplate {
  return {
    id,
    job_category: 'Commands',
    provider_type: 'script',
    snippet: false,
    description: null,
    description_format: null,
    template: '<%= input("command") %>\n',
    foreign_input_sets: [],
    effective_user: { value: null, current_user: false, overridable: true },
    execution_timeout_interval: null,
    locked: false,
    organization_ids: null,
    location_ids: null,
    ...template,
    inputs: (template.inputs ?? []).map((input, index) => ({
      id: inputId(index),
      input_type: 'user',
      description: null,
      required: false,
      default: null,
      hidden_value: false,
      options: null,
      fact_name: null,
      ...input,
    })),
  };
}

export function userRecord(id: number, places: Places, user: NewUser): DemoUser {
  const { token, permissions, ...given } = user;
  const roles = user.roles ?? [];
  return {
    id,
    firstname: user.login,
    lastname: 'User',
    mail: `${user.login}@example.com`,
    admin: false,
    disabled: false,
    timezone: null,
    seesHost: () => true,
    cancelsOwnJobsOnly: false,
    createFilterMisfits: false,
    organization_ids: places.organizations.map((organization) => organization.id),
    location_ids: places.locations.map((location) => location.id),
    ...given,
    roles,
    permissions: new Set([
      ...permissionsOfEverybody,
      ...roles.flatMap(permissionsOfRole),
      ...(permissions ?? []),
    ]),
    tokens:
      token === undefined
        ? []
        : [{ id: id * 10, name: 'rexctl', value: token, expires_at: null, revoked: false }],
  };
}
