/** A copy without the entries that are `undefined`, e.g. to spread it over defaults. */
export function defined<Values extends object>(values: Values): Values {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Values;
}
