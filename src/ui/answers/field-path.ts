/** Plain JSON, as documents are. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Whether a dotted path such as `counts.failed` or `inputs.name` leads somewhere: through objects,
 * into every element of an array. What lies below a `null` or in an empty array may exist, so it
 * counts as found.
 */
export function hasPath(value: unknown, path: string): boolean {
  return path === '' || walks(value, path.split('.'));
}

function walks(value: unknown, keys: readonly string[]): boolean {
  const [key, ...rest] = keys;
  if (key === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0 || value.some((item) => walks(item, keys));
  return isObject(value) && Object.hasOwn(value, key) && walks(value[key], rest);
}

/**
 * The value at the path; arrays give an array of what their elements have; `null` where nothing is.
 */
export function valueAt(value: unknown, path: string): unknown {
  let found = value;
  const keys = path.split('.');
  for (const [index, key] of keys.entries()) {
    if (Array.isArray(found)) {
      const rest = keys.slice(index).join('.');
      return found.map((item) => valueAt(item, rest));
    }
    found = isObject(found) && Object.hasOwn(found, key) ? found[key] : null;
  }
  return found;
}

/** The object reduced to these paths, nested as it was, in the order of the paths. */
export function picked(value: JsonObject, paths: readonly string[]): JsonObject {
  const below = new Map<string, string[]>();
  for (const path of paths) {
    const [key = '', ...rest] = path.split('.');
    below.set(key, [...(below.get(key) ?? []), rest.join('.')]);
  }
  const own = (key: string) => (Object.hasOwn(value, key) ? value[key] : null);
  return Object.fromEntries([...below].map(([key, rests]) => [key, pickedBelow(own(key), rests)]));
}

function pickedBelow(value: unknown, paths: readonly string[]): unknown {
  if (paths.includes('')) return value;
  if (Array.isArray(value)) return value.map((item) => pickedBelow(item, paths));
  return isObject(value) ? picked(value, paths) : null;
}

/** A value in one cell: text as it is, lists joined, what is deeper as JSON. */
export function cellValue(value: unknown): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value) && value.every((item) => !isObject(item)))
    return value.map(String).join(',');
  return JSON.stringify(value);
}
