import { describe, expect, test } from 'vitest';
import { HostOutputReader, type ReadReport } from '../../src/follow/host-output-reader.ts';
import type { OutputElement, OutputLine } from '../../src/jobs/output.ts';

/** More than all that is read anew every time, so that a read asks only for what is newer. */
const long = 'x'.repeat(9000);

function element(id: number, text: string, timestamp = id): OutputElement {
  return { id, external_id: String(id), output_type: 'stdout', output: text, timestamp };
}

const exit: OutputElement = { output_type: 'stdout', output: 'Exit status: 0', timestamp: 999 };

/** A reader, what it delivered, and a server whose answers the test gives one by one. */
function opened() {
  const lines: OutputLine[] = [];
  const asked: (number | undefined)[] = [];
  const reader = new HostOutputReader((line) => void lines.push(line));
  const read = (elements: readonly OutputElement[], complete = false): Promise<ReadReport> =>
    reader.read(async (since) => {
      asked.push(since);
      return { complete, elements, delayed: false, start_at: null };
    });
  return { reader, lines, asked, read, texts: () => lines.map(({ text }) => text) };
}

describe('a server that repeats what it has told', () => {
  const told = [element(1, `${long}\n`), element(2, 'two\n', 100), element(3, 'three\n', 200)];
  const texts = told.map(({ output }) => output);

  test('gives everything again although only newer output was asked for: nothing comes twice', async () => {
    const one = opened();
    for (let upTo = 1; upTo <= told.length; upTo++) await one.read(told.slice(0, upTo));
    await one.read([...told, exit], true);
    const { ending } = await one.read([...told, exit], true);
    expect(one.texts()).toEqual(texts);
    expect(ending).toMatchObject({ exit_code: 0, last_line: 'three' });
  });

  test('calls a host complete and then not: nothing comes twice, and the end is the second one', async () => {
    const one = opened();
    await one.read(told.slice(0, 2));
    expect(await one.read([element(2, 'two\n', 100), exit], true)).toMatchObject({ endedButPartly: true });
    expect(await one.read(told.slice(0, 2))).toMatchObject({ fresh: false, ending: null });
    expect(await one.read(told)).toMatchObject({ fresh: true, ending: null });
    expect(one.texts()).toEqual(texts);
  });

  test('gives an element twice in one answer, in the middle and at the end: each line comes once', async () => {
    const one = opened();
    const doubled = told.flatMap((each) => [each, each]);
    await one.read(doubled);
    expect(one.texts()).toEqual(texts);
    const two = opened();
    await two.read([...doubled, exit], true);
    expect(two.texts()).toEqual(texts);
  });

  test.each([
    ['with sequence ids', (at: number) => ({ sequence_id: at })],
    ['without ids', () => ({})],
  ])('%s: everything again, and nothing comes twice', async (_, name) => {
    const one = opened();
    const old = told.map(({ output, output_type, timestamp }, at) => ({
      ...name(at),
      ...{ output, output_type, timestamp },
    }));
    for (let upTo = 1; upTo <= old.length; upTo++) await one.read(old.slice(0, upTo));
    expect(one.texts()).toEqual(texts);
  });
});

describe('what one read asks for', () => {
  test('everything while the output is short, so that a late line shows at once', async () => {
    const one = opened();
    await one.read([element(1, 'x'.repeat(8191), 50)]);
    await one.read([element(9, 'late\n', 10), element(1, 'x'.repeat(8191), 50)]);
    expect(one.asked).toEqual([undefined, undefined]);
    expect(one.lines).toMatchObject([{ text: 'late\n', late: true }]);
  });

  test('from 8 KiB on two seconds less than the newest, so that what came late within them is seen', async () => {
    const one = opened();
    await one.read([element(1, `${long}\n`, 50)]);
    await one.read([element(9, 'late\n', 49), element(1, `${long}\n`, 50), element(10, 'next\n', 51)]);
    expect(one.asked).toEqual([undefined, 48]);
    expect(one.lines.slice(1)).toMatchObject([
      { text: 'late\n', late: true },
      { text: 'next\n', late: false },
    ]);
  });

  test('everything once more when the host has ended: what a partial read missed is printed as late', async () => {
    const one = opened();
    await one.read([element(1, `${long}\n`, 50)]);
    await one.read([exit], true);
    const { ending } = await one.read([element(9, 'missed\n', 10), element(1, `${long}\n`, 50), exit], true);
    expect(one.asked).toEqual([undefined, 48, undefined]);
    expect(one.lines.slice(1)).toMatchObject([{ text: 'missed\n', late: true }]);
    expect(ending).toMatchObject({ exit_code: 0 });
  });

  test('what the server makes up moves nothing: its clock may be ahead', async () => {
    const one = opened();
    const silence = { output_type: 'debug', output: 'Error loading data from proxy: X - y', timestamp: 2e9 };
    expect(await one.read([element(1, `${long}\n`, 50), silence])).toMatchObject({ silence: 'X - y' });
    await one.read([]);
    expect(one.asked).toEqual([undefined, 48]);
  });
});

describe('a late piece of a line', () => {
  test('waits for its rest, which the last read brings: the line comes whole', async () => {
    const one = opened();
    await one.read([element(5, 'later\n', 50)]);
    await one.read([element(6, 'first ', 10), element(5, 'later\n', 50)]);
    expect(one.texts()).toEqual(['later\n']);
    await one.read([element(6, 'first ', 10), element(7, 'half\n', 11), element(5, 'later\n', 50)]);
    expect(one.lines.slice(1)).toMatchObject([{ text: 'first half\n', late: true }]);
  });

  test('that never gets a line end is delivered with the last read', async () => {
    const one = opened();
    await one.read([element(5, 'later\n', 50)]);
    await one.read([element(6, 'torn', 10), element(5, 'later\n', 50)]);
    await one.read([element(6, 'torn', 10), element(5, 'later\n', 50), exit], true);
    expect(one.lines).toMatchObject([
      { text: 'later\n', late: false },
      { text: 'torn', late: true },
    ]);
  });
});

describe('a line that has begun', () => {
  test('is delivered when nobody reads on, once, and what follows in an answer under way is not', async () => {
    const one = opened();
    await one.read([element(1, 'done\nPassword: ')]);
    expect(one.texts()).toEqual(['done\n']);
    const underWay = one.reader.read(async () => {
      one.reader.leave();
      return { complete: false, elements: [element(2, 'x\n')], delayed: false, start_at: null };
    });
    await expect(underWay).rejects.toThrow();
    one.reader.leave();
    expect(one.texts()).toEqual(['done\n', 'Password: ']);
  });
});
