/** An organization or a location. */
export interface Taxonomy {
  readonly id: number;
  readonly name: string;
  /** The name with those of its parents: `A/B`. */
  readonly title: string;
  /** `null` = no parent, or unknown. */
  readonly parent_id: number | null;
  readonly description: string | null;
}

/** The kind, as in options and settings. */
export type TaxonomyKind = 'organization' | 'location';

/**
 * Whether an option or profile means this one. Titles are unique, names are not; `null` = unknown,
 * because another one that the list lacks may have the name.
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
