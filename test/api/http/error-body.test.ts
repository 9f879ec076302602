import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readErrorBody } from '../../../src/api/http/error-body.ts';

const unmasked = (text: string) => text;

const markup = /<\s*(?:!doctype|html|head|body|title|h1|p|div)\b/i;

describe('what an error answer says', () => {
  it.each<[string, unknown, string | null]>([
    ['error.message', { error: { message: 'Access denied' } }, 'Access denied'],
    ['error as text', { status: 400, error: 'There was a problem' }, 'There was a problem'],
    [
      'message at the top',
      { message: 'Organization with id 99 not found' },
      'Organization with id 99 not found',
    ],
    [
      'full messages',
      { error: { id: 1, errors: {}, full_messages: ['Name is taken', 'Query is bad'] } },
      'Name is taken, Query is bad',
    ],
    [
      'error.message before the top one',
      { error: { message: 'first' }, message: 'second' },
      'first',
    ],
    [
      'without the number and class',
      { error: { message: 'ERF42-4941 [Foreman::Exception]: Unknown input zz' } },
      'Unknown input zz',
    ],
    ['on one line', { error: { message: 'a\n\tb\u0007c' } }, 'a b c'],
    ['nothing', {}, null],
    ['a list', [1, 2], null],
    ['a blank message', { error: { message: '  ' } }, null],
    ['markup in a message', { error: { message: '<html><body>502</body></html>' } }, null],
  ])('is found in: %s', (_, body, expected) => {
    expect(readErrorBody(JSON.stringify(body), unmasked).message).toBe(expected);
  });

  it('of a page is nothing, and the page is recognized (trap 25)', () => {
    const nothing = { message: null, klass: null, missingPermissions: [] };
    const page = '<!DOCTYPE html><html><title>502 Bad Gateway</title></html>';
    expect(readErrorBody(page, unmasked)).toEqual(nothing);
    expect(readErrorBody('', unmasked)).toEqual(nothing);
  });

  it('names missing permissions and the class', () => {
    const body = {
      error: {
        message: 'Access denied',
        class: 'X::Y',
        missing_permissions: ['view_hosts', 5, 'edit_hosts'],
      },
    };
    expect(readErrorBody(JSON.stringify(body), unmasked)).toMatchObject({
      klass: 'X::Y',
      missingPermissions: ['view_hosts', 'edit_hosts'],
    });
  });

  it('never throws, spans lines or shows markup, whatever the body', () => {
    const page = fc.string().map((text) => `<html><body>${text}</body></html>`);
    const message = fc.oneof(fc.string({ unit: 'binary' }), page);
    const shaped = fc.oneof(
      message.map((text) => ({ error: { message: text } })),
      message.map((text) => ({ error: text })),
      message.map((text) => ({ message: text })),
      fc.array(message).map((texts) => ({ error: { full_messages: texts } })),
      fc.jsonValue(),
    );
    const body = fc.oneof(
      shaped.map((value) => JSON.stringify(value)),
      page,
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(body, (text) => {
        const { message: shown } = readErrorBody(text, unmasked);
        if (shown === null) return;
        expect(shown).not.toMatch(markup);
        expect(shown).not.toMatch(/[\u0000-\u001f\u007f\u0080-\u009f\u2028\u2029]/);
        expect(shown.length).toBeLessThanOrEqual(601);
        expect(shown.trim()).toBe(shown);
      }),
      { numRuns: 500 },
    );
  });
});
