import { describe, expect, test } from 'vitest';
import { closest } from '../../src/text/suggestion.ts';

describe('what was meant', () => {
  test('is the closest of what there is, if it is close', () => {
    expect(closest('pakages', ['packages', 'page'])).toBe('packages');
    expect(closest('WEB01', ['web01', 'web02'])).toBe('web01');
    expect(closest('completely different', ['packages'])).toBeUndefined();
    expect(closest('x', [])).toBeUndefined();
  });

  test('two neighbors that are swapped are one slip', () => {
    expect(closest('wbe01', ['web01'], 1)).toBe('web01');
    expect(closest('wxb10', ['web01'], 1)).toBeUndefined();
  });
});
