import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileQuery } from '../../../../src/ui/answers/query/compile-query.ts';
import { type QueryLook, queriedOutput } from '../../../../src/ui/answers/query/queried-output.ts';
import { rawText } from '../../../../src/ui/answers/query/raw-text.ts';
import { pipedIo } from '../../terminal/fake-io.ts';

async function printed(
  pieces: readonly string[],
  query: string,
  look: QueryLook,
  longest?: number,
) {
  const { io, stdout } = pipedIo();
  const { out, end } = queriedOutput(io.out, compileQuery(query), look, longest);
  for (const piece of pieces) void out.write(piece);
  const trouble = await end();
  return { text: stdout.text, trouble };
}

describe('what a query selects is printed', () => {
  it('of a document in any pieces', async () => {
    const document = { a: { b: ['ä', 'x\ny'] } };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(40), { maxLength: 6 }), async (cuts) => {
        const text = `${JSON.stringify(document)}\n`;
        const at = [0, ...cuts.map((cut) => cut % text.length).sort((a, b) => a - b), text.length];
        const pieces = at.slice(1).map((end, index) => text.slice(at[index], end));
        expect(await printed(pieces, 'a.b', 'json')).toEqual({
          text: '["ä","x\\ny"]\n',
          trouble: null,
        });
        const lines = [...pieces, ...pieces].map((piece) => piece);
        expect((await printed(lines, 'a.b[0]', 'ndjson')).text).toBe('"ä"\n"ä"\n');
      }),
    );
  });

  it('line by line of events, without those of which it selects nothing', async () => {
    const lines = ['{"type":"job"}\n{"type":"host","host":{"name":"a"}}\n', '{"type":"summary"}\n'];
    expect((await printed(lines, 'host.name', 'ndjson')).text).toBe('"a"\n');
  });

  it('nothing where the command printed nothing', async () => {
    expect(await printed([], 'a', 'json')).toEqual({ text: '', trouble: null });
  });
});

describe('a document that cannot be queried is printed as it is', () => {
  it.each([
    [
      'a function gets null',
      '{"a":1}\n',
      'length(b)',
      /^length\(\) expected argument 1 to be type .* but got null$/,
    ],
    ['an operator gets text', '{"a":"x"}\n', 'a + `1`', /not-a-number/],
    ['it is not JSON', 'job 5 was started\n', 'a', /^it is not JSON$/],
  ])('%s', async (_, text, query, why) => {
    const ran = await printed([text], query, 'json');
    expect(ran.text).toBe(text);
    expect(ran.trouble).toMatch(why);
  });

  it('it is too long for memory: all of it, in order', async () => {
    const pieces = ['{"a":"', 'x'.repeat(50), 'y'.repeat(50), '"}\n'];
    const ran = await printed(pieces, 'a', 'json', 60);
    expect(ran).toEqual({ text: pieces.join(''), trouble: 'it is longer than 0 MiB' });
  });

  it('an event, and the events after it are still queried', async () => {
    const ran = await printed(['{"a":1}\n', '{"a":"xy"}\n', '{"a":[1]}\n'], 'length(a)', 'ndjson');
    expect(ran.text).toBe('{"a":1}\n2\n1\n');
    expect(ran.trouble).toContain('but got number');
  });
});

describe('a result for a shell', () => {
  it.each([
    ['text', 'a "b"\n\u001b[1mc', 'a "b"\n\u001b[1mc\n'],
    ['a number', 5, '5\n'],
    ['nothing', null, '\n'],
    ['a list', ['a', null, 3, true], 'a\n\n3\ntrue\n'],
    [
      'rows',
      [
        ['a', 1],
        ['b\tc\nd', null],
      ],
      'a\t1\nb c d\t\n',
    ],
    ['an object', { a: 1 }, '{"a":1}\n'],
    ['objects', [{ a: 1 }, { b: [2] }], '{"a":1}\n{"b":[2]}\n'],
    ['an empty list', [], ''],
    ['lists in rows', [[['a'], 1]], '["a"]\t1\n'],
  ])('has no quotes: %s', (_, value, text) => {
    expect(rawText(value)).toBe(text);
  });
});
