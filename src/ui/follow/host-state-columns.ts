import type { HostState } from '../../jobs/host-run.ts';
import type { Column } from '../answers/answer.ts';

/**
 * CSV of a followed job: one record per host. Output is not part of it; `--json` and `ndjson` have
 * it.
 */
export const hostStateColumns: readonly Column<HostState>[] = [
  { key: 'id', header: 'ID', value: (host) => host.id, align: 'right' },
  { key: 'name', header: 'HOST', value: (host) => host.name },
  { key: 'status', header: 'STATUS', value: (host) => host.status },
  { key: 'exit_code', header: 'EXIT', value: (host) => host.exit_code, align: 'right' },
  { key: 'last_line', header: 'LAST LINE', value: (host) => host.last_line, shrinks: true },
];
