import type { EndpointContext, Params } from '../http/endpoint-context.ts';
import { errorMessage, internalError, validationFailed } from '../http/http-errors.ts';
import { isBlank, isRecord, isTruthy, toInteger } from '../http/ruby.ts';
import { type Cron, nextCronTime, parseCron } from './cron.ts';
import { parseTime } from './zone.ts';

const MINUTE = 60_000;

/** The time at which a new job runs: immediately, later, or repeatedly. */
export type RequestedTriggering =
  | { readonly mode: 'immediate' }
  | { readonly mode: 'future'; readonly startAt: number; readonly startBefore: number | null }
  | {
      readonly mode: 'recurring';
      readonly cronLine: string;
      readonly cron: Cron;
      readonly startAt: number;
      readonly maxIteration: number | null;
      readonly purpose: string | null;
    };

export function requestedTriggering(endpoint: EndpointContext, job: Params): RequestedTriggering {
  const recurrence = optionalRecord(job.recurrence);
  const scheduling = optionalRecord(job.scheduling);
  if (!isBlank(recurrence)) return recurringTriggering(endpoint, recurrence, scheduling);
  if (isBlank(scheduling)) return { mode: 'immediate' };
  const startAt = readTime(endpoint, scheduling.start_at);
  const startBefore = readTime(endpoint, scheduling.start_before);
  if (startAt === null) {
    if (endpoint.foreman.abilities.refusesPastStart)
      throw validationFailed('Triggering: Start at must be set');
    return { mode: 'immediate' };
  }
  checkStart(endpoint, startAt);
  if (startBefore !== null && startBefore < startAt) {
    throw validationFailed('Triggering: Start before raw The task could not be started');
  }
  return { mode: 'future', startAt, startBefore };
}

function checkStart(endpoint: EndpointContext, startAt: number): void {
  const { foreman } = endpoint;
  if (foreman.abilities.refusesPastStart && startAt <= foreman.time) {
    throw validationFailed('Triggering: Start at is in the past');
  }
}

function recurringTriggering(
  endpoint: EndpointContext,
  recurrence: Params,
  scheduling: Params,
): RequestedTriggering {
  const cronLine = typeof recurrence.cron_line === 'string' ? recurrence.cron_line : '';
  const cron = parseCron(cronLine, endpoint.user.timezone);
  if (cron === null) {
    throw validationFailed(`Triggering: Cronline ${cronLine} is not valid format of cron line`);
  }
  const maxIteration = isBlank(recurrence.max_iteration)
    ? null
    : toInteger(recurrence.max_iteration);
  if (maxIteration !== null && maxIteration < 1) {
    throw validationFailed('Triggering: Input type No task could be started');
  }
  const purpose = isBlank(recurrence.purpose) ? null : String(recurrence.purpose);
  checkPurpose(endpoint, purpose);
  const wished = readTime(endpoint, scheduling.start_at);
  if (wished !== null) checkStart(endpoint, wished);
  const from = wished === null ? endpoint.foreman.time : wished - 1;
  const startAt = nextCronTime(cron, from) ?? from;
  return { mode: 'recurring', cronLine, cron, startAt, maxIteration, purpose };
}

/** Checks that the purpose is unique among active and disabled series. */
function checkPurpose(endpoint: EndpointContext, purpose: string | null): void {
  if (purpose === null) return;
  for (const logic of endpoint.foreman.recurringLogics.values()) {
    if (logic.purpose !== purpose || (logic.state !== 'active' && logic.state !== 'disabled'))
      continue;
    const text = `Active or disabled recurring logic with purpose ${purpose} already exists`;
    throw validationFailed(`Triggering: Purpose ${text}`);
  }
}

/** Reads a time, which must be a text; seconds are dropped. */
function readTime(endpoint: EndpointContext, value: unknown): number | null {
  if (isBlank(value)) return null;
  if (typeof value === 'number') {
    throw errorMessage(500, 'no implicit conversion of Integer into String');
  }
  const text = String(value);
  const time = parseTime(text, endpoint.user.timezone, endpoint.foreman.time);
  if (time === null) throw internalError();
  if (isOutOfRange(text)) throw errorMessage(500, 'argument out of range');
  return Math.floor(time / MINUTE) * MINUTE;
}

function isOutOfRange(text: string): boolean {
  const match = /^\d+-(\d+)-(\d+)(?:[T ](\d+):(\d+))?/.exec(text.trim());
  if (match === null) return false;
  const [month, day, hour, minute] = match.slice(1).map((part) => Number(part ?? 0));
  return (month ?? 1) > 12 || (day ?? 1) > 31 || (hour ?? 0) > 24 || (minute ?? 0) > 59;
}

function optionalRecord(value: unknown): Params {
  if (!isTruthy(value)) return {};
  if (!isRecord(value)) throw internalError();
  return value;
}
