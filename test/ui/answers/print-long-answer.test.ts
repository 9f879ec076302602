import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer, Format } from '../../../src/ui/answers/answer.ts';
import { printAnswer } from '../../../src/ui/answers/print-answer.ts';
import { type LongAnswer, printLongAnswer } from '../../../src/ui/answers/print-long-answer.ts';
import { yamlItem, yamlText } from '../../../src/ui/answers/yaml-text.ts';
import {
  examplePage as emptyPage,
  type HostPage,
  hostPageColumns,
  hostPageDocument,
} from '../../../src/ui/nouns/host-page.ts';
import { fakeIo, frozen } from '../terminal/fake-io.ts';

const awkward = fc.constantFrom(
  '',
  ' ',
  '\n',
  'a',
  ': ',
  '- ',
  '#',
  '"',
  "'",
  '\\',
  'ä',
  '\u0085',
  '\t',
  '|',
  'true',
  '7',
);
const text = fc.oneof(
  fc.string({
    unit: fc.oneof({ weight: 3, arbitrary: fc.constantFrom('a', '1', ' ', '-', '~') }, awkward),
  }),
  fc.constantFrom('yes', 'null', '', '\n', 'a\n', 'a b: c #d\n', ' a\n', 'a \n', 'a\n\n', '---\n'),
);
const line = fc.record({
  stream: fc.constantFrom('stdout', 'stderr', 'debug'),
  text,
  timestamp: fc.oneof(fc.nat(), fc.double({ min: 0, max: 2e9, noNaN: true })),
  late: fc.boolean(),
});
const page: fc.Arbitrary<HostPage> = fc.record({
  id: fc.nat(),
  name: text,
  status: fc.constantFrom('succeeded', 'failed', 'running'),
  exit_code: fc.option(fc.nat(255)),
  complete: fc.boolean(),
  notice: fc.option(text),
  torn: fc.boolean(),
  lines: fc.array(line, { maxLength: 4 }),
});

async function* later<T>(rows: readonly T[]): AsyncGenerator<T> {
  for (const row of rows) yield await Promise.resolve(row);
}

async function printed(
  work: (io: ReturnType<typeof fakeIo>['io']) => Promise<void>,
  onTerminal: boolean,
): Promise<string> {
  const { io, stdout } = fakeIo({ terminal: { stdout: onTerminal } });
  await work(io);
  return stdout.text;
}

const formats: readonly Format[] = ['json', 'yaml', 'csv', 'ndjson'];
const fields = fc.option(
  fc.constantFrom(
    ['name'],
    ['name', 'output'],
    ['output.text', 'id'],
    ['job_id'],
    ['job_id', 'status'],
  ),
  { nil: undefined },
);

describe('a long answer', () => {
  it('says exactly what a short one says, in every format, with fields and without', async () => {
    const choice = fc.tuple(fc.constantFrom(...formats), fields, fc.boolean(), fc.boolean());
    await fc.assert(
      fc.asyncProperty(
        fc.array(page, { maxLength: 3 }),
        choice,
        async (rows, [format, names, tty, known]) => {
          const head = { job_id: 7, hosts: [] };
          const options = { format, fields: names, clock: frozen };
          const short: Answer<HostPage> = {
            document: { ...head, hosts: rows.map(hostPageDocument) },
            ...{ rowsKey: 'hosts', rows, columns: hostPageColumns },
          };
          const long: LongAnswer<HostPage> = {
            ...{ document: head, rowsKey: 'hosts', rows: known ? rows : later(rows) },
            ...{ toJson: hostPageDocument, columns: hostPageColumns, example: emptyPage },
          };
          const wanted = await printed((io) => printAnswer(short, { ...options, io }), tty);
          expect(await printed((io) => printLongAnswer(long, { ...options, io }), tty)).toBe(
            wanted,
          );
        },
      ),
      { numRuns: 400 },
    );
  });

  it('writes the lines of a comparison as the library does', () => {
    const kind = fc.constantFrom('same', 'removed', 'added');
    const ascii = fc.string({
      unit: fc.constantFrom(...' :-#,[]{}&*!|>\'"%@`?~=abctrueynoNL0179.+_x\\'),
    });
    const diff = fc.array(fc.record({ kind, line: fc.oneof(text, ascii) }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(diff, fc.nat(), (lines, count) => {
        const row = { count, diff: lines };
        expect(`differences:\n${yamlItem(row)}`).toBe(yamlText({ differences: [row] }));
      }),
      { numRuns: 2000 },
    );
  });

  it('of one thing with a list in it, too', async () => {
    const rows = fc.array(fc.record({ count: fc.nat(), output: text }), { maxLength: 3 });
    const choice = fc.tuple(
      fc.constantFrom<Format>('json', 'yaml', 'ndjson'),
      fc.constantFrom(undefined, ['job_id'], ['groups.count'], ['groups', 'job_id']),
      fc.boolean(),
    );
    await fc.assert(
      fc.asyncProperty(rows, choice, async (groups, [format, names, tty]) => {
        const options = { format, fields: names, clock: frozen };
        const short = { document: { job_id: 7, groups, more: { a: [1] } } };
        const document = { job_id: 7, groups: [], more: { a: [1] } };
        const long = {
          document,
          rowsKey: 'groups',
          rows: groups,
          toJson: (row: (typeof groups)[0]) => row,
        };
        const wanted = await printed((io) => printAnswer(short, { ...options, io }), tty);
        expect(await printed((io) => printLongAnswer(long, { ...options, io }), tty)).toBe(wanted);
      }),
      { numRuns: 200 },
    );
  });

  it('that breaks off while it is read prints nothing', async () => {
    async function* broken(): AsyncGenerator<HostPage> {
      for (let at = 0; at < 20; at++)
        yield {
          ...emptyPage,
          lines: [{ ...emptyPage.lines[0], text: 'x'.repeat(1 << 18) } as never],
        };
      throw new Error('gone');
    }
    const long = {
      document: { hosts: [] },
      rowsKey: 'hosts',
      rows: broken(),
      toJson: hostPageDocument,
    };
    const { io, stdout } = fakeIo();
    await expect(printLongAnswer(long, { format: 'json', io, clock: frozen })).rejects.toThrow(
      'gone',
    );
    expect(stdout.text).toBe('');
  });

  it('refuses a field that no row has, before it reads one', async () => {
    let read = 0;
    async function* rows(): AsyncGenerator<HostPage> {
      read++;
      yield emptyPage;
    }
    const long = {
      ...{
        document: { job_id: 7, hosts: [] },
        rowsKey: 'hosts',
        rows: rows(),
        toJson: hostPageDocument,
      },
      ...{ example: emptyPage, columns: hostPageColumns },
    };
    const { io } = fakeIo();
    const options = { format: 'json', fields: ['nmae'], io, clock: frozen } as const;
    await expect(printLongAnswer(long, options)).rejects.toThrow('unknown field `nmae`');
    expect(read).toBe(0);
  });
});
