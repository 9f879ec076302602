import { RefusedRecord } from '../failures.ts';
import { grantHint } from './permission-roles.ts';

interface Asked {
  readonly host: string;
  readonly login: string | null;
}

/** `null` where a server's text speaks of something else. */
export function refusedRecord(text: string, { host, login }: Asked): RefusedRecord | null {
  if (!/^PG::NotNullViolation\b/.test(text)) return null;
  const who = login === null ? 'you are' : `${login} is`;
  if (text.includes('recurring_logics')) {
    return new RefusedRecord(
      `${who} not allowed to do this on ${host}: missing permission create_recurring_logics`,
      grantHint(login, ['create_recurring_logics', 'edit_recurring_logics']),
      { httpStatus: 500 },
    );
  }
  const whose = login === null ? 'your' : `${login}'s`;
  return new RefusedRecord(
    `${who} not allowed to start this job on ${host}: the filters on create_job_invocations do not cover it`,
    `an administrator can change the filters of ${whose} roles`,
    { httpStatus: 500 },
  );
}
