import { type Failure, usageError } from '../errors.ts';
import { hasUserInformation, shownAddress } from '../text/user-information.ts';

/** A job as the address of its page names it. */
export interface AddressedJob {
  readonly id: string;
  /** `https://host[:port][/prefix]`, without a trailing slash. */
  readonly server: string;
}

/** The pages of a job, old and new, and its place in the API; the id may be followed by a slash. */
const jobPath =
  /^(.*?)\/(?:(?:new\/|api\/(?:v2\/)?)?job_invocations|experimental\/job_invocations_detail)\/(\d+)\/?$/;

/**
 * The job of an address that was copied from a browser; `null` where the text is no address. Throws
 * a usage `Failure` for addresses of other pages, and for those with a user or a password.
 */
export function parseJobAddress(text: string): AddressedJob | null {
  if (!/^https?:\/\//i.test(text)) return null;
  if (hasUserInformation(authorityOf(text)))
    throw usageError(
      `the address of a job must not contain a user or password: \`${shownAddress(text)}\``,
      'remove everything up to the @',
    );
  const url = URL.canParse(text) ? new URL(text) : null;
  const [, prefix = '', id] = jobPath.exec(url?.pathname ?? '') ?? [];
  if (url === null || id === undefined) throw notJobPage(text);
  return { id, server: url.origin + prefix };
}

/** What may name a user; an at sign in a query does not. */
function authorityOf(text: string): string {
  return text.replace(/[?#].*$/s, '');
}

function notJobPage(text: string): Failure {
  return usageError(
    `\`${shownAddress(text)}\` is not the address of a job`,
    'expected https://foreman.example.com/job_invocations/215',
  );
}

/** The address of a job's page; `server` as the connection has it. */
export function jobPageAddress(server: string, id: number): string {
  return `${server}/job_invocations/${id}`;
}
