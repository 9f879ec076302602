import fc from 'fast-check';
import { marked, type Token } from 'marked';
import { describe, expect, test } from 'vitest';
import { markdownReport } from '../../../src/ui/report/markdown.ts';
import { fencedBlock, inlineCode } from '../../../src/ui/report/markdown-text.ts';
import { exampleDetail } from '../example-jobs.ts';
import { anyReport, anyText } from './arbitrary-report.ts';

/** Every token, also those within others. */
function tokensIn(markdown: string): readonly Token[] {
  const found: Token[] = [];
  void marked.walkTokens(marked.lexer(markdown), (token) => {
    found.push(token);
  });
  return found;
}

/** Pieces that a text of ours is made of, where hosts have no say. */
const plain = new Set(['paragraph', 'text', 'strong', 'space', 'blockquote', 'br']);
const inert = new Set(['code', 'codespan', 'heading', 'list', 'list_item', 'table', ...plain]);

/** What is not code, as a reader sees it. */
function wordsOf(tokens: readonly Token[]): string {
  return tokens
    .filter((token) => token.type === 'text' && !('tokens' in token && token.tokens))
    .map((token) => ('text' in token ? String(token.text) : ''))
    .join('\n');
}

describe('a report in Markdown, whatever hosts and servers write', () => {
  test('has no HTML, no image and no link but that to Foreman', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const tokens = tokensIn(markdownReport(report));
        expect(tokens.map(({ type }) => type).filter((type) => !inert.has(type))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('has their words in code alone, so that nobody is mentioned and nothing linked', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const words = wordsOf(tokensIn(markdownReport(report)));
        expect(words).not.toMatch(/[@<>[\]`#\\]|https?:|www\.|GH-|[=${}|&*_~]/);
      }),
      { numRuns: 300 },
    );
  });

  test('keeps its own headings, one table and its lists', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const tokens = tokensIn(markdownReport(report));
        const headings = tokens.flatMap((token) => (token.type === 'heading' ? [token.text] : []));
        expect(headings[0]).toMatch(new RegExp(`^Job ${report.job.id}: `));
        expect(headings.slice(1).filter((text) => !ours.includes(text))).toEqual([]);
        const tables = tokens.filter(({ type }) => type === 'table');
        expect(tables.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('is an issue, a comment and a summary of a step: at most 60,000 bytes', () => {
    const wide = anyText.map((text) => text + '\u{1f600}'.repeat(300));
    const huge = fc.tuple(anyReport, fc.nat({ max: 60 }), wide).map(([report, times, text]) => ({
      ...report,
      job: exampleDetail({
        inputs: Array.from({ length: times }, (_, id) => ({
          name: `${text}${id}`,
          id,
          value: text,
        })),
      }),
      failures: report.failures.flatMap((one) =>
        Array.from({ length: times + 1 }, () => ({ ...one, message: text })),
      ),
      outputs: report.outputs.flatMap((one) => Array.from({ length: times + 1 }, () => one)),
    }));
    fc.assert(
      fc.property(huge, (report) => {
        expect(Buffer.byteLength(markdownReport(report))).toBeLessThanOrEqual(60_000);
      }),
    );
  });
});

const ours = ['Why hosts did not succeed', 'Output of hosts that did not succeed', 'In a terminal'];

test('a block of code is one block and holds every line', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const markdown = `before\n\n${fencedBlock(text)}\nafter\n`;
      const found = tokensIn(markdown).filter(({ type }) => type !== 'space');
      expect(found.map(({ type }) => type)).toEqual([
        ...['paragraph', 'text', 'code', 'paragraph', 'text'],
      ]);
    }),
    { numRuns: 500 },
  );
});

test('a piece of code within a line is one piece, also in a table', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const inLine = tokensIn(`before ${inlineCode(text)} after\n`).map(({ type }) => type);
      expect(inLine).toEqual(['paragraph', 'text', 'codespan', 'text']);
    }),
    { numRuns: 500 },
  );
});
