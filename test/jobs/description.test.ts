import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  chainSearchText,
  literalDescription,
  rerunDescription,
  rerunMarkerOf,
} from '../../src/jobs/description.ts';

const id = fc.integer({ min: 1, max: 2_147_483_647 });
const attempt = fc.integer({ min: 1, max: 999 });

test('a marker is read back, and marking again replaces it: markers never nest', () => {
  fc.assert(
    fc.property(
      id,
      attempt,
      attempt,
      fc.string({ maxLength: 100 }),
      (root, first, second, text) => {
        fc.pre(rerunMarkerOf(text).root === null);
        const once = rerunDescription(first, root, text);
        const twice = rerunDescription(second, root, once);
        expect(rerunMarkerOf(once)).toEqual({ attempt: first, root, text });
        expect(rerunMarkerOf(twice)).toEqual({ attempt: second, root, text });
        expect(twice.split('rerun ')).toHaveLength(once.split('rerun ').length);
      },
    ),
  );
});

test('the marker survives the 255 characters that the server keeps', () => {
  const long = rerunDescription(12, 2_147_483_647, 'x'.repeat(400));
  expect(long).toHaveLength(255);
  expect(rerunMarkerOf(long)).toMatchObject({ attempt: 12, root: 2_147_483_647 });
  expect(long).toContain(chainSearchText(2_147_483_647));
});

test.each([
  null,
  '',
  'Run uptime',
  'rerun 0 of #5: x',
  'rerun 1 of #0: x',
  'again: rerun 1 of #5: x',
  'rerun 1 of 5: x',
])('%j has no marker', (description) => {
  expect(rerunMarkerOf(description)).toEqual({ attempt: 0, root: null, text: description ?? '' });
});

test('nested markers, as other tools may leave them, are all taken off', () => {
  expect(rerunMarkerOf('rerun 3 of #9: rerun 1 of #7: text')).toEqual({
    attempt: 3,
    root: 9,
    text: 'text',
  });
});

test('the server finds no %{ to fill in', () => {
  fc.assert(fc.property(fc.string(), (text) => !literalDescription(`%{${text}%{`).includes('%{')));
});
