import { type Failure, usageError } from '../errors.ts';
import { hasUserInformation, shownAddress } from '../text/user-information.ts';

/** The job in the address of its page. */
export interface AddressedJob {
  readonly id: string;
  /** `https://host[:port][/prefix]`, without a trailing slash. */
  readonly server: string;
}

/** The paths of a job's old and new page and of its API record, perhaps with a final slash. */
const jobPath =
  /^(.*?)\/(?:(?:new\/|api\/(?:v2\/)?)?job_invocations|experimental\/job_invocations_detail)\/(\d+)\/?$/;

/**
 * Parses an address copied from a browser; `null` for other text. Throws a usage `Failure` for the
 * address of another page, and for one with a user or password.
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

/** The part of the address that may have a user: not the query. */
function authorityOf(text: string): string {
  return text.replace(/[?#].*$/s, '');
}

function notJobPage(text: string): Failure {
  return usageError(
    `\`${shownAddress(text)}\` is not the address of a job`,
    'expected https://foreman.example.com/job_invocations/215',
  );
}

/** The address of a job's page; `server` as in the connection. */
export function jobPageAddress(server: string, id: number): string {
  return `${server}/job_invocations/${id}`;
}
