import type { Shape } from '../../documents/types.ts';
import {
  type ExplainedHost,
  type HostEnd,
  type HostFailure,
  type HostFailureKind,
  hostFailureOf,
  knownEnd,
} from '../../jobs/hosts/host-failure.ts';
import type { HostStatus } from '../../jobs/hosts/host-run.ts';
import type { TargetHost } from '../../jobs/job-invocation.ts';
import type { Column } from '../answers/answer.ts';
import { hostStatusText } from '../terminal/icons.ts';
import type { Screen } from '../terminal/screen.ts';
import { timeColumns } from './time-columns.ts';

/** The columns of a job's hosts. */
export const hostColumns: readonly Column<ExplainedHost>[] = [
  { key: 'name', header: 'HOST', value: (host) => host.name },
  {
    key: 'status',
    header: 'STATUS',
    value: (host) => host.status,
    text: (host, screen) => hostStatusText(host.status, screen),
  },
  {
    key: 'reason',
    header: 'REASON',
    value: (host) => failureReason(knownEnd(host)),
    optional: true,
  },
  {
    key: 'operatingsystem_name',
    header: 'OS',
    value: (host) => host.operatingsystem_name,
    shrinks: true,
  },
  {
    key: 'hostgroup_name',
    header: 'HOST GROUP',
    value: (host) => host.hostgroup_name,
    shrinks: true,
  },
  {
    key: 'smart_proxy_name',
    header: 'SMART PROXY',
    value: (host) => host.smart_proxy_name,
    shrinks: true,
  },
  { key: 'id', header: 'ID', value: (host) => host.id, optional: true },
  { key: 'job_status', header: 'JOB STATUS', value: (host) => host.job_status, optional: true },
  failureColumn('kind', 'FAILURE'),
  failureColumn('exit_code', 'EXIT'),
  { ...failureColumn('message', 'MESSAGE'), shrinks: true },
  ...timeColumns<ExplainedHost>(({ times }) => times, { started: 'STARTED', runs: () => false }),
];

function failureColumn(field: keyof HostFailure, header: string): Column<ExplainedHost> {
  return {
    key: `failure.${field}`,
    header,
    value: (host) => hostFailureOf(knownEnd(host))?.[field] ?? null,
    optional: true,
  };
}

/** Whether a column or field needs the output of hosts. */
export function namesFailure(names: readonly string[]): boolean {
  return names.some((name) => {
    const words = name.split('.');
    return words.includes('failure') || readForFailure.has(words.at(-1) ?? '');
  });
}

const readForFailure: ReadonlySet<string> = new Set(['reason', 'kind', 'exit_code', 'message']);

/** The columns of hosts that a search matches. */
export const hostNameColumns: readonly Column<TargetHost>[] = [
  { key: 'id', header: 'ID', value: (host) => host.id },
  { key: 'name', header: 'HOST', value: (host) => host.name },
];

/** The table of a job's hosts, inside a longer text; loads the table library on a terminal. */
export async function hostTable(hosts: readonly ExplainedHost[], screen: Screen): Promise<string> {
  const { tableText } = await import('../answers/table.ts');
  const isExplained = hosts.some(({ end }) => end !== undefined);
  const columns = hostColumns.filter(
    ({ key, optional }) => optional !== true || (isExplained && key === 'reason'),
  );
  return tableText(hosts, columns, screen);
}

/** One host of a job as JSON. */
export function hostDocument(host: ExplainedHost): Shape<'hostRun'> {
  return {
    id: host.id,
    name: host.name,
    status: host.status,
    job_status: host.job_status,
    failure: hostFailureOf(knownEnd(host)),
    operatingsystem_name: host.operatingsystem_name,
    hostgroup_name: host.hostgroup_name,
    smart_proxy_name: host.smart_proxy_name,
    ...host.times,
  };
}

/** The words for kinds of failures, except `exit`, which is shown with its number. */
const failureWords: Readonly<Record<Exclude<HostFailureKind, 'exit'>, string>> = {
  unreachable: 'unreachable',
  timed_out: 'timed out',
  proxy: 'smart proxy failed',
  never_ran: 'never ran',
  cancelled: 'cancelled',
  unknown: 'failed',
};

/** The reason of a failure in a few words: `exit 3`, `unreachable`, `timed out`. */
export function failureWord({ kind, exit_code }: Omit<HostFailure, 'message'>): string {
  return kind === 'exit' ? `exit ${exit_code}` : failureWords[kind];
}

/** The end of a host in a few words: the reason if it did not succeed, else state or exit code. */
export function endWord(host: HostEnd): string {
  const failure = hostFailureOf(host);
  if (failure !== null) return failureWord(failure);
  if (host.status === 'succeeded' && host.exit_code !== null) return `exit ${host.exit_code}`;
  return host.status;
}

/** Whether a host counts as failed. Cancelled hosts do not: they were stopped on purpose. */
export function isFailure(host: Pick<HostEnd, 'status'>): boolean {
  return host.status === 'failed' || host.status === 'never_ran';
}

/** Why a host failed: `unreachable`, `exit 3`; `null` if that is unknown or it did not fail. */
export function failureReason(host: HostEnd): string | null {
  return reasonOfWord(host.status, endWord(host));
}

/** The same reason from the result of `endWord`. */
export function reasonOfWord(status: HostStatus, word: string): string | null {
  return status === 'failed' && word !== 'failed' ? word : null;
}

/**
 * Whether a debug line only repeats the end of a host: every failed or cancelled host gets such
 * lines from the server. The line of a forced cancel is not one: it means that output was lost.
 */
export function isServerEcho(text: string): boolean {
  return /^StandardError: Job execution failed\s*$|TaskCancelledException\]?: Task cancelled\s*$/.test(
    text,
  );
}
