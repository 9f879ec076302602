import * as v from 'valibot';
import type { DocumentedMethods } from '../capabilities.ts';
import type { Connection } from '../connection.ts';
import { name, text } from '../wire/fields.ts';
import { parsePage, parseResponse } from '../wire/response.ts';

const plugin = v.object({ name, version: text });

/** An installed plugin. */
type Plugin = Readonly<v.InferOutput<typeof plugin>>;

/** Lists installed plugins; 403 for the usual roles of Remote Execution. */
export async function listPlugins(connection: Connection): Promise<readonly Plugin[]> {
  const query = { per_page: 'all' };
  const response = await connection.request({
    method: 'GET',
    path: '/api/plugins',
    query,
    taxonomy: false,
  });
  return parsePage(plugin, response).items;
}

/** The version of Remote Execution, e.g. `17.1.0`; `null` = not installed. */
export async function readRexVersion(connection: Connection): Promise<string | null> {
  const plugins = await listPlugins(connection);
  return plugins.find((one) => one.name === 'foreman_remote_execution')?.version ?? null;
}

const resource = v.object({
  methods: v.fallback(v.array(v.object({ name, params: v.optional(v.unknown()) })), []),
});

/** The documentation of one resource; `resources` is a list, or an object with one entry. */
const documentation = v.object({
  docs: v.object({ resources: v.union([v.array(resource), v.record(v.string(), resource)]) }),
});

/** The documented parameters of the job endpoints of this server; documentation may be off. */
export async function readDocumentedMethods(connection: Connection): Promise<DocumentedMethods> {
  const response = await connection.request({
    method: 'GET',
    path: '/apidoc/v2/job_invocations.json',
    taxonomy: false,
  });
  const { resources } = parseResponse(documentation, response).docs;
  const methods = Object.values(resources).flatMap((one) => one.methods);
  return new Map(methods.map((method) => [method.name, new Set(namesOf(method.params))]));
}

/** The names of parameters, also of those inside other parameters, such as `job_invocation`. */
function namesOf(parameters: unknown): string[] {
  if (!Array.isArray(parameters)) return [];
  return parameters.flatMap((parameter: unknown) => {
    const { name: own, params } = (parameter ?? {}) as {
      readonly name?: unknown;
      readonly params?: unknown;
    };
    return typeof own === 'string' ? [own, ...namesOf(params)] : [];
  });
}
