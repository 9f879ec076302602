import { expect, test } from 'vitest';
import { fieldHint } from '../../../src/jobs/search/known-fields.ts';

test.each([
  ['hostgrup', 'did you mean `hostgroup`?'],
  ['NAME', 'did you mean `name`?'],
  ['job_inv', 'did you mean `job_invocation.id`?'],
])('%s: the field that it could be', (typed, hint) => {
  expect(fieldHint(typed, 'hosts')).toBe(hint);
});

test('a known field that this server lacks is not suggested again', () => {
  const hint = fieldHint('domain', 'hosts');
  expect(hint).toMatch(/^fields of hosts: name, id, /);
  expect(hint).not.toContain('domain');
  expect(hint).toContain('rexctl help search');
});
