/**
 * The entries that have a value, without those that are `undefined`: for objects whose keys are
 * counted, shown, or laid over others.
 */
export function defined<Values extends object>(values: Values): Values {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Values;
}
