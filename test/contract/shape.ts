type TypeName = 'null' | 'string' | 'number' | 'boolean' | 'object' | 'array';

/** What JSON values of one place look like, taken together. */
interface Shape {
  readonly types: Set<TypeName>;
  readonly keys: Map<string, Shape>;
  element: Shape | null;
}

/** Keys and types of a value; the elements of an array are taken together. */
export function shapeOf(
  value: unknown,
  into: Shape = { types: new Set(), keys: new Map(), element: null },
): Shape {
  const type = typeOf(value);
  into.types.add(type);
  if (Array.isArray(value)) {
    for (const item of value) into.element = shapeOf(item, into.element ?? undefined);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value))
      into.keys.set(key, shapeOf(item, into.keys.get(key)));
  }
  return into;
}

function typeOf(value: unknown): TypeName {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  if (type === 'string' || type === 'number' || type === 'boolean' || type === 'object')
    return type;
  throw new Error(`no JSON: ${type}`);
}

/**
 * Where `actual` differs from the recording: keys that are missing or too many, types that were not
 * seen. A place that was null in the recording may hold anything; one that was never null may be
 * null only if named nullable.
 */
export function differences(
  recorded: Shape,
  actual: Shape,
  nullable: ReadonlySet<string>,
  path = '',
): string[] {
  const found = [
    ...keyDifferences(recorded, actual, path),
    ...typeDifferences(recorded, actual, nullable, path),
  ];
  for (const [key, shape] of recorded.keys) {
    const other = actual.keys.get(key);
    if (other !== undefined) found.push(...differences(shape, other, nullable, `${path}.${key}`));
  }
  if (recorded.element !== null && actual.element === null) found.push(`${path}[]: no element`);
  if (recorded.element !== null && actual.element !== null) {
    found.push(...differences(recorded.element, actual.element, nullable, `${path}[]`));
  }
  return found;
}

function keyDifferences(recorded: Shape, actual: Shape, path: string): string[] {
  if (!recorded.types.has('object')) return [];
  const missing = [...recorded.keys.keys()].filter((key) => !actual.keys.has(key));
  const extra = [...actual.keys.keys()].filter((key) => !recorded.keys.has(key));
  return [
    ...missing.map((key) => `${path}.${key}: missing`),
    ...extra.map((key) => `${path}.${key}: not recorded`),
  ];
}

function typeDifferences(
  recorded: Shape,
  actual: Shape,
  nullable: ReadonlySet<string>,
  path: string,
): string[] {
  const known = [...recorded.types].filter((type) => type !== 'null');
  const mine = [...actual.types].filter((type) => type !== 'null');
  const strange = known.length === 0 ? [] : mine.filter((type) => !known.includes(type));
  const found = strange.map((type) => `${path}: ${type} instead of ${known.join('|')}`);
  const mayBeNull = recorded.types.has('null') || nullable.has(path);
  return actual.types.has('null') && !mayBeNull
    ? [...found, `${path}: null instead of ${known.join('|')}`]
    : found;
}
