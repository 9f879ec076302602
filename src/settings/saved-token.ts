import { dayMs } from '../clock.ts';
import { counted } from '../text/counts.ts';
import type { CredentialSource } from './credentials.ts';

/** A reminder is shown this long before the end. */
const soonMs = 14 * dayMs;

/** When a saved token ends, in words. */
export interface TokenEnd {
  /** E.g. `expires on 2027-02-27`. */
  readonly text: string;
  readonly isOver: boolean;
  /** A sentence without a full stop if the token has expired or expires soon, else `null`. */
  readonly reminder: string | null;
}

/**
 * The end of a token; `null` if it does not expire, or was not created by rexctl. `now` is in
 * milliseconds since 1970.
 */
export function tokenEnd(
  { token_expires_at: end }: { readonly token_expires_at?: string | null },
  now: number,
): TokenEnd | null {
  const time = Date.parse(end ?? '');
  if (Number.isNaN(time)) return null;
  const date = new Date(time).toISOString().slice(0, 10);
  const left = time - now;
  if (left <= 0)
    return { text: `expired on ${date}`, isOver: true, reminder: `The token expired on ${date}` };
  return {
    text: `expires on ${date}`,
    isOver: false,
    reminder: left > soonMs ? null : `The token expires ${leftInWords(left)}, on ${date}`,
  };
}

/** Where `login` saved the credential in use; `null` if it is from another source. */
export function savedIn(source: CredentialSource | null): 'keyring' | 'file' | null {
  if (source?.from !== 'profile') return null;
  if (source.kind === 'keyring') return 'keyring';
  return source.kind === 'value' ? 'file' : null;
}

function leftInWords(ms: number): string {
  return ms < dayMs ? 'within a day' : `in ${counted(Math.round(ms / dayMs), 'day')}`;
}
