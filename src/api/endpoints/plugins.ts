import * as v from 'valibot';
import type { Connection } from '../connection.ts';
import { name, text } from '../wire/fields.ts';
import { parsePage } from './page.ts';

const plugin = v.object({ name, version: text });

/** An installed plugin; its version decides what the server can do. */
export type Plugin = Readonly<v.InferOutput<typeof plugin>>;

/** Installed plugins; 403 for the usual Remote Execution roles. */
export async function listPlugins(connection: Connection): Promise<readonly Plugin[]> {
  const query = { per_page: 'all' };
  const answer = await connection.request({
    method: 'GET',
    path: '/api/plugins',
    query,
    taxonomy: false,
  });
  return parsePage(plugin, answer).items;
}
