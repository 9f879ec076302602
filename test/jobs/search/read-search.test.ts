import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import type { SearchSource } from '../../../src/jobs/search/problem.ts';
import { readSearch } from '../../../src/jobs/search/read-search.ts';

const hosts = { where: '--search', of: 'hosts' } as const;
const jobs = { where: '--jobs-search', of: 'jobs' } as const;

function refusal(typed: string, source: SearchSource = hosts): Failure {
  try {
    readSearch(typed, source);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error(`\`${typed}\` was let through`);
}

describe('the place of a problem is pointed at', () => {
  test.each([
    [
      'name ~ web and os =',
      '--search: `os =` has no value',
      '  name ~ web and os =\n                 ^^^^',
    ],
    ['name\n ~\t', '--search: `name ~` has no value', '  name  ~\n  ^^^^^^^'],
    ['> 2', '--search: `>` has no field before it: the server would ignore it', '  > 2\n  ^'],
    ['"" or id = 2', '--search: `""` matches everything', '  "" or id = 2\n  ^^'],
    ['a\n ~ "', '--search: the double quote is not closed', '  a  ~ "\n       ^'],
    [
      '名 = a or',
      '--search: the search ends after `or`, which the server would ignore',
      '  名 = a or\n        ^^',
    ],
  ])('%j', (typed, message, place) => {
    const failure = refusal(typed);
    expect([failure.message, failure.exitCode]).toEqual([`${message}. Nothing was sent`, 2]);
    expect(failure.hint?.split('\n').slice(0, 2).join('\n')).toBe(place);
    expect(failure.hint?.split('\n')).toHaveLength(3);
  });

  test('of a long search only the part around it is shown', () => {
    const typed = `${'id = 1 or '.repeat(50)}name = or ${'id = 2 or '.repeat(50)}id = 3`;
    const [line = '', carets = ''] = refusal(typed).hint?.split('\n') ?? [];
    expect(line).toMatch(/^ {2}\.\.\..*name = or .*\.\.\.$/);
    expect(line.length).toBeLessThan(100);
    expect(line.slice(carets.indexOf('^'), carets.length)).toBe('or');
  });
});

describe('what says nothing, or only in part, is refused', () => {
  test.each([
    ['', /is empty/],
    [' \t\n', /is empty/],
    ['*', /matches everything/],
    ['"%"', /matches everything/],
    ['-_', /matches everything/],
    ['name ~ *', /matches any text/],
    ['name !~ ""', /matches any text/],
    ['name ~ "__"', /matches any text/],
    ['name != ""', /so it excludes nothing/],
    ['not name = ""', /so it excludes nothing/],
    ['not (id = 1 and not name != " ")', /so it excludes nothing/],
    ['name > ""', /so it excludes nothing/],
    ['-', /ends after `-`/],
    ['has', /`has` has no field/],
    ['"" = 1', /the field name is empty/],
    ['()', /the parentheses are empty/],
    ['(name ~ a', /unbalanced parentheses: this one is never closed/],
    ['name ~ a)', /unbalanced parentheses: this one closes nothing/],
    [')', /unbalanced parentheses: this one closes nothing/],
    ['((', /unbalanced parentheses: nothing follows this one/],
    ['name ^ ()', /the set is empty/],
    ['name ^ (a,)', /a value of the set is missing here/],
    ['name ^ (a,, b)', /a value of the set is missing here/],
    ['name ^ (a, "")', /value of the set is empty/],
    ['name ^ (a', /unbalanced parentheses/],
    ['name ^ (a not b)', /a value of the set is missing here/],
    ['name = ', /`name =` has no value/],
    ['(name =) or id = 2', /`name =` has no value/],
    ['name = or id = 2', /`name =` has no value before `or`/],
    ['name = at', /`name =` has no value before `at`/],
    ['id = -2', /`id =` has no value before `-`/],
    ['name = (a)', /`name =` has no value before `\(`/],
    ['name = a and', /ends after `and`/],
    ['and id = 1', /a condition is missing before `and`/],
    ['id = 1 or and id = 2', /a condition is missing before `and`/],
    ['not', /ends after `not`/],
    ['^ (a, b)', /`\^` has no field before it/],
    ['name = "a', /quote is not closed/],
    ['id = 1, (id = 2)', /comma has no condition after it/],
    ['id = 1, not id = 2', /comma has no condition after it/],
    ['id = 1,', /comma has no condition after it/],
    ['not has group', /cannot negate `has`/],
    ['not null? group', /cannot negate `null\?`/],
    [`${'('.repeat(200)}id = 1${')'.repeat(200)}`, /nested too deeply/],
    [`${'not '.repeat(200)}id = 1`, /nested too deeply/],
  ])('%j', (typed, why) => {
    expect(refusal(typed).message).toMatch(why);
  });
});

describe('what the server reads in another way than it looks is refused', () => {
  test.each([
    ['id = 1 and id = 2 or id = 3', /evaluates this `or` before the `and`/],
    ['id = 1 or id = 2 id = 3', /evaluates this `or` before the `and`/],
    ['web, db or app', /evaluates this `or` before the `and`/],
    ['name!=a', /the server reads `name!` as one word/],
    ['name^(a)', /the server reads `name\^` as one word/],
    ['name!^(a)', /the server reads `name!\^` as one word/],
    ["name = 'a b'", /`'` does not quote a value/],
    ['“a”', /does not quote a value/],
    ['name = a"b c"', /the quote inside `a"b` does not start a quoted value/],
    ['name\u00a0= a', /contains an invisible character/],
    ['na\u001bme = a', /contains an invisible character/],
    ['name = "a\0"', /NUL/],
    ['name ~ web*\\', /backslash at the end/],
    ['\\', /backslash at the end/],
    ['id = 2,3', /a list of values needs \^ and parentheses/],
    ['name ^ a, b', /a list of values needs \^ and parentheses/],
    ['name ^ ("a,b")', /split this value at its comma/],
    ['name = web*', /does not support wildcards/],
    ['name != web*', /does not support wildcards/],
    ['name ^ (web*, db1)', /does not support wildcards/],
    ['created_at > now', /cannot read `now` as a date/],
    ['last_report < "in 1 hour"', /cannot read `in 1 hour` as a date/],
    ['created_at = 2026-02-30', /cannot read `2026-02-30` as a date/],
    ['created_at >= "2026-11-28 24:10"', /cannot read/],
    ['created_at ~ 2026', /dates cannot be compared with/],
    ['created_at ^ (2026-11-28)', /dates cannot be compared with/],
    ['id = abc', /`abc` is not a valid id/],
    ['id ^ (1, 2147483648)', /`2147483648` is not a valid id/],
    ['id ~ 1', /a number cannot be matched in part/],
    ['job_invocation.id ^ (1, 2)', /does not accept a set for job_invocation.id/],
  ])('%j is read in another way (trap 61)', (typed, why) => {
    expect(refusal(typed).message).toMatch(why);
  });

  test('and what to type instead stands below', () => {
    expect(refusal('name != web*').hint).toContain(
      'write name !~ web*, or quote the value to match it literally',
    );
    expect(refusal('job_invocation.id ^ (1, 2)').hint).toContain(
      '(job_invocation.id = 1 or job_invocation.id = 2)',
    );
    expect(refusal('').hint).toBe(
      "write one such as 'name ~ web'; to match everything, write 'id > 0'",
    );
    expect(refusal('()', jobs).hint).toContain('\n  ^^\n');
    expect(refusal('> 2', jobs).hint).toContain('write a condition such as status = failed');
    expect(refusal('*', { where: 'the search', of: 'templates' }).hint).toContain('write has name');
  });
});

describe('everything else is let through as it was typed', () => {
  test.each([
    ...[
      'name ~ web',
      'web',
      '-web',
      'web db',
      'web, db',
      '"a b"',
      'name ^ (a, b) and not os = x',
      '名',
    ],
    ...[
      'hostgroup = "a (b"',
      'name = "a\\"b"',
      'name = "and"',
      'id > 0',
      'has name',
      'a or b and c',
    ],
    ...[
      '(a or b) c',
      'a and (b or c)',
      '(a and b) or c',
      'not (has group)',
      'not not a',
      'a & b',
      'a || b',
    ],
    ...[
      'params.deployed_at = prod',
      'name = "web*"',
      'name ~ web*',
      'name ~ h_',
      'name = ""',
      'id = "-2"',
      'name=a',
      'NAME == b',
    ],
    ...[
      'name ^ (a b)',
      'name ^ (a or b)',
      'name ^ a',
      'name !^ ("a", b)',
      'a, b = c, d = e',
      'a=b,c=d',
    ],
    ...[
      'created_at > yesterday',
      'created_at >= "2 hours ago"',
      'created_at = 2026-11-28',
      'has created_at',
    ],
    ...['job_invocation.id = 5 and job_invocation.result = failed', 'wow!', 'web-1', 'name = x-y'],
  ])('%s', (typed) => {
    expect(readSearch(typed, hosts)).toEqual({ typed, text: typed, notes: [] });
  });

  test('5,000 ids, and a chain of 2,000 conditions', () => {
    const ids = `id ^ (${Array.from({ length: 5_000 }, (_, at) => at + 1).join(',')})`;
    const chain = Array.from({ length: 2_000 }, (_, at) => `name = h${at}`).join(' or ');
    for (const typed of [ids, chain]) expect(readSearch(typed, hosts).text).toBe(typed);
  });

  test('blanks around it are dropped', () => {
    expect(readSearch('  id = 1\n', hosts).text).toBe('id = 1');
  });
});

describe('what the server answers wrongly in silence is sent in other words, and reported', () => {
  test.each([
    ['recurring = false', 'null? recurring'],
    ['recurring != true', 'null? recurring'],
    ['recurring != false', 'has recurring'],
    ['not recurring = true', 'null? recurring'],
    ['not recurring = false', 'has recurring'],
    ['recurring = true or status = failed', 'has recurring or status = failed'],
    ['not (recurring = true and user = a)', 'not (has recurring and user = a)'],
    ['status = running', 'status = running and has started_at'],
    ['status = queued', 'status = queued and null? started_at'],
    ['status != running', 'status != running or null? started_at'],
    ['not status = queued', 'not (status = queued and null? started_at)'],
    ['user = a, status = running', 'user = a and (status = running and has started_at)'],
    ['status ^ (failed, cancelled)', 'status = failed or status = cancelled'],
    ['status !^ (failed, cancelled)', 'status != failed and status != cancelled'],
    ['status ^ failed', 'status = failed'],
    [
      'status ^ (running, failed) x',
      '((status = running and has started_at) or status = failed) and x',
    ],
    ['started_at > "1 hour ago"', 'started_at >= "1 hour ago"'],
    ['ended_at <= "2026-11-28 10:00"', 'ended_at < "2026-11-28 10:00"'],
    ['x or not started_at after "5 minutes ago"', 'x or (not started_at >= "5 minutes ago")'],
  ])('%s', (typed, text) => {
    const search = readSearch(typed, jobs);
    expect(search.text).toBe(text);
    expect(search.notes.length).toBeGreaterThan(0);
    expect(search.notes.join()).toContain('sent as');
    expect(readSearch(text, { ...jobs, of: 'series' }).text).toBe(text);
  });

  test.each([
    'recurring = true',
    'status = failed',
    'started_at > yesterday',
    'user = a and recurring = true',
  ])('%s is right as it is', (typed) =>
    expect(readSearch(typed, jobs)).toEqual({ typed, text: typed, notes: [] }),
  );

  test('jobs on other hosts than one are also jobs on that one: said, not changed', () => {
    const search = readSearch('host != web1', jobs);
    expect(search.text).toBe('host != web1');
    expect(search.notes).toEqual([
      '`host != web1` finds every job that ran on another host, even if it also ran on this one',
    ]);
  });

  test.each([
    ['status = nosuch', /`nosuch` is not a valid status/],
    ['status ~ failed', /must match exactly/],
    ['recurring = yes', /`recurring = yes` finds nothing/],
    ['recurring ~ true', /finds nothing/],
    ['pattern_template_name ~ Run', /must match exactly/],
    ['start_at > now', /cannot read `now` as a date/],
    ['targeted_host_id ^ (1,2)', /does not accept a set for targeted_host_id/],
  ])('%s cannot be put in other words', (typed, why) => {
    expect(refusal(typed, jobs).message).toMatch(why);
  });

  test('these are fields of jobs only', () => {
    for (const typed of ['status = running', 'recurring = false'])
      expect(readSearch(typed, hosts).text).toBe(typed);
  });
});
