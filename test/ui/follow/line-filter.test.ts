import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import { compileLineFilter } from '../../../src/ui/follow/line-filter.ts';
import { styleOf } from '../../../src/ui/terminal/screen.ts';

const line = (text: string, stream = 'stdout', timestamp = 1) => ({ stream, text, timestamp });

describe('--grep, --exclude and --highlight', () => {
  it('let every line through where none is given', () => {
    const filter = compileLineFilter({});
    expect([filter.isActive, filter.accepts(line('x'))]).toEqual([false, true]);
  });

  it.each([
    [{ grep: '^err' }, 'error\n', true],
    [{ grep: '^err' }, 'an error\n', false],
    [{ grep: 'end$' }, 'the end\r\n', true],
    [{ grep: '^red$' }, '\u001b[31mred\u001b[0m\n', true],
    [{ exclude: 'debug' }, 'debug: x\n', false],
    [{ grep: 'x', exclude: 'y' }, 'x y', false],
    [{ highlight: 'x' }, 'nothing', true],
  ])('%j on %j: shown = %j', (patterns, text, shown) => {
    expect(compileLineFilter(patterns).accepts(line(text))).toBe(shown);
  });

  it('answer the same each time a line is asked about', () => {
    const filter = compileLineFilter({ grep: 'a', highlight: 'a' });
    expect([filter.accepts(line('a')), filter.accepts(line('a'))]).toEqual([true, true]);
  });

  it('mark every match, and nothing inside a colour sequence', async () => {
    const style = await styleOf(1);
    const filter = compileLineFilter({ highlight: '3|ba.' });
    expect(filter.highlighted('bar \u001b[33mbaz 3\u001b[0m', style)).toBe(
      '\u001b[7mbar\u001b[27m \u001b[33m\u001b[7mbaz\u001b[27m \u001b[7m3\u001b[27m\u001b[0m',
    );
    expect(compileLineFilter({ highlight: 'x*' }).highlighted('ab', style)).toBe('ab');
  });

  it.each([
    [{ grep: '(' }, /^--grep `\(` is not a valid regular expression: /],
    [{ exclude: '' }, /^--exclude is empty/],
    [{ highlight: '[z-a]' }, /^--highlight `\[z-a\]` is not a valid regular expression: /],
  ])('refuse %j with a sentence', (patterns, message) => {
    const attempt = () => compileLineFilter(patterns);
    expect(attempt).toThrow(Failure);
    expect(attempt).toThrow(message);
  });
});
