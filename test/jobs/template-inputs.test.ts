import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TemplateInput } from '../../src/jobs/job-template.ts';
import { checkedInputs, parseInput } from '../../src/jobs/template-inputs.ts';

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
    [{}, 'template `T` needs input `must`'],
    [{ must: '' }, 'template `T` needs input `must`'],
    [{ must: 'x', siez: 'big' }, 'did you mean `size`?'],
    [{ must: 'x', size: 'huge' }, 'expected small or big'],
    [{ must: 'x', fact: 'y' }, 'unknown input `fact`'],
    [{ must: 'a\0b' }, 'NUL byte'],
  ])('%j is refused', (given, error) => {
    expect(() => checkedInputs(sheet, given)).toThrow(error);
  });

  test('the hint about a missing one quotes its name for a shell', () => {
    const own = [input('Errata search query', { required: true })];
    expect(() => checkedInputs({ ...sheet, own }, {})).toThrow(
      expect.objectContaining({ hint: "add --input 'Errata search query'=VALUE" }),
    );
  });

  test('of included templates and options are taken as given', () => {
    const given = { must: '[1]', size: 'big', delay: '' };
    expect(checkedInputs(sheet, given)).toEqual(given);
  });
});
