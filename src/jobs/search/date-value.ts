/**
 * What a date in a search stands for; `null` where the server cannot read it, and ignores the
 * condition.
 */
type DateKind = 'day' | 'time' | null;

const time = /^\s*\d{1,6}\s+(minute|hour)s?\s+(ago|from\s+now)\s*$/i;
const day =
  /^\s*(today|yesterday|tomorrow|\d{1,6}\s+(day|week|month|year)s?\s+(ago|from\s+now))\s*$/i;
const iso =
  /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)?\s*$/i;

/** Only the spellings that every version of the server reads as they are meant. */
export function dateKind(value: string): DateKind {
  if (day.test(value)) return 'day';
  if (time.test(value)) return 'time';
  const match = iso.exec(value);
  if (match === null) return null;
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map(Number);
  const exists = new Date(Date.UTC(year, month - 1, date)).getUTCDate() === date && month <= 12;
  // A part that was not typed is not a number, and no larger than anything.
  if (!exists || hour > 23 || minute > 59 || second > 59) return null;
  return match[4] === undefined ? 'day' : 'time';
}

/** By its name; the server gives the types of some fields only. */
export function isDateField(field: string): boolean {
  return (
    /(?:_at|^last_report|^boot_time|^last_checkin)$/.test(field) &&
    !/^(?:params|facts)\./.test(field)
  );
}
