import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lateRuns, missingElements } from '../../src/follow/cursor.ts';
import {
  DeliveredKeys,
  elementKeys,
  exitFactOf,
  lossReason,
  sortElements,
} from '../../src/follow/elements.ts';
import type { OutputElement } from '../../src/jobs/output.ts';

function element(output: string, more: Partial<OutputElement> = {}): OutputElement {
  return { output_type: 'stdout', output, timestamp: 5, ...more };
}

describe('what names an element', () => {
  const keysOf = (...elements: OutputElement[]) => elements.map(elementKeys());

  test('its id, else the number of the smart proxy, however it is called', () => {
    expect(
      keysOf(
        element('a', { id: 7, external_id: '3' }),
        element('a', { external_id: '3' }),
        element('a', { sequence_id: 3 }),
        element('a', { external_id: 'exit', sequence_id: 3 }),
      ),
    ).toEqual([7, '#3', '#3', '#exit']);
  });

  test('else time, stream and text; equal ones are counted, in each answer again', () => {
    const same = [element('a\n'), element('a\n'), element('a\n')];
    const first = keysOf(...same);
    expect(new Set(first).size).toBe(3);
    expect(keysOf(...same)).toEqual(first);
  });

  test.each([
    ['another time', { timestamp: 5.000001 }],
    ['another stream', { output_type: 'stderr' }],
    ['another text', { output: 'b\n' }],
    ['another first letter', { output: '\n\n' }],
    ['another last letter', { output: 'ab' }],
    ['a longer text', { output: 'a\n\n' }],
    ['the same letters in another order', { output: '\na' }],
  ])('%s makes another element, in whichever answer it comes', (_, more) => {
    expect(new Set(keysOf(element('a\n'), element('a\n', more))).size).toBe(2);
    expect(keysOf(element('a\n', more))).not.toEqual(keysOf(element('a\n')));
  });
});

describe('what an element is', () => {
  const exit = element('Exit status: 3');
  const silence = element('Error loading data from proxy: X - y ', { output_type: 'debug' });
  const stored = element('one\n', { id: 1 });

  test('with ids: the exit line is what has none, wherever it stands and whatever the script printed', () => {
    const liar = element('Exit status: 0', { id: 2 });
    expect(sortElements([exit, stored, liar, silence], true)).toEqual({
      ...{ output: [stored, liar], exit, silence: 'X - y' },
    });
    expect(sortElements([stored, liar], true)).toEqual({
      output: [stored, liar],
      exit: null,
      silence: null,
    });
  });

  test('with ids: an exit line that comes twice is no output', () => {
    expect(sortElements([{ ...exit }, exit, stored], true)).toEqual({
      output: [stored],
      exit,
      silence: null,
    });
  });

  test('without ids: what a script prints about the proxy is output', () => {
    const printed = element('Error loading data from proxy: X');
    const told = element('see: Error loading data from proxy: X', { output_type: 'debug' });
    expect(sortElements([printed, told], false)).toEqual({
      output: [printed, told],
      exit: null,
      silence: null,
    });
  });

  test.each([
    ['Error loading data from proxy', ''],
    ['Error loading data from proxy:   X - y', 'X - y'],
  ])('%s is silence: `%s`', (output, reason) => {
    expect(sortElements([element(output, { output_type: 'debug' })], true).silence).toBe(reason);
  });

  test('without ids: an exit line of two digits is one', () => {
    const two = element('Exit status: 10');
    expect(sortElements([two], false).exit).toBe(two);
  });

  test('with ids: a stored message that speaks of the proxy is output', () => {
    const told = element('Error loading data from proxy: X', { id: 3, output_type: 'debug' });
    expect(sortElements([told], true)).toMatchObject({ output: [told], silence: null });
  });

  test('with ids: what has none on another stream is output', () => {
    const told = element('Initialization error: X - y', { output_type: 'debug' });
    expect(sortElements([told], true)).toMatchObject({ output: [told], exit: null });
  });

  test('without ids: the last element of stdout, if it looks like one', () => {
    const line = element('line\n');
    const warning = element('x\n', { output_type: 'stderr' });
    expect(sortElements([line, exit, warning], false)).toEqual({
      ...{ output: [line, warning], exit, silence: null },
    });
    expect(sortElements([exit, line], false)).toEqual({
      output: [exit, line],
      exit: null,
      silence: null,
    });
    expect(sortElements([element('Exit status: 0\n')], false).exit).toBeNull();
    expect(sortElements([element('my Exit status: 0')], false).exit).toBeNull();
  });

  test.each([
    ['Exit status: 0', 0],
    ['Exit status: 137', 137],
    ['Endstatus: 12 ', 12],
    ['Exit status: EXCEPTION', null],
    ['7 lives', null],
  ])('the number of %s is %s', (text, code) => {
    const isException = text === 'Exit status: EXCEPTION';
    expect(exitFactOf(element(text))).toEqual({ exit_code: code, isException });
    expect(exitFactOf(null)).toEqual({ exit_code: null, isException: false });
  });

  test.each([
    ['… ERF22-7093 […]: Cancel enforced: the task might', /cancel was forced/],
    ['… ERF22-0952 […]: Task aborted: the task might', /aborted/],
    ['ArgumentError: string contains null byte', /NUL byte/],
    ['Runner error: ArgumentError - invalid byte sequence in UTF-8', /smart proxy could not read/],
  ])('%s reports that output is lost', (text, reason) => {
    expect(lossReason([stored, element(text, { output_type: 'debug' })])).toMatch(reason);
    expect(lossReason([element(text)])).toBeNull();
  });

  test('other messages tell of no loss', () => {
    expect(
      lossReason([element('StandardError: Job execution failed', { output_type: 'debug' })]),
    ).toBeNull();
    expect(
      lossReason([
        element('no ArgumentError: string contains null byte', { output_type: 'debug' }),
      ]),
    ).toBeNull();
  });
});

describe('what is missing of an answer', () => {
  const at = (id: number, more: Partial<OutputElement> = {}) =>
    element(`${id}\n`, { id, timestamp: id, ...more });
  /** Delivered are these ids; whatever is older than the newest of them is late. */
  const delivered = (...ids: number[]) => ({
    has: (key: number | string) => ids.includes(key as number),
    isLate: ({ id = 0 }: OutputElement) => id < Math.max(...ids),
  });
  const runsOf = (elements: readonly OutputElement[], ...ids: number[]) =>
    lateRuns(missingElements(elements, delivered(...ids))).map((run) => run.map(({ key }) => key));

  test('is what was not delivered, in order, each once', () => {
    const missing = missingElements([at(1), at(2), at(3), at(3), at(4)], delivered(2));
    expect(missing.map(({ key, lateRun }) => [key, lateRun])).toEqual([
      [1, 1],
      [3, null],
      [4, null],
    ]);
    expect(missingElements([at(1), at(2)], delivered(1, 2))).toEqual([]);
  });

  test('late ones belong together until one comes between that was delivered', () => {
    expect(runsOf([at(1), at(2), at(3), at(4), at(5), at(9)], 3, 9)).toEqual([
      [1, 2],
      [4, 5],
    ]);
  });

  test('late ones of two streams are two texts', () => {
    const stderr = { output_type: 'stderr' };
    expect(runsOf([at(1), at(2, stderr), at(3), at(4, stderr), at(9)], 9)).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  test('what was delivered of another stream does not part them', () => {
    expect(runsOf([at(1), at(2, { output_type: 'stderr' }), at(3), at(9)], 2, 9)).toEqual([[1, 3]]);
  });
});

describe('the keys of what was delivered', () => {
  const key = fc.oneof(
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 2 ** 31, max: 2 ** 40 }),
    fc.constantFrom(
      '#1',
      '#2',
      '#12',
      '1.5 stdout 3 99',
      '1.5 stdout 3 99 1',
      '1.5 stderr 3 99',
      'ü',
      '',
    ),
  );

  test('whatever the order, exactly what was added is there', () => {
    fc.assert(
      fc.property(
        fc.array(key, { maxLength: 60 }),
        fc.array(key, { maxLength: 20 }),
        (added, others) => {
          const keys = new DeliveredKeys();
          const model = new Set<number | string>();
          for (const one of added) {
            expect(keys.has(one)).toBe(model.has(one));
            keys.add(one);
            model.add(one);
          }
          for (const one of [...added, ...others]) expect(keys.has(one)).toBe(model.has(one));
        },
      ),
    );
  });

  test('twenty thousand texts that differ in little are distinguished', () => {
    const keys = new DeliveredKeys();
    let mixed = 0;
    for (let at = 0; at < 20_000; at++) {
      const text = `${1_795_438_313.249 + at / 1000} stdout 12 ${at % 7}`;
      if (keys.has(text)) mixed++;
      keys.add(text);
    }
    expect(mixed).toBe(0);
    expect(keys.has('1795438313.249 stdout 12 0')).toBe(true);
  });

  test('a text is never taken for an id, nor an id for a text', () => {
    const keys = new DeliveredKeys();
    for (let id = 1; id <= 1000; id++) keys.add(String(id));
    for (let id = 1; id <= 1000; id++) expect(keys.has(id)).toBe(false);
    keys.add(5);
    expect([keys.has(5), keys.has('5'), keys.has('5000')]).toEqual([true, true, false]);
  });
});
