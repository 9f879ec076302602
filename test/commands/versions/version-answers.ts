import type { RexVersion } from '../../../src/demo/http/server.ts';
import { abilitiesOf } from '../../../src/demo/http/versions.ts';

/** Fields that a version does not give: `null`, or named in `unreadable`. */
export function missingFields(version: RexVersion): ReadonlySet<string> {
  const can = abilitiesOf(version);
  return new Set([
    ...(can.limitsInBase ? [] : ['concurrency_level', 'execution_timeout_interval']),
    ...(can.hostsEndpoint
      ? []
      : ['operatingsystem_name', 'hostgroup_name', 'smart_proxy_name', 'job_status']),
    ...(can.liveCounts ? [] : ['outcome', 'never_ran']),
    ...(can.templateInBase ? [] : ['effective_user', 'time_to_pickup']),
  ]);
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Every place where this answer differs from that of the newest version, but for what its version
 * cannot give: `null` in place of a value. A value that is wrong, a zero for "not known" above all,
 * is found.
 */
export function contradictions(answer: unknown, newest: unknown, path = ''): string[] {
  if (answer === null || answer === undefined || path.endsWith('.unreadable')) return [];
  if (path.endsWith('.possible_outcomes')) return [];
  if (Array.isArray(answer) && Array.isArray(newest)) {
    const length =
      answer.length === newest.length
        ? []
        : [`${path}: ${answer.length} items, not ${newest.length}`];
    return [
      ...length,
      ...answer.flatMap((item, at) => contradictions(item, newest[at], `${path}[${at}]`)),
    ];
  }
  if (isObject(answer) && isObject(newest)) {
    const keys = new Set([...Object.keys(answer), ...Object.keys(newest)]);
    return [...keys].flatMap((key) =>
      key in answer
        ? contradictions(answer[key], newest[key], `${path}.${key}`)
        : [`${path}.${key} is missing`],
    );
  }
  return answer === newest
    ? []
    : [`${path}: ${JSON.stringify(answer)}, not ${JSON.stringify(newest)}`];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Paths that are `null` here and are not in the answer of the newest version, by the last name in
 * them.
 */
export function missingIn(answer: unknown, newest: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (a: unknown, b: unknown, name: string) => {
    if (a === null && b !== null && b !== undefined) found.add(name);
    if (Array.isArray(a) && Array.isArray(b))
      for (const [at, item] of a.entries()) look(item, b[at], name);
    if (isObject(a) && isObject(b)) for (const key of Object.keys(a)) look(a[key], b[key], key);
  };
  look(answer, newest, '');
  return found;
}
