import type { Abilities } from './versions.ts';

type Json = Record<string, unknown>;

interface Method {
  readonly name: string;
  readonly verb: string;
  readonly path: string;
  readonly params: readonly string[];
  readonly search?: readonly Json[];
}

const context = ['location_id', 'organization_id'];
const paging = ['search', 'order', 'page', 'per_page'];

/** The documented job endpoints by version; clients detect from them what a server can do. */
function jobMethods(abilities: Abilities): Method[] {
  const when = (known: boolean, ...names: string[]) => (known ? names : []);
  const base = '/api/job_invocations';
  const method = (name: string, verb: string, path: string, params: readonly string[]): Method => ({
    name,
    verb,
    path: `${base}${path}`,
    params: [...context, ...params],
  });
  const permissions = when(abilities.templateInBase, 'include_permissions');
  const all = [
    method('index', 'GET', '', [...paging, ...permissions]),
    method('show', 'GET', '/:id', [
      'id',
      'host_status',
      ...when(abilities.includeHosts, 'include_hosts'),
      ...permissions,
    ]),
    method('create', 'POST', '', [
      ...when(abilities.includeHosts, 'include_hosts'),
      'job_invocation',
    ]),
    method('output', 'GET', '/:id/hosts/:host_id', ['id', 'host_id', 'since']),
    method('raw_output', 'GET', '/:id/hosts/:host_id/raw', ['id', 'host_id']),
    method('cancel', 'POST', '/:id/cancel', [
      'id',
      'force',
      ...when(abilities.cancelSearch, 'search'),
    ]),
    method('rerun', 'POST', '/:id/rerun', [
      'id',
      'failed_only',
      ...when(abilities.succeededOnly, 'succeeded_only'),
    ]),
    method('template_invocations', 'GET', '/:id/template_invocations', ['id', ...paging]),
    method('outputs', 'GET', '/:id/outputs', ['id', 'search_query', 'since', 'raw']),
  ];
  const hosts = [
    'id',
    ...paging,
    ...when(abilities.awaiting, 'awaiting'),
    ...when(abilities.hostPermissions, 'include_permissions'),
  ];
  return abilities.hostsEndpoint ? [...all, method('hosts', 'GET', '/:id/hosts', hosts)] : all;
}

const hostSearch: readonly Json[] = [
  { name: 'execution_status', values: ['cancelled', 'error', 'ok'] },
  { name: 'hostgroup', type: 'string' },
  { name: 'id', type: 'integer' },
  { name: 'job_invocation.id', type: 'string' },
  { name: 'job_invocation.result', values: ['cancelled', 'failed', 'pending', 'success'] },
  { name: 'location', type: 'string' },
  { name: 'name', type: 'string' },
  { name: 'organization', type: 'string' },
  { name: 'os', type: 'string' },
];

const jobSearch: readonly Json[] = [
  { name: 'description', type: 'string' },
  { name: 'host', type: 'string' },
  { name: 'id', type: 'integer' },
  { name: 'job_category', type: 'string' },
  { name: 'owner', type: 'string' },
  { name: 'started_at', type: 'datetime' },
  { name: 'status', values: ['succeeded', 'failed', 'queued', 'running', 'cancelled'] },
  { name: 'user', type: 'string' },
];

function resources(abilities: Abilities): Record<string, Json> {
  const hosts: Method = {
    name: 'index',
    verb: 'GET',
    path: '/api/hosts',
    params: [...context, 'thin', ...paging],
  };
  const jobs = jobMethods(abilities).map((one) =>
    one.name === 'index' ? { ...one, search: jobSearch } : one,
  );
  return {
    hosts: resource('hosts', 'Hosts', [{ ...hosts, search: hostSearch }]),
    job_invocations: resource('job_invocations', 'Job invocations', jobs),
  };
}

function resource(name: string, title: string, methods: readonly Method[]): Json {
  return {
    doc_url: `../apidoc/v2/${name}`,
    api_url: '/api',
    name: title,
    short_description: null,
    full_description: '',
    version: 'v2',
    formats: ['json'],
    metadata: null,
    methods: methods.map((one) => methodDoc(name, one)),
    headers: [],
    deprecated: false,
  };
}

function methodDoc(resourceName: string, { name, verb, path, params, search }: Method): Json {
  return {
    doc_url: `../apidoc/v2/${resourceName}/${name}`,
    name,
    apis: [{ api_url: path, http_method: verb, short_description: '', deprecated: null }],
    formats: null,
    full_description: '',
    errors: [],
    params: params.map((param) => ({
      name: param,
      full_name: param,
      description: '',
      required: param === 'id' || param === 'host_id' || param === 'job_invocation',
      allow_nil: false,
      allow_blank: false,
      validator: '',
      expected_type: 'string',
      metadata: null,
      show: true,
      validations: [],
    })),
    examples: [],
    metadata: search === undefined ? null : { search },
    see: [],
    headers: [],
    show: true,
  };
}

/**
 * The document at `/apidoc/v2.json`, `/apidoc/v2/RESOURCE.json` or
 * `/apidoc/v2/RESOURCE/METHOD.json`; null = it does not exist.
 */
export function apidocFor(path: string, abilities: Abilities): Json | null {
  const match = /^\/apidoc\/v2(?:\.en)?(?:\/(\w+)(?:\/(\w+))?)?(?:\.en)?\.json$/.exec(path);
  if (match === null) return null;
  const all = resources(abilities);
  const [, resourceName, methodName] = match;
  if (resourceName === undefined) return document(all);
  const one = all[resourceName];
  if (one === undefined) return null;
  if (methodName === undefined) return document([one]);
  const methods = Array.isArray(one.methods)
    ? one.methods.filter((method) => method.name === methodName)
    : [];
  return methods.length === 0 ? null : document([{ ...one, methods }]);
}

function document(found: unknown): Json {
  const head = {
    name: 'Foreman',
    info: 'The Foreman API',
    copyright: '',
    doc_url: '../apidoc/v2',
    api_url: '/api',
  };
  return { docs: { ...head, resources: found } };
}
