import type { Connection } from '../api/connection.ts';
import type { Context } from '../cli/context.ts';

/** The hint for something outside the organization and location in use. */
export const chooseAnotherTaxonomy =
  'choose another with --organization or --location, or remove them from the profile';

/** The organization and location in use, in words; `null` = none. */
export async function taxonomyInUse(context: Context): Promise<string | null> {
  const { organization, location } = (await context.settings()).resolve(context.globals);
  const parts = [
    ...(organization === undefined || organization === null
      ? []
      : [`organization ${organization}`]),
    ...(location === undefined || location === null ? [] : [`location ${location}`]),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}

/** Something that was found only without the organization and location in use. */
interface FoundOutside<T> {
  /** The organization and location in use, in words. */
  readonly taxonomy: string;
  readonly found: T;
}

/** Reads without organization and location; `null` if none are in use. */
export async function readOutside<T>(
  context: Context,
  read: (anywhere: Connection) => Promise<T>,
): Promise<FoundOutside<T> | null> {
  const taxonomy = await taxonomyInUse(context);
  if (taxonomy === null) return null;
  const connection = await context.connection();
  return { taxonomy, found: await read(connection.with({ taxonomy: false })) };
}
