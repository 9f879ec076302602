import * as v from 'valibot';
import type { Connection } from '../connection.ts';
import { number, text } from '../wire/fields.ts';
import { parseResponse } from '../wire/parse-response.ts';

const status = v.object({ result: text, version: text, api_version: number });

/** Version of Foreman itself; that of Remote Execution is among the capabilities. */
export type ServerStatus = Readonly<v.InferOutput<typeof status>>;

/** Needs a login but no permission. */
export async function readStatus(connection: Connection): Promise<ServerStatus> {
  const answer = await connection.request({
    method: 'GET',
    path: '/api/status',
    taxonomy: false,
  });
  return parseResponse(status, answer);
}
