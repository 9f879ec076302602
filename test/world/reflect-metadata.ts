/*
 * The certificate library asks for these three functions of the metadata proposal before it is
 * loaded. Import this file first.
 */
const kept = new WeakMap<object, Map<unknown, unknown>>();

Object.assign(Reflect, {
  defineMetadata(key: unknown, value: unknown, target: object): void {
    const values = kept.get(target) ?? new Map<unknown, unknown>();
    kept.set(target, values.set(key, value));
  },
  getMetadata: metadataOf,
  getOwnMetadata: metadataOf,
});

function metadataOf(key: unknown, target: object): unknown {
  return kept.get(target)?.get(key);
}
