import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJobReference } from '../../src/jobs/job-reference.ts';
import type { TemplateInput } from '../../src/jobs/job-template.ts';
import { checkedInputs, parseInput } from '../../src/jobs/template-inputs.ts';
import { closest } from '../../src/text/suggestion.ts';

describe('how a job is named', () => {
  test('by any id that the server can have, with or without #', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_147_483_647 }), (id) => {
        expect(parseJobReference(String(id))).toEqual({ kind: 'id', id });
        expect(parseJobReference(`#${id}`)).toEqual({ kind: 'id', id });
      }),
    );
  });

  test('nothing else is an id: the server would read `5abc` as 5 (trap 53)', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^#?[1-9]\d*$/.test(text) && !text.startsWith('@last'));
        expect(() => parseJobReference(text)).toThrow('is not a job');
      }),
    );
  });

  test('or as the newest, also of an outcome, with - or _', () => {
    expect(parseJobReference('@last')).toEqual({ kind: 'last', outcome: null });
    expect(parseJobReference('@last:no-hosts')).toEqual({ kind: 'last', outcome: 'no_hosts' });
    expect(() => parseJobReference('@last:sad')).toThrow('names no outcome');
  });
});

describe('inputs', () => {
  test('are split at the first = only, and no byte of the value is touched', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z_]{1,9}$/),
        fc.string({ unit: 'binary' }),
        (name, value) => {
          expect(parseInput(`${name}=${value}`)).toEqual({ name, value });
        },
      ),
    );
    for (const bad of ['', '=x', 'name'])
      expect(() => parseInput(bad)).toThrow('expected name=value');
  });

  const input = (name: string, more: Partial<TemplateInput> = {}): TemplateInput =>
    ({
      id: 1,
      name,
      input_type: 'user',
      required: false,
      default: null,
      options: null,
      hidden_value: false,
      ...more,
    }) as TemplateInput;
  const sheet = {
    template: 'T',
    own: [
      input('must', { required: true }),
      input('size', { options: ['small', 'big'] }),
      input('fact', { input_type: 'fact' }),
    ],
    foreign: [input('delay')],
  };

  test.each<readonly [given: Readonly<Record<string, string>>, error: string]>([
    [{}, 'template "T" needs `must`'],
    [{ must: '' }, 'template "T" needs `must`'],
    [{ must: 'x', siez: 'big' }, 'did you mean `size`?'],
    [{ must: 'x', size: 'huge' }, 'expected one of small, big'],
    [{ must: 'x', fact: 'y' }, 'unknown input `fact`'],
    [{ must: 'a\0b' }, 'NUL byte'],
  ])('%j is refused', (given, error) => {
    expect(() => checkedInputs(sheet, given)).toThrow(error);
  });

  test('of included templates and options are taken as given', () => {
    const given = { must: '[1]', size: 'big', delay: '' };
    expect(checkedInputs(sheet, given)).toEqual(given);
  });
});

describe('what was meant', () => {
  test('is the closest of what there is, if it is close', () => {
    expect(closest('pakages', ['packages', 'page'])).toBe('packages');
    expect(closest('WEB01', ['web01', 'web02'])).toBe('web01');
    expect(closest('completely different', ['packages'])).toBeUndefined();
    expect(closest('x', [])).toBeUndefined();
  });
});
