import type { Document } from '../../documents/types.ts';
import type { HostDetail, HostResult } from '../../jobs/hosts/host-detail.ts';
import { hostFailureOf } from '../../jobs/hosts/host-failure.ts';
import { numberText } from '../../text/counts.ts';
import type { Column } from '../answers/answer.ts';
import { hostStatusText } from '../terminal/icons.ts';
import { labelLines } from '../terminal/label-lines.ts';
import { oneLine } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';
import { columnTime } from '../time/relative.ts';
import { failureReason } from './host.ts';
import { timeColumns } from './time-columns.ts';

/** The columns of a host's jobs and of its result in each. */
export const hostResultColumns: readonly Column<HostResult>[] = [
  { key: 'job_id', header: 'JOB', value: ({ job }) => job.id, job: ({ job }) => job.id },
  {
    key: 'status',
    header: 'STATUS',
    value: ({ end }) => end.status,
    text: ({ end }, screen) => hostStatusText(end.status, screen),
  },
  { key: 'reason', header: 'REASON', value: ({ end }) => failureReason(end) },
  {
    key: 'description',
    header: 'DESCRIPTION',
    value: ({ job }) => job.description,
    shrinks: true,
  },
  {
    key: 'start_at',
    header: 'STARTED',
    value: ({ job }) => job.start_at,
    text: ({ job }, screen) => columnTime(job.start_at, screen),
    goesFirst: true,
  },
  ...timeColumns<HostResult>(({ times }) => times, {
    started: 'HOST STARTED',
    runs: () => false,
  }).map((column) => ({ ...column, optional: column.key !== 'duration' })),
  {
    key: 'template_name',
    header: 'TEMPLATE',
    value: ({ job }) => job.template_name,
    optional: true,
    shrinks: true,
  },
  {
    key: 'failure.message',
    header: 'MESSAGE',
    value: ({ end }) => hostFailureOf(end)?.message ?? null,
    optional: true,
    shrinks: true,
  },
];

/** A job of `host show` as JSON. */
export function hostResultDocument({
  job,
  end,
  times,
}: HostResult): Document<'host'>['jobs'][number] {
  return {
    job_id: job.id,
    description: job.description,
    template_name: job.template_name,
    start_at: job.start_at,
    status: end.status,
    failure: hostFailureOf(end),
    ...times,
  };
}

/** A host of the server as JSON. */
export function hostDetailDocument(host: HostDetail): Document<'host'>['host'] {
  return {
    id: host.id,
    name: host.name,
    operatingsystem_name: host.operatingsystem_name,
    hostgroup_name: host.hostgroup_name,
    organization_name: host.organization_name,
    location_name: host.location_name,
    ip: host.ip,
    smart_proxies: host.smart_proxies,
    execution_status: host.execution_status,
  };
}

interface ShownHistory {
  readonly results: readonly HostResult[];
  readonly subtotal: number;
  /** The page of the host in the web interface. */
  readonly url: string;
}

/** The text of `host show`: facts that matter for jobs, and the last jobs. Ends with `\n`. */
export async function hostProse(
  host: HostDetail,
  { results, subtotal, url }: ShownHistory,
  screen: Screen,
): Promise<string> {
  const { tableText } = await import('../answers/table.ts');
  const columns = hostResultColumns.filter(({ optional }) => optional !== true);
  const facts = labelLines(
    [
      ['ID', String(host.id)],
      ['OS', host.operatingsystem_name],
      ['Host group', host.hostgroup_name],
      ['Organization', host.organization_name],
      ['Location', host.location_name],
      ['Smart proxy', host.smart_proxies === null ? null : host.smart_proxies.join(', ')],
      ['IP address', host.ip],
      ['Last job', host.execution_status?.replace(/^Last execution /, '') ?? null],
      ['Jobs', countText(results.length, subtotal)],
      ['URL', url],
    ],
    screen,
  );
  const table = results.length === 0 ? '' : `\n${await tableText(results, columns, screen)}`;
  const gap = screen.isTerminal ? '\n' : '';
  return `${screen.style.bold(oneLine(host.name))}\n${gap}${facts}${table}`;
}

function countText(shown: number, subtotal: number): string {
  if (subtotal === 0) return 'none that is visible to you';
  return shown >= subtotal
    ? numberText(subtotal)
    : `the last ${numberText(shown)} of ${numberText(subtotal)}`;
}
