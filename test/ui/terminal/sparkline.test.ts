import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sparkline } from '../../../src/ui/terminal/sparkline.ts';

test('a bar for each value, a blank where there is none, and ASCII where there is no UTF-8', () => {
  const values = [0, 0.5, 1, null, 0.25];
  expect(sparkline(values, 1, { unicode: true })).toBe('▁▅█ ▃');
  expect(sparkline(values, 1, { unicode: false })).toBe('.+@ -');
  expect(sparkline([0, 0], 0, { unicode: true })).toBe('▁▁');
});

test('as many characters as values, and the greatest has the highest bar', () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }))),
      (values) => {
        const most = Math.max(0, ...values.map((one) => one ?? 0));
        const bars = sparkline(values, most, { unicode: true });
        expect(bars).toHaveLength(values.length);
        if (most > 0) expect(bars[values.indexOf(most)]).toBe('█');
      },
    ),
  );
});
