import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import { outcomeOf } from '../../../src/jobs/outcome.ts';
import type { Answer } from '../../../src/ui/answers/answer.ts';
import {
  answerRows,
  cellValue,
  chosenColumns,
  chosenDocument,
  hasPath,
  picked,
  valueAt,
} from '../../../src/ui/answers/fields.ts';
import type { JsonObject } from '../../../src/ui/answers/json.ts';
import { jobColumns, jobDocument } from '../../../src/ui/nouns/job.ts';
import { exampleDetail, exampleJob, sketchedJobs } from '../example-jobs.ts';

const list = {
  document: { jobs: sketchedJobs.map((job) => jobDocument(job)), subtotal: 8 },
  rowsKey: 'jobs',
  rows: sketchedJobs.map((job) => ({ ...job, outcome: outcomeOf(job) })),
  columns: jobColumns,
};
const one: Answer = {
  document: {
    job: jobDocument(exampleDetail()),
    url: 'https://foreman.example.com/job_invocations/215',
  },
};

function cells(answer: Answer, names: readonly string[]): unknown[] {
  const [row] = answerRows(answer);
  return chosenColumns(answer, names).map((column) =>
    row === undefined ? undefined : column.value(row),
  );
}

describe('--fields', () => {
  it('chooses columns and JSON fields by the same names, in the order named', () => {
    const names = ['outcome', 'id'];
    expect(chosenColumns(list, names).map(({ header }) => header)).toEqual(['OUTCOME', 'ID']);
    const { jobs } = chosenDocument(
      { ...list, rows: [exampleJob()], document: { jobs: [jobDocument(exampleJob())] } },
      names,
    );
    expect(JSON.stringify(jobs)).toBe('[{"outcome":"succeeded","id":213}]');
  });

  it('reaches into objects and lists', () => {
    expect(chosenDocument(one, ['counts.failed', 'counts.total', 'inputs.value'])).toEqual({
      job: { counts: { failed: 2, total: 120 }, inputs: [{ value: 'systemctl is-active nginx' }] },
    });
    expect(cells(one, ['counts.failed', 'inputs.name', 'inputs'])).toEqual([
      2,
      'command',
      '[{"name":"command","value":"systemctl is-active nginx"}]',
    ]);
  });

  it('takes the last word of a path where it names a column', () => {
    expect(chosenColumns(list, ['failed']).map(({ key }) => key)).toEqual(['counts.failed']);
    expect(chosenDocument(list, ['failed']).jobs).toContainEqual({ counts: { failed: 2 } });
  });

  it('gives JSON the words of a column that it has no field for', () => {
    expect(chosenDocument(list, ['id', 'hosts']).jobs).toContainEqual({
      id: 211,
      hosts: '80 cancelled, 40 ok',
    });
  });

  it('reaches what the document has beside its rows by its whole path', () => {
    expect(chosenDocument(list, ['subtotal'])).toEqual({ subtotal: 8 });
    expect(chosenDocument(one, ['url', 'job.id'])).toEqual({
      url: one.document.url,
      job: { id: 215 },
    });
    expect(chosenDocument(one, ['id', 'url'])).toEqual({ job: { id: 215 }, url: one.document.url });
  });

  it('counts what lies below a null as known', () => {
    const orphan = exampleJob({ task: null });
    const answer = { ...list, document: { jobs: [jobDocument(orphan)] }, rows: [orphan] };
    expect(chosenDocument(answer, ['task.state'])).toEqual({ jobs: [{ task: null }] });
  });

  it('is not refused where no row shows what exists', () => {
    const none = { ...list, document: { jobs: [], subtotal: 0 }, rows: [] };
    expect(chosenDocument(none, ['counts.failed', 'anything'])).toEqual({ jobs: [] });
  });

  it('names a field that is close to a wrong one, and all that are possible', () => {
    const failure = failureOf(() => chosenDocument(list, ['outcme']));
    expect(failure.message).toBe('unknown field `outcme`; did you mean `outcome`?');
    expect(failure.hint).toMatch(
      /^available: id, outcome, hosts, description, start_at, .*subtotal$/,
    );
    expect(failure.exitCode).toBe(2);
    expect(failureOf(() => chosenColumns(one, ['counts.nothing'])).message).toBe(
      'unknown field `counts.nothing`',
    );
  });

  it('does not offer for a table what would fill a cell with JSON', () => {
    const { hint } = failureOf(() => chosenColumns(list, ['nothing']));
    const offered = hint?.replace('available: ', '').split(', ') ?? [];
    expect(offered).toEqual(expect.arrayContaining(['outcome', 'task.id', 'template_id']));
    for (const name of ['counts', 'task', 'jobs', 'subtotal']) expect(offered).not.toContain(name);
  });

  it('leaves everything as it is when absent', () => {
    expect(chosenDocument(list, undefined)).toBe(list.document);
    expect(chosenColumns(list, undefined).map(({ key }) => key)).toEqual([
      'id',
      'outcome',
      'hosts',
      'description',
      'start_at',
    ]);
  });
});

function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error;
  }
  throw new Error('nothing was refused');
}

describe('a path of a document', () => {
  const key = fc.constantFrom('a', 'b', 'c');
  const document = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.integer(),
      fc.constant(null),
      fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
      tie('object'),
    ),
    object: fc.dictionary(key, tie('value'), { maxKeys: 3 }),
  })).object as fc.Arbitrary<JsonObject>;
  const path = fc.array(key, { minLength: 1, maxLength: 3 }).map((keys) => keys.join('.'));

  it('leads to the same value before and after picking it', () => {
    fc.assert(
      fc.property(document, path, path, (value, first, second) => {
        fc.pre(hasPath(value, first) && hasPath(value, second));
        const reduced = picked(value, [first, second]);
        expect(valueAt(reduced, first)).toEqual(valueAt(value, first));
        expect(valueAt(reduced, second)).toEqual(valueAt(value, second));
        expect(picked(reduced, [first, second])).toEqual(reduced);
      }),
      { numRuns: 500 },
    );
  });

  it('does not see what objects inherit', () => {
    expect(hasPath({}, 'constructor')).toBe(false);
    expect(valueAt({}, 'toString')).toBeNull();
  });

  it.each([
    [null, null],
    [undefined, null],
    [['a', 1], 'a,1'],
    [[], ''],
    [{ a: 1 }, '{"a":1}'],
    [true, true],
  ])('%j in one cell', (value, cell) => {
    expect(cellValue(value)).toBe(cell);
  });
});
