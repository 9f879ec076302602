import { dayMs } from '../clock.ts';
import { counted } from '../text/counts.ts';
import type { CredentialSource } from './credentials.ts';

/** The reminder starts this long before the end. */
const soonMs = 14 * dayMs;

/** When a saved token expires, in words. */
export interface TokenEnd {
  /** `expires on 2027-02-27`. */
  readonly text: string;
  readonly isOver: boolean;
  /** A sentence without a full stop, when it ends soon; else `null`. */
  readonly reminder: string | null;
}

/** `null` if it does not expire or rexctl did not create it. `now`: epoch milliseconds. */
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

/** Where `login` saved the credential in use; `null` for a credential from another source. */
export function savedIn(source: CredentialSource | null): 'keyring' | 'file' | null {
  if (source?.from !== 'profile') return null;
  if (source.kind === 'keyring') return 'keyring';
  return source.kind === 'value' ? 'file' : null;
}

function leftInWords(ms: number): string {
  return ms < dayMs ? 'within a day' : `in ${counted(Math.round(ms / dayMs), 'day')}`;
}
