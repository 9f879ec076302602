import type { AuditEntry } from '../../jobs/audit-entry.ts';
import type { Column } from '../answers/answer.ts';
import { columnTime } from '../time/relative.ts';

/** The columns of `log`. */
export const logColumns: readonly Column<AuditEntry>[] = [
  {
    key: 'time',
    header: 'TIME',
    value: (entry) => entry.time,
    text: (entry, screen) => columnTime(entry.time, screen),
  },
  { key: 'action', header: 'ACTION', value: (entry) => entry.action },
  { key: 'job_id', header: 'JOB', value: (entry) => entry.job_id },
  { key: 'series_id', header: 'SERIES', value: (entry) => entry.series_id ?? null, optional: true },
  { key: 'hosts', header: 'HOSTS', value: (entry) => entry.hosts, align: 'right' },
  { key: 'result', header: 'RESULT', value: (entry) => entry.result },
  { key: 'login', header: 'USER', value: (entry) => entry.login, shrinks: true },
  { key: 'server', header: 'SERVER', value: (entry) => entry.server, shrinks: true },
  { key: 'profile', header: 'PROFILE', value: (entry) => entry.profile, optional: true },
];
