import type { HostRun } from '../../jobs/host-run.ts';
import type { TargetHost } from '../../jobs/job-invocation.ts';
import type { Column } from '../answers/answer.ts';
import { hostStatusText } from '../terminal/icons.ts';
import type { Screen } from '../terminal/screen.ts';

/** The hosts of one job. */
export const hostColumns: readonly Column<HostRun>[] = [
  { key: 'name', header: 'HOST', value: (host) => host.name, shrinks: true },
  {
    key: 'status',
    header: 'STATUS',
    value: (host) => host.status,
    text: (host, screen) => hostStatusText(host.status, screen),
  },
  { key: 'operatingsystem_name', header: 'OS', value: (host) => host.operatingsystem_name },
  { key: 'hostgroup_name', header: 'HOST GROUP', value: (host) => host.hostgroup_name },
  { key: 'smart_proxy_name', header: 'SMART PROXY', value: (host) => host.smart_proxy_name },
  { key: 'id', header: 'ID', value: (host) => host.id, optional: true },
  { key: 'job_status', header: 'JOB STATUS', value: (host) => host.job_status, optional: true },
];

/** The hosts that a search matches. */
export const hostNameColumns: readonly Column<TargetHost>[] = [
  { key: 'id', header: 'ID', value: (host) => host.id },
  { key: 'name', header: 'HOST', value: (host) => host.name, shrinks: true },
];

/** The hosts of one job as part of prose; loads the table library on a terminal. */
export async function hostTable(hosts: readonly HostRun[], screen: Screen): Promise<string> {
  const { tableText } = await import('../answers/table.ts');
  const columns = hostColumns.filter((column) => column.optional !== true);
  return tableText(hosts, columns, screen);
}
