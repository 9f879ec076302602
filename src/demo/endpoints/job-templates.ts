import { type Call, type Route, route } from '../http/call.ts';
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

/** Job templates and the inputs that they take. */
export const jobTemplateRoutes: readonly Route[] = [
  route('GET', '/api/job_templates', index, 'view_job_templates'),
  route('GET', '/api/job_templates/:id/export', exportText, 'view_job_templates'),
  route('GET', '/api/job_templates/*id', show, 'view_job_templates'),
  route('GET', '/api/templates/:id/template_inputs', templateInputs, 'view_job_templates'),
  route('GET', '/api/templates/:id/foreign_input_sets', foreignInputSets, 'view_job_templates'),
];

/** When the templates of the simulated world were made. */
const MADE_AT = Date.UTC(2026, 0, 12, 9, 30);

function templateFields(call: Call): SearchFields<DemoTemplate> {
  const features = (template: DemoTemplate) =>
    call.foreman.world.features.filter((feature) => feature.job_template_id === template.id);
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

function index(call: Call): Reply {
  const rows = visibleTemplates(call.foreman, call.user, call.context).sort(byName);
  return json(
    indexReply(rows, call.params, templateFields(call), call.foreman.time, (one) =>
      rowView(call, one),
    ),
  );
}

/** By id, `id-name` or exact name. */
function findTemplate(call: Call): DemoTemplate {
  const wanted = call.path.id ?? '';
  const visible = visibleTemplates(call.foreman, call.user, call.context);
  const id = /^\d+(-|$)/.test(wanted) ? toInteger(wanted) : null;
  const found = visible.find((one) => one.id === id || one.name === wanted);
  if (found === undefined) throw resourceNotFound('job_template', wanted);
  return found;
}

function rowView(call: Call, one: DemoTemplate): Record<string, unknown> {
  const made = formatTime(MADE_AT, call.user.timezone);
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

function show(call: Call): Reply {
  const one = findTemplate(call);
  const { world } = call.foreman;
  return json({
    ...rowView(call, one),
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

function exportText(call: Call): Reply {
  const one = findTemplate(call);
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

function templateInputs(call: Call): Reply {
  const template = findTemplate(call);
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
  return json(indexReply(template.inputs, call.params, inputFields, call.foreman.time, view));
}

const setFields: SearchFields<DemoForeignInputSet> = {
  id: { type: 'integer', get: (set) => set.id },
};

function foreignInputSets(call: Call): Reply {
  const template = findTemplate(call);
  const view = (set: DemoForeignInputSet) => ({
    id: set.id,
    template_id: template.id,
    target_template_id: set.target_template_id,
    target_template_name: call.foreman.world.templateById(set.target_template_id)?.name ?? null,
    include_all: set.include_all,
    include: set.include.join(', '),
    exclude: set.exclude.join(', '),
    description: set.description,
    created_at: formatTime(MADE_AT, call.user.timezone),
    updated_at: formatTime(MADE_AT, call.user.timezone),
  });
  return json(
    indexReply(template.foreign_input_sets, call.params, setFields, call.foreman.time, view),
  );
}
