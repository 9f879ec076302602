import { type EndpointContext, type Route, route } from '../http/endpoint-context.ts';
import { json, type Reply, resourceNotFound } from '../http/http-errors.ts';
import { indexReply } from '../http/paging.ts';
import { toInteger } from '../http/ruby.ts';
import { formatTime } from '../jobs/zone.ts';
import type { SearchFields } from '../search/index.ts';
import { byName, visibleTemplates } from '../world/visibility.ts';
import type {
  DemoForeignInputSet,
  DemoInput,
  DemoTaxonomy,
  DemoTemplate,
} from '../world/world-records.ts';

/** The routes of job templates and their inputs. */
export const jobTemplateRoutes: readonly Route[] = [
  route('GET', '/api/job_templates', index, 'view_job_templates'),
  route('GET', '/api/job_templates/:id/export', exportText, 'view_job_templates'),
  route('GET', '/api/job_templates/*id', show, 'view_job_templates'),
  route('GET', '/api/templates/:id/template_inputs', templateInputs, 'view_job_templates'),
  route('GET', '/api/templates/:id/foreign_input_sets', foreignInputSets, 'view_job_templates'),
];

/** The time at which the templates of the simulated world were created. */
const MADE_AT = Date.UTC(2026, 0, 12, 9, 30);

function templateFields(endpoint: EndpointContext): SearchFields<DemoTemplate> {
  const features = (template: DemoTemplate) =>
    endpoint.foreman.world.features.filter((feature) => feature.job_template_id === template.id);
  return {
    id: { type: 'integer', get: (one) => one.id },
    name: { type: 'string', get: (one) => one.name, freeText: true },
    job_category: { type: 'string', get: (one) => one.job_category },
    provider_type: { type: 'string', get: (one) => one.provider_type },
    snippet: { type: 'boolean', get: (one) => one.snippet },
    locked: { type: 'boolean', get: (one) => one.locked },
    template: { type: 'string', get: (one) => one.template },
    'feature.name': { type: 'string', get: (one) => features(one).map((feature) => feature.name) },
    'feature.label': {
      type: 'string',
      get: (one) => features(one).map((feature) => feature.label),
    },
  };
}

function index(endpoint: EndpointContext): Reply {
  const rows = visibleTemplates(endpoint.foreman, endpoint.user, endpoint.context).sort(byName);
  return json(
    indexReply(rows, endpoint.params, templateFields(endpoint), endpoint.foreman.time, (one) =>
      rowView(endpoint, one),
    ),
  );
}

/** Finds a template by id, `id-name` or exact name. */
function findTemplate(endpoint: EndpointContext): DemoTemplate {
  const wanted = endpoint.path.id ?? '';
  const visible = visibleTemplates(endpoint.foreman, endpoint.user, endpoint.context);
  const id = /^\d+(-|$)/.test(wanted) ? toInteger(wanted) : null;
  const found = visible.find((one) => one.id === id || one.name === wanted);
  if (found === undefined) throw resourceNotFound('job_template', wanted);
  return found;
}

function rowView(endpoint: EndpointContext, one: DemoTemplate): Record<string, unknown> {
  const made = formatTime(MADE_AT, endpoint.user.timezone);
  return {
    id: one.id,
    name: one.name,
    job_category: one.job_category,
    provider_type: one.provider_type,
    snippet: one.snippet,
    description_format: one.description_format,
    created_at: made,
    updated_at: made,
  };
}

function show(endpoint: EndpointContext): Reply {
  const one = findTemplate(endpoint);
  const { world } = endpoint.foreman;
  return json({
    ...rowView(endpoint, one),
    description: one.description,
    template: one.template,
    locked: one.locked,
    cloned_from_id: null,
    template_inputs: one.inputs.map(({ id, name, input_type }) => ({ id, name, input_type })),
    effective_user: one.effective_user,
    locations: taxonomies(world.locations, one.location_ids),
    organizations: taxonomies(world.organizations, one.organization_ids),
  });
}

function taxonomies(all: readonly DemoTaxonomy[], ids: readonly number[] | null): unknown[] {
  const listed = all.filter((one) => ids === null || ids.includes(one.id));
  return listed.map(({ id, name, title }) => ({ id, name, title, description: null }));
}

function exportText(endpoint: EndpointContext): Reply {
  const one = findTemplate(endpoint);
  const head = [
    '<%#',
    `name: ${one.name}`,
    `job_category: ${one.job_category}`,
    `provider_type: ${one.provider_type}`,
  ];
  const inputs = one.inputs.map(
    (input) => `- name: ${input.name}\n  required: ${String(input.required)}`,
  );
  const text = [...head, 'template_inputs:', ...inputs, '%>', one.template].join('\n');
  return { status: 200, body: { kind: 'text', text } };
}

const inputFields: SearchFields<DemoInput> = {
  id: { type: 'integer', get: (input) => input.id },
  name: { type: 'string', get: (input) => input.name, freeText: true },
  input_type: { type: 'string', get: (input) => input.input_type },
};

function templateInputs(endpoint: EndpointContext): Reply {
  const template = findTemplate(endpoint);
  const view = (input: DemoInput) => ({
    template_id: template.id,
    fact_name: input.fact_name,
    variable_name: null,
    puppet_parameter_name: null,
    puppet_class_name: null,
    description: input.description,
    required: input.required,
    default: input.default,
    hidden_value: input.hidden_value,
    id: input.id,
    name: input.name,
    input_type: input.input_type,
    options: input.options,
  });
  return json(
    indexReply(template.inputs, endpoint.params, inputFields, endpoint.foreman.time, view),
  );
}

const setFields: SearchFields<DemoForeignInputSet> = {
  id: { type: 'integer', get: (set) => set.id },
};

function foreignInputSets(endpoint: EndpointContext): Reply {
  const template = findTemplate(endpoint);
  const view = (set: DemoForeignInputSet) => ({
    id: set.id,
    template_id: template.id,
    target_template_id: set.target_template_id,
    target_template_name: endpoint.foreman.world.templateById(set.target_template_id)?.name ?? null,
    include_all: set.include_all,
    include: set.include.join(', '),
    exclude: set.exclude.join(', '),
    description: set.description,
    created_at: formatTime(MADE_AT, endpoint.user.timezone),
    updated_at: formatTime(MADE_AT, endpoint.user.timezone),
  });
  return json(
    indexReply(
      template.foreign_input_sets,
      endpoint.params,
      setFields,
      endpoint.foreman.time,
      view,
    ),
  );
}
