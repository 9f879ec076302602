import * as v from 'valibot';
import type { DocumentedMethods } from '../capabilities.ts';
import type { ApiResponse, Connection } from '../connection.ts';
import { name, number, text, texts } from '../wire/fields.ts';
import { parsePage, parseResponse } from '../wire/response.ts';

const status = v.object({ result: text, version: text, api_version: number });

/** Version of Foreman itself; that of Remote Execution is among the capabilities. */
export type ServerStatus = Readonly<v.InferOutput<typeof status>>;

/** Needs a login but no permission. */
export async function readStatus(connection: Connection): Promise<ServerStatus> {
  const response = await connection.request({
    method: 'GET',
    path: '/api/status',
    taxonomy: false,
  });
  return parseResponse(status, response);
}

const plugin = v.object({ name, version: text });

/** An installed plugin; its version decides what the server can do. */
export type Plugin = Readonly<v.InferOutput<typeof plugin>>;

/** Installed plugins; 403 for the usual Remote Execution roles. */
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

const metadata = v.fallback(
  v.nullable(v.object({ search: v.array(v.object({ name, type: text, values: texts })) })),
  null,
);

const resource = v.object({
  methods: v.fallback(v.array(v.object({ name, params: v.optional(v.unknown()), metadata })), []),
});
type Resource = v.InferOutput<typeof resource>;

/** The documentation of one resource; `resources` is a list or an object of one. */
const documentation = v.object({
  docs: v.object({ resources: v.union([v.array(resource), v.record(v.string(), resource)]) }),
});

/** Which parameters the job endpoints of this very server document; may be switched off there. */
export async function readDocumentedMethods(connection: Connection): Promise<DocumentedMethods> {
  const methods = new Map<string, ReadonlySet<string>>();
  for (const { methods: found } of await read(connection, '/apidoc/v2/job_invocations.json')) {
    for (const { name: methodName, params } of found)
      methods.set(methodName, new Set(namesOf(params)));
  }
  return methods;
}

/** A field that host searches know; `values` where only some are possible. */
export interface SearchField {
  readonly name: string;
  readonly type: string | null;
  readonly values: readonly string[] | null;
}

/** There is no completion in the API, so search fields come from the documentation. */
export async function readHostSearchFields(
  connection: Connection,
): Promise<readonly SearchField[]> {
  const resources = await read(connection, '/apidoc/v2/hosts/index.json');
  const fields = resources.flatMap(({ methods }) =>
    methods.flatMap((method) => method.metadata?.search ?? []),
  );
  return fields.map((field) => ({
    ...field,
    values: field.values.length === 0 ? null : field.values,
  }));
}

async function read(connection: Connection, path: string): Promise<readonly Resource[]> {
  const response: ApiResponse = await connection.request({
    method: 'GET',
    path,
    taxonomy: false,
  });
  const { resources } = parseResponse(documentation, response).docs;
  return Array.isArray(resources) ? resources : Object.values(resources);
}

/** Parameters may contain parameters, as those of `job_invocation` do. */
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
