import { describe, expect, test } from 'vitest';
import { keptHosts } from '../../../src/jobs/search/kept-hosts.ts';

const hosts = ['web01.example.com', 'web03.example.com', 'db01'].map((name, at) => ({
  id: at + 1,
  name,
}));

describe('a host that a search was meant to leave out', () => {
  test.each([
    ['name != web03', 'name != web03'],
    ['hostgroup = web and name <> WEB03', 'name <> WEB03'],
    ['name !^ (web03, web99)', 'name !^ (web03, web99)'],
    ['not name = web03.example', 'not name = web03.example'],
    ['not (hostgroup = db or name ^ (web03))', 'not name ^ (web03)'],
    ['name != web03.', 'name != web03.'],
    ['name != " web03 "', 'name != " web03 "'],
    ['name != WEB03.example.com', 'name != WEB03.example.com'],
    ['name != web03.example.com.', 'name != web03.example.com.'],
  ])('%s', (search, condition) => {
    expect(keptHosts(search, hosts)).toMatchObject([{ condition, name: 'web03.example.com' }]);
  });

  test.each([
    'name != web03.example.com',
    'name != web0',
    'name != web04',
    'name !~ web03',
    'name = web03',
    'not name != web03',
    'hostgroup != web03',
    'name != ""',
    'name != .',
    // A host of that very name exists, and matches for another reason.
    'name != db01 or id > 0',
  ])('none in `%s`', (search) => {
    expect(keptHosts(search, [...hosts, { id: 9, name: 'db01.example.com' }])).toEqual([]);
  });
});
