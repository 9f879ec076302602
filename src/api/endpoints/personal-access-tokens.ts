import * as v from 'valibot';
import { Failure, type FailureDetails } from '../../errors.ts';
import type { Connection } from '../connection.ts';
import { LostResponse } from '../failures.ts';
import { id, name, time } from '../wire/fields.ts';
import { parseResponse } from '../wire/response.ts';

const createdToken = v.object({
  id,
  name,
  /** Shown in this response only. */
  token_value: v.pipe(v.string(), v.minLength(1)),
  /** `null` = never. */
  expires_at: time,
});

/** A personal access token at the only moment at which its value is known. */
export type CreatedToken = Readonly<v.InferOutput<typeof createdToken>>;

interface NewToken {
  /** The server refuses one that the user has or had: also those of revoked tokens are taken. */
  readonly name: string;
  /** ISO 8601; `null` = never. */
  readonly expiresAt: string | null;
}

/**
 * Creates a token of this user. It is sent once: where the response is lost, the failure names the
 * token that may exist now.
 */
export async function createPersonalAccessToken(
  connection: Connection,
  userId: number,
  { name, expiresAt }: NewToken,
): Promise<CreatedToken> {
  try {
    const response = await connection.request({
      method: 'POST',
      path: `/api/users/${userId}/personal_access_tokens`,
      body: { personal_access_token: { name, expires_at: expiresAt } },
      taxonomy: false,
    });
    return parseResponse(createdToken, response);
  } catch (error) {
    throw whyNotCreated(error, name);
  }
}

/** The token is refused from then on. Needs no permission for one's own. */
export async function revokePersonalAccessToken(
  connection: Connection,
  userId: number,
  tokenId: number,
): Promise<void> {
  const path = `/api/users/${userId}/personal_access_tokens/${tokenId}`;
  await connection.request({ method: 'DELETE', path, taxonomy: false });
}

function whyNotCreated(error: unknown, name: string): unknown {
  if (!(error instanceof Failure)) return error;
  const { message, kind, httpStatus, hint } = error;
  const again = (why: string, details: FailureDetails) =>
    new Failure(kind, `cannot create a personal access token: ${why}`, {
      httpStatus,
      cause: error,
      ...details,
    });
  if (error instanceof LostResponse || kind === 'bad_answer')
    return new Failure('unknown_result', `the response with the new token is lost: ${message}`, {
      hint: `it may exist: revoke \`${name}\` in Foreman, under your user, Personal Access Tokens`,
      httpStatus,
      cause: error,
    });
  if (httpStatus === 404)
    return again('this server has none', { hint: 'log in without it: rexctl login' });
  if (httpStatus === 422)
    return again(message, /expire/i.test(message) ? { hint: 'give another --expires' } : {});
  return httpStatus === 403 ? again(message, { hint }) : error;
}
