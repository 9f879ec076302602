import type { Comparison } from './query.ts';
import { notSupported, SearchError } from './search-error.ts';
import type { Scalar, SearchContext } from './search-field.ts';
import { isWholeDay, type TimeValue, timeValue } from './time-value.ts';

type TimeTest = (value: Exclude<Scalar, null>) => boolean;

const noMethod =
  "Internal Server Error: the server was unable to finish the request. This may be caused by unavailability of some required service, incorrect API call or a server-side bug. There may be more information in the server's logs.";

/**
 * The test for a comparison of times. `=` means within the named minute, hour or day; `>` and `<=`
 * are moved forward by that unit, for hours and minutes only in language 4.1. Null = the date
 * cannot be read, so there is no condition.
 */
export function timeTest({ operator, value }: Comparison, context: SearchContext): TimeTest | null {
  const wanted = timeValue(value, context);
  if (wanted === null) return null;
  if (operator === 'in' || operator === 'notin')
    throw new SearchError(500, noMethod, 'NoMethodError');
  if (operator === 'like' || operator === 'unlike')
    throw notSupported(`the operator '${operator}' is not supported for field type 'datetime'`);
  const test = bounds(operator, wanted, context);
  return (one) => test(typeof one === 'number' ? one : Date.parse(String(one)));
}

type TimeOperator = Exclude<Comparison['operator'], 'in' | 'notin' | 'like' | 'unlike'>;

function bounds(
  operator: TimeOperator,
  wanted: TimeValue,
  context: SearchContext,
): (time: number) => boolean {
  const { start, span } = wanted;
  const widened = isWholeDay(wanted) || context.language !== '4.2';
  const end = start + span;
  switch (operator) {
    case 'eq':
      return (time) => time >= start && time < end;
    case 'ne':
      return (time) => !(time >= start && time < end);
    case 'gt':
      return widened ? (time) => time >= end : (time) => time > start;
    case 'lte':
      return widened ? (time) => time < end : (time) => time <= start;
    case 'gte':
      return (time) => time >= start;
    default:
      return (time) => time < start;
  }
}
