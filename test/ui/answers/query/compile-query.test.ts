import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileQuery } from '../../../../src/ui/answers/query/compile-query.ts';

const end = 'expected the end, or an operator such as `.`, `[` or `|`';
const value = 'expected a name, a function or a value';

function failure(text: string): { message: string; kind: string } {
  try {
    compileQuery(text);
  } catch (error) {
    return error as { message: string; kind: string };
  }
  throw new Error(`\`${text}\` is accepted`);
}

describe('a query that cannot be read', () => {
  it.each([
    ['', `it ends too early, ${value}`],
    ['jobs[', 'it ends too early, expected `]`, a number or `*`'],
    ['jobs[?id > ', `it ends too early, ${value}`],
    ["jobs[?outcome == 'failed'", 'it ends too early, expected `]`'],
    ['{a: b', 'it ends too early, expected a name or `}`'],
    ['a ? b', 'it ends too early, expected `:`'],
    ['length(jobs', 'it ends too early, expected `)`'],
    ['{n: length(jobs', 'it ends too early, expected `)`'],
    ["jobs[?contains(name, 'web')", 'it ends too early, expected `]`'],
    ['jobs[].[id', 'it ends too early, expected `]`'],
    ['length(', `it ends too early, ${value}`],
    ['length(jobs, ', `it ends too early, ${value}`],
    ['a b', `unexpected \`b\` at character 3, ${end}`],
    ['jobs[].id,', `unexpected \`,\` at character 10, ${end}`],
    [')', `unexpected \`)\` at character 1, ${value}`],
    ['a => b', `unexpected \`>\` at character 4, ${value}`],
    ['ä', 'unexpected `ä` at character 1, expected a name, a function or an operator'],
    ['jobs[0] # b', 'unexpected `#` at character 9, expected a name, a function or an operator'],
    ['a."b', 'the value that begins at character 3 cannot be read, expected a closing "'],
    [
      'jobs[?id == `x`]',
      'the value that begins at character 13 cannot be read, expected JSON between backticks, such as `true` or `5`',
    ],
  ])('is refused with the place and what is expected there: %s', (text, mistake) => {
    const { kind, message } = failure(text);
    const shown = text === '' ? "''" : text;
    expect(kind).toBe('usage');
    expect(message).toBe(
      `invalid --query \`${shown}\`: ${mistake}. Nothing was sent`.replace("`''`", "`''`"),
    );
  });
});

describe('a query that could never select what was meant', () => {
  it.each([
    ['lenght(jobs)', 'unknown function `lenght` at character 1; did you mean `length`? Nothing'],
    ['jobs | frobnicate(@)', 'unknown function `frobnicate` at character 8. Nothing'],
    ['length(a, b)', '`length` at character 1 takes 1 value, not 2. Nothing'],
    ['pad_left(a)', '`pad_left` at character 1 takes 2 to 3 values, not 1. Nothing'],
    ['merge()', '`merge` at character 1 takes at least 1 value, not 0. Nothing'],
    ['sort_by(jobs, id)', '`sort_by` at character 1 takes an expression such as `&id` as value 2'],
    ["jobs[?outcome = 'x']", 'unexpected `=` at character 15, expected `==`. Nothing'],
    ['$x', 'unknown variable `$x`: expected `let $x = … in …`. Nothing'],
    [
      'jobs[?outcome == "failed"]',
      `"failed" at character 18 is the name of a field, expected text such as 'failed'. Nothing`,
    ],
  ])('is refused as well: %s', (text, mistake) => {
    expect(failure(text)).toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(mistake),
    });
  });

  it.each([
    ['length(jobs)', 2],
    ['let $n = jobs in length($n)', 2],
    ['sort_by(jobs, &id)[0].id', 1],
    ['jobs[?"id" == `2`] | [0].name', 'b'],
    ["jobs[?name == 'a'].id", [1]],
    ['jobs[*].{n: name}', [{ n: 'a' }, { n: 'b' }]],
    ["jobs[?name == 'x'] == `[]`", true],
    ['nothing', null],
    [
      '@',
      {
        jobs: [
          { id: 1, name: 'a' },
          { id: 2, name: 'b' },
        ],
      },
    ],
  ])('is not one that can: %s', (text, result) => {
    const json = JSON.stringify({
      jobs: [
        { id: 1, name: 'a' },
        { id: 2, name: 'b' },
      ],
    });
    expect(compileQuery(text).of(json)).toEqual(result);
  });
});

describe('a query of unusual size', () => {
  it.each([
    ['parentheses', '('.repeat(20_000), 'it ends too early'],
    ['brackets', '['.repeat(20_000), 'it ends too early'],
    ['pipes', `${Array(3_000).fill('a').join('|')}|`, 'it ends too early'],
    ['fields', Array(100_000).fill('a').join('.'), 'it is too long, or nested too deeply'],
    ['conditions', `${Array(3_000).fill('a').join(' || ')} b`, 'unexpected `b` at character 14998'],
  ])('is refused in a message of a few lines: %s', (_, text, mistake) => {
    const { kind, message } = failure(text);
    expect([kind, message.length < 500]).toEqual(['usage', true]);
    expect(message).toMatch(new RegExp(`${mistake}|it is too long, or nested too deeply`));
  });
});

describe('a field has the name of what every object inherits', () => {
  const own = '{"constructor":1,"a":{"__proto__":{"b":2}},"toString":null}';
  it.each([
    ['constructor', '{}', null],
    ['a.b.__proto__', '{"a":{"b":{}}}', null],
    ['hasOwnProperty', '{"a":1}', null],
    ['jobs[].toString', '{"jobs":[{},{"toString":"x"}]}', ['x']],
    ['constructor', own, 1],
    ['a.__proto__.b', own, 2],
    ['"toString"', own, null],
  ])('%s of %s', (text, json, result) => {
    expect(compileQuery(text).of(json) ?? null).toEqual(result);
  });

  it('and nothing is changed for others', () => {
    const merged = "merge(@, from_items([['__proto__', {polluted: `true`}]]))";
    compileQuery(merged).of('{"a":1}');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect('polluted' in {}).toBe(false);
  });
});

it('any text is a query or is refused, with a place in it or at its end', () => {
  const words = [
    'jobs',
    '[',
    ']',
    '?',
    '.',
    '*',
    '(',
    ')',
    '{',
    '}',
    ':',
    ',',
    '|',
    '&',
    '@',
    '==',
    "'",
    '"',
    '`',
    '1',
    ' ',
    'length',
    '$',
    '=',
    'let',
    'in',
    '!',
    '-',
  ];
  const texts = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...words)).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      try {
        compileQuery(text);
      } catch (error) {
        expect(error).toMatchObject({ kind: 'usage' });
        expect(String(error)).not.toContain('undefined');
      }
    }),
    { numRuns: 1000 },
  );
});
