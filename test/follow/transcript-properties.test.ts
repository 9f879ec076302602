import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HostOutputReader } from '../../src/follow/host-output.ts';
import type { HostOutput, OutputElement, OutputLine } from '../../src/jobs/output.ts';

/** How elements of one server version are identified. */
type Age = 'ids' | 'sequence_ids' | 'none';

interface Plan {
  readonly age: Age;
  readonly chunks: readonly {
    readonly text: string;
    readonly gapMs: number;
    readonly stream: string;
  }[];
  /**
   * After how many chunks a read sees them; chunk numbers that only become visible one read later.
   */
  readonly reads: readonly number[];
  readonly late: readonly number[];
  readonly silences: readonly number[];
}

const text = fc.string({
  unit: fc.constantFrom('a', 'ü', '\n', '\r\n', ' ', '🙂', 'Exit status: 0'),
  minLength: 1,
  maxLength: 12,
});

const plan: fc.Arbitrary<Plan> = fc.record({
  age: fc.constantFrom<Age>('ids', 'sequence_ids', 'none'),
  chunks: fc.array(
    fc.record({
      text,
      gapMs: fc.constantFrom(0, 1, 500, 3000),
      stream: fc.constantFrom('stdout', 'stdout', 'stderr'),
    }),
    { minLength: 1, maxLength: 25 },
  ),
  reads: fc.array(fc.nat(25), { maxLength: 12 }),
  late: fc.array(fc.nat(25), { maxLength: 4 }),
  silences: fc.array(fc.nat(12), { maxLength: 3 }),
});

function elementsOf({ age, chunks }: Plan): OutputElement[] {
  let now = 1_795_438_313_249;
  return chunks.map(({ text: output, gapMs, stream }, at) => {
    now += gapMs;
    const element = { output_type: stream, output, timestamp: now / 1000 };
    if (age === 'none') return element;
    return age === 'ids'
      ? { id: at + 1, external_id: String(at), ...element }
      : { id: at + 1, sequence_id: at, ...element };
  });
}

/** The server's answer: what is visible by now and newer than `since`, then what it makes up. */
function answer(
  visible: readonly OutputElement[],
  since: number | undefined,
  end: OutputElement | null,
  silent: boolean,
): HostOutput {
  const stored = visible.filter(({ timestamp }) => since === undefined || timestamp > since);
  const silence = {
    output_type: 'debug',
    output: 'Error loading data from proxy: Errno::ECONNREFUSED - no',
    timestamp: 2e9,
  };
  const elements = [
    ...stored,
    ...(silent ? [silence] : []),
    ...(end !== null && (since === undefined || end.timestamp > since) ? [end] : []),
  ];
  return { complete: end !== null, elements, delayed: false, start_at: null };
}

async function delivered(
  given: Plan,
): Promise<{ lines: OutputLine[]; exitCode: number | null | undefined }> {
  const elements = elementsOf(given);
  const lines: OutputLine[] = [];
  const reader = new HostOutputReader((line) => void lines.push(line));
  const reads = [...given.reads].sort((a, b) => a - b);
  for (const [number, upTo] of reads.entries()) {
    const hidden = number < reads.length - 1 ? given.late : [];
    const visible = elements.filter((_, at) => at < upTo && !hidden.includes(at));
    await reader.read(async (since) =>
      answer(visible, since, null, given.silences.includes(number)),
    );
  }
  const last = elements.at(-1)?.timestamp ?? 0;
  const exit = {
    output_type: 'stdout',
    output: 'Exit status: 7',
    timestamp: given.age === 'none' ? last + 1 : last,
  };
  for (let tries = 0; tries < 4; tries++) {
    const { ending } = await reader.read(async (since) => answer(elements, since, exit, false));
    if (ending !== null) return { lines, exitCode: ending.exit_code };
  }
  return { lines, exitCode: undefined };
}

const textOf = (lines: readonly OutputLine[], stream: string) =>
  lines
    .filter((line) => line.stream === stream)
    .map((line) => line.text)
    .join('');

describe('whatever a server repeats, holds back or makes up', () => {
  test('every host gets each of its bytes once; what was not late comes in order; the exit code is known (trap 35)', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (given) => {
        const { lines, exitCode } = await delivered(given);
        expect(exitCode).toBe(7);
        for (const stream of ['stdout', 'stderr']) {
          const written = given.chunks
            .filter((chunk) => chunk.stream === stream)
            .map((chunk) => chunk.text)
            .join('');
          const printed = textOf(lines, stream);
          expect([...printed].sort().join('')).toBe([...written].sort().join(''));
          // Elements without ids have no order within a moment, so one that is late cannot be
          // distinguished there.
          const ordered = given.age !== 'none';
          if (ordered && !lines.some((line) => line.late)) expect(printed).toBe(written);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('without late elements nothing is called late, and lines are whole', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (given) => {
        // Before ids, a script that ends a piece with just these words looks like its end until
        // more comes.
        const looksEnded = given.chunks.some((chunk) => /^Exit status: \S+$/.test(chunk.text));
        fc.pre(given.age !== 'none' || !looksEnded);
        const { lines } = await delivered({ ...given, late: [] });
        expect(lines.some((line) => line.late)).toBe(false);
        for (const stream of ['stdout', 'stderr']) {
          const own = lines.filter((line) => line.stream === stream);
          for (const line of own.slice(0, -1)) expect(line.text).toMatch(/^[^\n]*\n$/);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('a proxy that does not answer is never output (trap 34)', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (given) => {
        const { lines } = await delivered(given);
        expect(lines.some((line) => line.text.includes('Error loading'))).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});
