/** The way in which Ruby, the server's language, reads values. It causes several traps. */

/** Whether Ruby reads a value as true: all except `nil` and `false`, also `"false"`, `0`, `""`. */
export function isTruthy(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}

/** Whether a value is blank: `nil`, `false`, blank text, an empty list or an empty object. */
export function isBlank(value: unknown): boolean {
  if (!isTruthy(value)) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Ruby's `to_i`: the number at the beginning (`5abc` is 5), or 0. */
export function toInteger(value: unknown): number {
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value !== 'string') return 0;
  const digits = /^\s*[-+]?\d+/.exec(value);
  return digits === null ? 0 : Number.parseInt(digits[0], 10);
}

/** Ruby's `to_f`: the number at the beginning, or 0. */
export function toFloat(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return 0;
  const number = /^\s*[-+]?\d+(\.\d+)?([eE][-+]?\d+)?/.exec(value);
  return number === null ? 0 : Number.parseFloat(number[0]);
}

const FALSE_VALUES: ReadonlySet<unknown> = new Set([
  false,
  0,
  '0',
  'f',
  'F',
  'false',
  'FALSE',
  'off',
  'OFF',
]);

/** The cast to a boolean in the server's database layer; empty text is `null`. */
export function toBoolean(value: unknown): boolean | null {
  if (value === undefined || value === null || value === '') return null;
  return !FALSE_VALUES.has(value);
}

/**
 * The cast of a JSON value for a text column: `5` → `5`, `true` → `t`, `["a"]` → `["a"]`,
 * `{"a":1}` → `{"a"=>1}`.
 */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === true) return 't';
  if (value === false) return 'f';
  return inspect(value);
}

/** Ruby's `inspect`: the literal of a value. */
function inspect(value: unknown): string {
  if (value === null || value === undefined) return 'nil';
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inspect).join(', ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}=>${inspect(item)}`)
      .join(', ')}}`;
  }
  return String(value);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
