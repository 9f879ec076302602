import { quoted } from '../../../jobs/search/search-query.ts';

/** As a search: `undefined` for all. Signs that a set escapes are none of the name. */
export function beginningWith(prefix: string): string | undefined {
  const start = prefix.replaceAll(/\\([\s\S])/g, '$1').replaceAll(/[%*]/g, '');
  return start === '' ? undefined : `name ~ ${quoted(`${start}%`)}`;
}
