import { describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../src/follow/checkpoint.ts';
import { HostOutputReader, type ReadReport } from '../../src/follow/host-output.ts';
import type { OutputElement, OutputLine } from '../../src/jobs/output.ts';

/** More than what is read in full every time, so that a read asks only for what is newer. */
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
    expect(await one.read([element(2, 'two\n', 100), exit], true)).toMatchObject({
      needsFullRead: true,
    });
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

describe('what the exit code of a host is', () => {
  test('not what its script printed last, where elements have ids', async () => {
    const one = opened();
    await one.read([element(1, 'x\n', 5)]);
    const seven = { ...exit, output: 'Exit status: 7', timestamp: 6 };
    const liar = element(2, 'Exit status: 0', 9);
    const { ending } = await one.read([element(1, 'x\n', 5), seven, liar], true);
    expect(ending).toMatchObject({ exit_code: 7, last_line: 'Exit status: 0' });
    expect(one.texts()).toEqual(['x\n', 'Exit status: 0']);
  });

  test('told in any language, where elements have had ids before', async () => {
    const one = opened();
    await one.read([element(1, `${long}\n`, 50)]);
    const french = { ...exit, output: 'Statut de sortie : 3' };
    expect(await one.read([french], true)).toMatchObject({ needsFullRead: true, fresh: false });
    const { ending } = await one.read([element(1, `${long}\n`, 50), french], true);
    expect(ending).toMatchObject({ exit_code: 3 });
    expect(one.lines).toHaveLength(1);
  });
});

describe('what one read asks for', () => {
  test('exactly 8 KiB are no longer short', async () => {
    const one = opened();
    await one.read([element(1, 'x'.repeat(8192), 50)]);
    await one.read([]);
    expect(one.asked).toEqual([undefined, 48]);
  });

  test('a late line does not move it back, and what is older than the newest stays late', async () => {
    const one = opened();
    const all = [element(1, `${long}\n`, 50), element(2, 'late\n', 10), element(3, 'later\n', 20)];
    await one.read(all.slice(0, 1));
    await one.read(all.slice(0, 2));
    await one.read(all);
    await one.read([]);
    expect(one.asked).toEqual([undefined, 48, 48, 48]);
    expect(one.lines.slice(1)).toMatchObject([
      { text: 'late\n', late: true },
      { text: 'later\n', late: true },
    ]);
  });

  test('a late message does not make those before it timely', async () => {
    const one = opened();
    const debug = (id: number, timestamp: number) => ({
      ...element(id, `message ${id}`, timestamp),
      output_type: 'debug',
    });
    await one.read([debug(1, 50)]);
    await one.read([debug(2, 10), debug(1, 50)]);
    await one.read([debug(2, 10), debug(3, 20), debug(1, 50)]);
    expect(one.lines.map(({ late }) => late)).toEqual([false, true, true]);
  });

  test("what has no id where others have one does not move it: its clock is the server's", async () => {
    const one = opened();
    const made = { output_type: 'notice', output: 'made up\n', timestamp: 5000 };
    await one.read([element(1, `${long}\n`, 50), made]);
    await one.read([]);
    expect(one.asked).toEqual([undefined, 48]);
  });

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
    await one.read([
      element(9, 'late\n', 49),
      element(1, `${long}\n`, 50),
      element(10, 'next\n', 51),
    ]);
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
    const { ending } = await one.read(
      [element(9, 'missed\n', 10), element(1, `${long}\n`, 50), exit],
      true,
    );
    expect(one.asked).toEqual([undefined, 48, undefined]);
    expect(one.lines.slice(1)).toMatchObject([{ text: 'missed\n', late: true }]);
    expect(ending).toMatchObject({ exit_code: 0 });
  });

  test('what the server makes up moves nothing: its clock may be ahead', async () => {
    const one = opened();
    const silence = {
      output_type: 'debug',
      output: 'Error loading data from proxy: X - y',
      timestamp: 2e9,
    };
    expect(await one.read([element(1, `${long}\n`, 50), silence])).toMatchObject({
      silence: 'X - y',
    });
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

describe('a late message of the server', () => {
  test('is whole without a line end, and told at once', async () => {
    const one = opened();
    const debug = (id: number, timestamp: number) => ({
      ...element(id, `message ${id}`, timestamp),
      output_type: 'debug',
    });
    await one.read([debug(5, 50)]);
    await one.read([debug(6, 10), debug(5, 50)]);
    expect(one.lines).toMatchObject([
      { text: 'message 5', late: false },
      { text: 'message 6', late: true },
    ]);
  });

  test('is judged by its own clock: what the host wrote after it is not late', async () => {
    const one = opened();
    await one.read([{ ...element(5, 'Task cancelled', 90), output_type: 'debug' }]);
    await one.read([
      element(6, 'line\n', 40),
      { ...element(5, 'Task cancelled', 90), output_type: 'debug' },
    ]);
    expect(one.lines).toMatchObject([{ late: false }, { text: 'line\n', late: false }]);
  });
});

describe('the last line', () => {
  test.each<[string, readonly OutputElement[], string | null]>([
    ['is the last with text', [element(1, 'one\n  two  \n \n\n')], 'two'],
    ['is none without text', [element(1, '\n \n')], null],
    [
      'is that of any stream',
      [element(1, 'one\n'), { ...element(2, 'oops\r\n'), output_type: 'stderr' }],
      'oops',
    ],
    [
      'is none that every failure has',
      [
        element(1, 'one\n'),
        { ...element(2, 'StandardError: Job execution failed'), output_type: 'debug' },
      ],
      'one',
    ],
    [
      'is one that a script printed',
      [element(1, 'StandardError: Job execution failed\n')],
      'StandardError: Job execution failed',
    ],
    ['has no end', [element(1, 'one\ntwo')], 'two'],
    ['is cut at 500 characters', [element(1, `${'x'.repeat(600)}\n`)], 'x'.repeat(500)],
  ])('%s', async (_, elements, last) => {
    const { ending } = await opened().read([...elements, exit], true);
    expect(ending?.last_line).toBe(last);
  });

  test('is not one that came late', async () => {
    const one = opened();
    await one.read([element(5, 'new\n', 50)]);
    const { ending } = await one.read(
      [element(6, 'old\n', 10), element(5, 'new\n', 50), exit],
      true,
    );
    expect(ending?.last_line).toBe('new');
  });
});

describe('the end of what was lost', () => {
  test('is reported with the ending', async () => {
    const message = 'ArgumentError: string contains null byte';
    const { ending } = await opened().read(
      [{ ...element(1, message), output_type: 'debug' }],
      true,
    );
    expect(ending).toEqual({
      exit_code: null,
      last_line: message,
      cause: { kind: 'proxy', message, may_have_run: true },
      loss: expect.stringContaining('NUL byte'),
      whole: true,
    });
  });
});

describe('only the last lines of what is there', () => {
  const tailed = (lines: number, checkpoints: readonly Checkpoint[] = []) => {
    const printed: string[] = [];
    const reader = new HostOutputReader(({ text }) => printed.push(text), {
      tail: { lines, counts: ({ text }) => text !== 'noise\n' },
      restored: checkpoints,
    });
    const read = (elements: readonly OutputElement[]) =>
      reader.read(async () => ({ complete: false, elements, delayed: false, start_at: null }));
    return { printed, read };
  };
  const there = element(1, 'one\ntwo\nnoise\nthree\n');

  test.each([
    [0, []],
    [2, ['two\n', 'three\n']],
    [9, ['one\n', 'two\n', 'three\n']],
  ])('%i of them, and then all that comes', async (lines, expected) => {
    const { printed, read } = tailed(lines);
    await read([there]);
    expect(printed).toEqual(expected);
    await read([there, element(2, 'four\nnoise\n')]);
    expect(printed).toEqual([...expected, 'four\n', 'noise\n']);
  });

  test('not where an earlier follow is gone on with: that has told them', async () => {
    const checkpoints: Checkpoint[] = [];
    const first = new HostOutputReader(() => undefined, {
      onCheckpoint: (checkpoint) => checkpoints.push(checkpoint),
    });
    await first.read(async () => ({
      complete: false,
      elements: [there],
      delayed: false,
      start_at: null,
    }));
    const { printed, read } = tailed(0, checkpoints);
    await read([there, element(2, 'four\n')]);
    expect(printed).toEqual(['four\n']);
  });
});

describe('a follow that another process continues with', () => {
  const debug = (id: number, timestamp: number) => ({
    ...element(id, `message ${id}`, timestamp),
    output_type: 'debug',
  });
  const answers: readonly (readonly OutputElement[])[] = [
    [element(1, 'a\nbegun ', 10)],
    [element(1, 'a\nbegun ', 10), element(2, 'and ended\n', 12)],
    [],
    [element(3, `${long}\n`, 50), debug(4, 20)],
    [element(3, `${long}\n`, 50), element(5, 'late\n', 49), element(6, 'x\n', 60)],
    [debug(7, 18), element(6, 'x\n', 60), element(8, 'no end', 61)],
  ];
  const whole = [...new Map(answers.flat().map((one) => [one.id, one])).values()];

  test('a read that brings nothing reports nothing, but for the last one of all', async () => {
    const checkpoints: Checkpoint[] = [];
    const reader = new HostOutputReader(() => undefined, {
      onCheckpoint: (checkpoint) => checkpoints.push(checkpoint),
    });
    const read = (elements: readonly OutputElement[], complete = false) =>
      reader.read(async () => ({ complete, elements, delayed: false, start_at: null }));
    await read([]);
    await read([element(1, 'a\nbegun', 10)]);
    await read([element(1, 'a\nbegun', 10)]);
    expect(checkpoints).toMatchObject([
      { keys: [[1, 10]], characters: 7, newest: 10, printed: [10, 1], debug: null, last_line: 'a' },
    ]);
    await read([element(1, 'a\nbegun', 10), exit], true);
    expect(checkpoints).toMatchObject([
      { tails: [{ text: 'begun' }] },
      { keys: [], tails: [], last_line: 'begun' },
    ]);
  });

  test('leaving delivers what was given then, and only that', async () => {
    for (const text of ['a\nbegun', 'a\n']) {
      const checkpoints: Checkpoint[] = [];
      const reader = new HostOutputReader(() => undefined, {
        onCheckpoint: (checkpoint) => checkpoints.push(checkpoint),
      });
      await reader.read(async () => ({
        ...{ complete: false, delayed: false, start_at: null },
        elements: [element(1, text, 10)],
      }));
      reader.close();
      expect(checkpoints.at(-1)?.tails).toEqual([]);
      expect(checkpoints).toHaveLength(text === 'a\n' ? 1 : 2);
    }
  });

  test('on a server without ids: nothing twice, and what is late is called so', async () => {
    const bare = (text: string, timestamp: number) => ({
      output_type: 'stdout',
      output: text,
      timestamp,
    });
    const checkpoints: Checkpoint[] = [];
    const lines: OutputLine[] = [];
    const open = () =>
      new HostOutputReader((line) => void lines.push(line), {
        restored: JSON.parse(JSON.stringify(checkpoints)),
        onCheckpoint: (checkpoint) => checkpoints.push(checkpoint),
      });
    const readOf = (reader: HostOutputReader, elements: readonly OutputElement[]) =>
      reader.read(async () => ({ complete: false, elements, delayed: false, start_at: null }));
    const [one, two, same, late] = [
      bare('1\n', 10),
      bare('2\n', 20),
      bare('2\n', 20),
      bare('0\n', 5),
    ];
    await readOf(open(), [one, two]);
    await readOf(open(), [late, one, two, same]);
    await readOf(open(), [late, one, two, same, bare('3\n', 20)]);
    expect(lines.map(({ text, late: isLate }) => [text, isLate])).toEqual([
      ['1\n', false],
      ['2\n', false],
      ['0\n', true],
      ['2\n', false],
      ['3\n', false],
    ]);
  });

  test.each(answers.map((_, at) => at))(
    'after %i answers: every line once, and as late as it was',
    async (stop) => {
      const straight: OutputLine[] = [];
      const parted: OutputLine[] = [];
      const checkpoints: Checkpoint[] = [];
      const open = (lines: OutputLine[], earlier: readonly Checkpoint[], later: Checkpoint[]) =>
        new HostOutputReader((line) => void lines.push(line), {
          restored: earlier,
          onCheckpoint: (checkpoint) => later.push(checkpoint),
        });
      const readOf = (
        reader: HostOutputReader,
        since: (number | undefined)[],
        elements: readonly OutputElement[],
        complete = false,
      ) =>
        reader.read(async (asked) => {
          since.push(asked);
          return { complete, elements, delayed: false, start_at: null };
        });
      const one = open(straight, [], []);
      const first = open(parted, [], checkpoints);
      const asked: (number | undefined)[][] = [[], []];
      for (const elements of answers) await readOf(one, asked[0] ?? [], elements);
      for (const elements of answers.slice(0, stop)) await readOf(first, asked[1] ?? [], elements);
      const second = open(parted, JSON.parse(JSON.stringify(checkpoints)), []);
      for (const elements of answers.slice(stop)) await readOf(second, asked[1] ?? [], elements);
      const ends = await Promise.all(
        [one, second].map(async (reader) => {
          await readOf(reader, [], [exit], true);
          return readOf(reader, [], [...whole, exit], true);
        }),
      );
      expect(parted).toEqual(straight);
      expect(asked[1]).toEqual(asked[0]);
      expect(ends[1]).toEqual(ends[0]);
      expect(straight.map(({ text }) => text).join('')).toHaveLength(
        whole.map(({ output }) => output).join('').length,
      );
    },
  );
});

describe('a line that has begun', () => {
  test('is delivered when reading stops, once, and what follows in an answer under way is not', async () => {
    const one = opened();
    await one.read([element(1, 'done\nPassword: ')]);
    expect(one.texts()).toEqual(['done\n']);
    const underWay = one.reader.read(async () => {
      one.reader.close();
      return { complete: false, elements: [element(2, 'x\n')], delayed: false, start_at: null };
    });
    await expect(underWay).rejects.toThrow();
    one.reader.close();
    expect(one.texts()).toEqual(['done\n', 'Password: ']);
  });
});
