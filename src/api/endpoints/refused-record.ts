import { Failure } from '../../errors.ts';
import { grantHint } from '../http/permission-roles.ts';

/**
 * The database refused a record because the user may not make what belongs to it. Nothing runs, but
 * the row of the job may have been left behind. It is a missing right, told as a 500 by servers; no
 * lost answer.
 */
export class RefusedRecord extends Failure {
  constructor(message: string, hint: string, details: { httpStatus: number; cause?: unknown }) {
    super('not_allowed', message, { hint, ...details });
    this.name = 'RefusedRecord';
  }

  /** The same, with one more line of what is left. */
  withHint(line: string): RefusedRecord {
    const hint = [this.hint, line].join('\n');
    return new RefusedRecord(this.message, hint, {
      httpStatus: this.httpStatus ?? 500,
      cause: this,
    });
  }
}

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
