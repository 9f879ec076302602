import { describe, expect, it } from 'vitest';
import { pageParameters } from '../../../src/api/endpoints/parameters.ts';

describe('the parameters of a page', () => {
  it.each([
    [{}, {}],
    [{ search: '' }, {}],
    [{ search: '  ' }, {}],
    [
      { search: 'a = b', order: 'id DESC', page: 2, perPage: 50 },
      { search: 'a = b', order: 'id DESC', page: 2, per_page: 50 },
    ],
    [
      { page: 0, perPage: 0 },
      { page: 1, per_page: 1 },
    ],
    [
      { page: -3, perPage: 2.9 },
      { page: 1, per_page: 2 },
    ],
  ])('of %j are %j', (query, expected) => {
    const sent = Object.entries(pageParameters(query)).filter(([, value]) => value !== undefined);
    expect(Object.fromEntries(sent)).toEqual(expected);
  });
});
