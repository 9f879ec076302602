import { quoted } from '../../../jobs/search/search-query.ts';

/**
 * The search for names with this prefix; `undefined` = all names. Backslashes, which escape
 * characters in a set, are not part of a name.
 */
export function beginningWith(prefix: string): string | undefined {
  const start = prefix.replaceAll(/\\([\s\S])/g, '$1').replaceAll(/[%*]/g, '');
  return start === '' ? undefined : `name ~ ${quoted(`${start}%`)}`;
}
