import { usageError } from '../errors.ts';
import { alternatives } from '../text/counts.ts';
import { parseJobAddress } from './job-address.ts';
import { type Outcome, outcomes } from './outcome.ts';

/**
 * A job as the user names it: an id, or the user's newest job, perhaps with an outcome. `server` is
 * set if the address of the job's page was given.
 */
export type JobReference =
  | { readonly kind: 'id'; readonly id: number; readonly server?: string }
  | { readonly kind: 'last'; readonly outcome: Outcome | null };

/**
 * Parses a reference. The server would read `5abc` as 5, so ids are checked. `hint` says what to
 * type instead of text that names no job.
 */
export function parseJobReference(text: string, hint?: string): JobReference {
  const address = parseJobAddress(text.trim());
  const digits = /^#?([1-9]\d{0,9})$/.exec(address?.id ?? text);
  const id = Number(digits?.[1]);
  if (digits !== null && id <= 2_147_483_647)
    return address === null ? { kind: 'id', id } : { kind: 'id', id, server: address.server };
  if (text === '@last') return { kind: 'last', outcome: null };
  const word = /^@last:(.+)$/.exec(text)?.[1]?.replaceAll('-', '_');
  const outcome = outcomes.find((known) => known === word);
  if (outcome !== undefined) return { kind: 'last', outcome };
  if (word !== undefined) {
    throw usageError(`invalid outcome in \`${text}\``, `expected ${alternatives(outcomes)}`);
  }
  throw usageError(
    `\`${text}\` is not a valid job: expected an id such as 215, @last or @last:failed`,
    hint,
  );
}

/** The reference as it is typed. */
export function referenceText(reference: JobReference): string {
  if (reference.kind === 'id') return String(reference.id);
  return reference.outcome === null ? '@last' : `@last:${reference.outcome}`;
}
