import { usageError } from '../../errors.ts';
import type { ProfileKey } from '../../settings/profiles/profile-keys.ts';
import { alternatives } from '../../text/counts.ts';
import { didYouMean } from '../../text/suggestion.ts';
import { bookmarkColumns } from '../../ui/nouns/bookmark.ts';
import { featureColumns } from '../../ui/nouns/feature.ts';
import { jobColumns } from '../../ui/nouns/job.ts';
import { seriesColumns } from '../../ui/nouns/series.ts';
import { hostStatisticsColumns } from '../../ui/nouns/statistics.ts';
import { taxonomyColumns } from '../../ui/nouns/taxonomy.ts';
import { templateColumns } from '../../ui/nouns/template.ts';

/** The columns that each setting of a profile chooses from. */
export const columnsOf = {
  list_columns: names(jobColumns),
  schedule_list_columns: names(seriesColumns),
  template_list_columns: names(templateColumns),
  feature_list_columns: names(featureColumns),
  bookmark_list_columns: names(bookmarkColumns),
  organization_list_columns: names(taxonomyColumns),
  location_list_columns: names(taxonomyColumns),
  stats_columns: names(hostStatisticsColumns),
} as const satisfies Partial<Record<ProfileKey, readonly string[]>>;

type ColumnsKey = keyof typeof columnsOf;

export function isColumnsKey(key: string): key is ColumnsKey {
  return Object.hasOwn(columnsOf, key);
}

/** The columns that a setting names. Throws a usage `Failure` for others; `where` names it. */
export function presetColumns(
  key: ColumnsKey,
  text: string,
  where = `\`${key}\``,
): readonly string[] {
  const known: readonly string[] = columnsOf[key];
  const chosen = text.split(',').map((word) => word.trim());
  const wrong = chosen.find((word) => !known.includes(word));
  if (wrong === undefined) return chosen;
  throw usageError(
    `unknown column \`${wrong}\` in ${where}${didYouMean(wrong, known) || `: expected ${alternatives(known)}`}`,
    `change it: rexctl config set ${key} COLUMNS`,
  );
}

/** Checks a typed setting; an empty one removes it. Throws like `presetColumns`. */
export function refuseUnknownColumns(key: ProfileKey, text: string): void {
  if (isColumnsKey(key) && text.trim() !== '') presetColumns(key, text);
}

function names(columns: readonly { readonly key: string }[]): readonly string[] {
  return columns.map(({ key }) => key);
}
