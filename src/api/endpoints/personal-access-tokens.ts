import * as v from 'valibot';
import { Failure, type FailureDetails } from '../../errors.ts';
import type { Connection } from '../connection.ts';
import { LostResponse } from '../failures.ts';
import { id, name, time } from '../wire/fields.ts';
import { parseResponse } from '../wire/response.ts';

const createdToken = v.object({
  id,
  name,
  /** The token; only this response has it. */
  token_value: v.pipe(v.string(), v.minLength(1)),
  /** `null` = never. */
  expires_at: time,
});

/** A new personal access token with its value. */
export type CreatedToken = Readonly<v.InferOutput<typeof createdToken>>;

interface NewToken {
  /** Must be new: the server also refuses the names of revoked tokens. */
  readonly name: string;
  /** ISO 8601; `null` = never. */
  readonly expiresAt: string | null;
}

/**
 * Creates a token of this user. The request is sent once; if its response is lost, the failure
 * names the token that may exist.
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

/** Revokes a token. No permission is needed for own tokens. */
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
