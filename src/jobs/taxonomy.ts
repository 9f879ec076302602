/** An organization or a location. */
export interface Taxonomy {
  readonly id: number;
  readonly name: string;
  /** The names from the top to this one: `A/B`. */
  readonly title: string;
  /** `null` at the top, or not known. */
  readonly parent_id: number | null;
  readonly description: string | null;
}

/** The two kinds, as options and settings name them. */
export type TaxonomyKind = 'organization' | 'location';

/**
 * Whether an option or a profile means this one of a list. Only one has a title; a name may be that
 * of several, also of some that the list lacks: `null` = not known.
 */
export function isMeant(
  { id, name, title }: Taxonomy,
  wanted: string | null,
  list: { readonly rows: readonly Taxonomy[]; readonly isWhole: boolean },
): boolean | null {
  if (title === wanted || String(id) === wanted) return true;
  if (name !== wanted || list.rows.some((other) => other.title === wanted)) return false;
  const namesakes = list.rows.filter((other) => other.name === name);
  return list.isWhole && namesakes.length === 1 ? true : null;
}
