import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  lineFields,
  parseLineTemplate,
  templatedLine,
} from '../../../src/ui/follow/line-template.ts';

const values = {
  time: '2026-11-23T14:16:02.123Z',
  host: 'web01',
  text: 'up 3 days',
  stream: 'stdout',
  job: '215',
  attempt: '1',
};

function failure(text: string): { kind: string; message: string; hint: string } {
  try {
    parseLineTemplate(text);
  } catch (error) {
    return error as { kind: string; message: string; hint: string };
  }
  throw new Error(`\`${text}\` is accepted`);
}

describe('a line template', () => {
  it.each([
    ['{time} {host} {text}', '2026-11-23T14:16:02.123Z web01 up 3 days'],
    ['{job}/{attempt}:{stream}', '215/1:stdout'],
    ['[{host:8}] {text}', '[web01   ] up 3 days'],
    ['[{host:<8}] {text}', '[web01   ] up 3 days'],
    ['[{host:>8}] {text}', '[   web01] up 3 days'],
    ['{host:2}|', 'web01|'],
    ['{{{host}}} {{text}}', '{web01} {text}'],
    ['{host}\\t{text}\\n--', 'web01\tup 3 days\n--'],
    ['\\\\t{host} \\d $& $1', '\\tweb01 \\d $& $1'],
  ])('%s', (template, line) => {
    expect(parseLineTemplate(template)(values)).toBe(line);
  });

  it('fills with blanks to columns of the screen', () => {
    expect(parseLineTemplate('{text:6}|{text:>6}')({ ...values, text: '日本' })).toBe(
      '日本  |  日本',
    );
    const red = '\u001b[31mup\u001b[0m';
    expect(parseLineTemplate('{text:4}|')({ ...values, text: red })).toBe(`${red}  |`);
  });

  it.each([
    ['{hots} {text}', 'unknown field `{hots}`'],
    ['{__proto__}', 'unknown field `{__proto__}`'],
    ['{ host }', 'unknown field `{ host }`'],
    ['{}', 'unknown field `{}`'],
    ['{{.host}} {{.text}}', 'it has no field'],
    ['', 'it has no field'],
    ['{host', 'single `{` at character 1, expected {{'],
    ['{host} }', 'single `}` at character 8, expected }}'],
    ['{host:0}', 'invalid width `0` of {host}, expected 1 to 999'],
    ['{host:1000}', 'invalid width `1000` of {host}, expected 1 to 999'],
    ['{host:}', "invalid width `''` of {host}, expected 1 to 999"],
    ['{host:^5}', 'invalid width `^5` of {host}, expected 1 to 999'],
  ])('is refused with the fields that there are: %s', (template, mistake) => {
    const { kind, message, hint } = failure(template);
    expect(kind).toBe('usage');
    expect(message).toBe(
      `invalid --line-template \`${template === '' ? "''" : template}\`: ${mistake}. Nothing was sent`,
    );
    expect(hint).toBe('fields: {time}, {host}, {text}, {stream}, {job}, {attempt}');
  });

  it('prints any literal text as it was typed, once its braces are doubled', () => {
    const literals = fc.string().map((text) => text.replaceAll('\\', ''));
    fc.assert(
      fc.property(literals, fc.constantFrom(...lineFields), literals, (before, name, after) => {
        const doubled = (text: string) => text.replaceAll('{', '{{').replaceAll('}', '}}');
        const template = parseLineTemplate(`${doubled(before)}{${name}}${doubled(after)}`);
        expect(template(values)).toBe(`${before}${values[name]}${after}`);
      }),
    );
  });

  it('is accepted, or refused as a mistake of the command line', () => {
    const words = fc.array(
      fc.constantFrom('{', '}', 'host', 'text', ':', '5', '>', '\\', 'n', ' ', '{text}'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          words.map((all) => all.join('')),
        ),
        (text) => {
          try {
            expect(typeof parseLineTemplate(text)(values)).toBe('string');
          } catch (error) {
            expect(error).toMatchObject({ kind: 'usage' });
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a line of a host in a template', () => {
  const line = { stream: 'stdout', text: 'a\n', timestamp: 1_795_443_362.123, late: false };
  const lines = { template: parseLineTemplate('{host}>{text}<'), job: { id: 5, attempt: 0 } };

  it.each([
    ['a\n', 'h>a<\n'],
    ['a\r\n', 'h>a<\n'],
    ['a', 'h>a<\n'],
    ['\n', 'h><\n'],
    ['10%\r20%\n', 'h>10%\r20%<\n'],
    ['\u001b]0;title\u0007\u001b[31mred\n', 'h>\u001b]0;title\u0007\u001b[31mred<\n'],
  ])('has its bytes in a pipe: %j', (text, printed) => {
    const print = templatedLine(lines, { isTerminal: false, colorLevel: 0 });
    expect(print('h', { ...line, text })).toBe(printed);
  });

  it.each([
    ['10%\r20%\n', 'h>10%<\nh>20%<\n'],
    ['\u001b]0;title\u0007\u001b[31mred\n', 'h>\u001b[31mred\u001b[0m<\n'],
    ['\u001b[2Jgone\u0007\n', 'h>gone^G<\n'],
  ])(
    'never moves the cursor of a terminal, sets a title or colors the rest: %j',
    (text, printed) => {
      const print = templatedLine(lines, { isTerminal: true, colorLevel: 1 });
      expect(print('h', { ...line, text })).toBe(printed);
    },
  );

  it('has its time in UTC, and a name that does no harm either', () => {
    const template = parseLineTemplate('{time}|{host}|{stream}');
    const print = templatedLine(
      { template, job: { id: 5, attempt: 0 } },
      { isTerminal: true, colorLevel: 0 },
    );
    expect(print('a\nb', { ...line, stream: '\u001b[2Jx' })).toMatch(
      /^2026-11-23T\d\d:\d\d:02\.123Z\|a b\|x\n$/,
    );
  });
});
