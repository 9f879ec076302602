import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectedCopy, expectedJob, matchJob } from '../../src/jobs/expected-job.ts';
import type { JobDetail } from '../../src/jobs/job-invocation.ts';
import type { TemplateInput } from '../../src/jobs/job-template.ts';
import type { NewJob } from '../../src/jobs/new-job.ts';
import { exampleDetail } from '../ui/example-jobs.ts';

const input = (name: string, more: Partial<TemplateInput> = {}): TemplateInput => ({
  ...{ id: 1, name, input_type: 'user', description: null, required: false },
  ...{ default: null, hidden_value: false, options: null },
  ...more,
});
const sheet = {
  template: 'T',
  own: [input('a'), input('b', { default: 'usual' }), input('pw', { hidden_value: true })],
  foreign: [],
};
const wanted: NewJob = {
  job_template_id: 7,
  targeting_type: 'static_query',
  search_query: 'id ^ (1,2)',
  inputs: { a: 'x' },
  description_format: 'nightly',
  ssh: { effective_user: 'root' },
};
const values = (inputs: Readonly<Record<string, string>>) =>
  Object.entries(inputs).map(([name, value]) => ({ name, id: null, value }));

/** As the server would return it. */
function readBack(more: Partial<JobDetail> = {}): JobDetail {
  return exampleDetail({
    ...{ template_id: 7, description: 'nightly', effective_user: 'root', mode: 'immediate' },
    targeting: {
      ...{ bookmark_id: null, bookmark_name: null, search_query: 'id ^ (1,2)' },
      ...{ targeting_type: 'static_query', user_id: 1, randomized_ordering: null, hosts: null },
    },
    inputs: values({ a: 'x', b: 'usual' }),
    ...more,
  });
}

describe('a job that may be the one whose answer was lost', () => {
  test.each<readonly [string, Partial<JobDetail>, 'same' | 'other' | 'unreadable']>([
    ['as it was sent, defaults filled in', {}, 'same'],
    ['without the default', { inputs: values({ a: 'x' }) }, 'same'],
    ['an empty value more', { inputs: values({ a: 'x', b: 'usual', c: '' }) }, 'same'],
    ['another value', { inputs: values({ a: 'y' }) }, 'other'],
    ['a value more', { inputs: values({ a: 'x', c: 'z' }) }, 'other'],
    ['another default', { inputs: values({ a: 'x', b: 'mine' }) }, 'other'],
    ['a value less', { inputs: values({ b: 'usual' }) }, 'other'],
    ['another description', { description: 'nightly 2' }, 'other'],
    ['another user', { effective_user: 'backup' }, 'other'],
    ['a server that hides user and template', { effective_user: null, template_id: null }, 'same'],
    ['another template', { template_id: 8 }, 'other'],
    [
      'scheduled',
      { mode: 'future', scheduling: { start_at: '2026-11-24T03:00:00Z', start_before: null } },
      'other',
    ],
    ['inputs not told', { inputs: null }, 'unreadable'],
    ['inputs not told, another description', { inputs: null, description: 'x' }, 'other'],
    ['targeting not told', { targeting: null }, 'unreadable'],
  ])('%s', (_, more, expected) => {
    expect(matchJob(readBack(more), expectedJob(wanted, sheet))).toBe(expected);
  });

  test('hidden values count by their presence', () => {
    const like = expectedJob({ ...wanted, inputs: { a: 'x', pw: 's3cret' } }, sheet);
    expect(matchJob(readBack({ inputs: values({ a: 'x', pw: '*****' }) }), like)).toBe('same');
    expect(matchJob(readBack({ inputs: values({ a: 'x' }) }), like)).toBe('other');
  });

  test('a value that is masked although nothing is hidden may be any value', () => {
    const masked = readBack({ inputs: values({ a: '*****', b: 'usual' }) });
    expect(matchJob(masked, expectedJob(wanted, sheet))).toBe('unreadable');
    expect(matchJob(masked, expectedJob({ ...wanted, inputs: { a: '*****' } }, sheet))).toBe(
      'unreadable',
    );
    const unasked = readBack({ inputs: values({ a: 'x', c: '*****' }) });
    expect(matchJob(unasked, expectedJob(wanted, sheet))).toBe('other');
    expect(matchJob(readBack(), expectedCopy(masked))).toBe('same');
  });

  test('a description with tokens is filled in by the server, and long ones are cut', () => {
    const filled = expectedJob({ ...wanted, description_format: 'Run %{a}' }, sheet);
    expect(matchJob(readBack({ description: 'Run x' }), filled)).toBe('same');
    const long = expectedJob({ ...wanted, description_format: 'y'.repeat(300) }, sheet);
    expect(matchJob(readBack({ description: 'y'.repeat(255) }), long)).toBe('same');
  });

  test('times and series', () => {
    const at = expectedJob({ ...wanted, scheduling: { start_at: '2026-11-24T03:00:00Z' } }, sheet);
    const scheduling = { start_at: '2026-11-24T03:00:00.000Z', start_before: null };
    expect(matchJob(readBack({ mode: 'future', scheduling }), at)).toBe('same');
    expect(
      matchJob(
        readBack({
          mode: 'future',
          scheduling: { ...scheduling, start_at: '2026-11-24T03:01:00Z' },
        }),
        at,
      ),
    ).toBe('other');
    expect(matchJob(readBack(), at)).toBe('other');
  });

  test('a copy is like its job, whatever its description; inputs that are not given cannot be compared', () => {
    const like = expectedCopy(readBack());
    expect(matchJob(readBack({ description: 'Run x' }), like)).toBe('same');
    expect(matchJob(readBack({ inputs: values({ a: 'y' }) }), like)).toBe('other');
    expect(matchJob(readBack(), expectedCopy(readBack({ inputs: null })))).toBe('unreadable');
  });

  test('any inputs read back unchanged are the same; one changed value is another job', () => {
    const some = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.string({ minLength: 1 }), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(some, fc.string({ minLength: 1 }), (inputs, other) => {
        const like = expectedJob({ ...wanted, inputs }, { ...sheet, own: [] });
        expect(matchJob(readBack({ inputs: values(inputs) }), like)).toBe('same');
        const [first] = Object.keys(inputs);
        fc.pre(first !== undefined && inputs[first] !== other);
        expect(
          matchJob(readBack({ inputs: values({ ...inputs, [first ?? '']: other }) }), like),
        ).toBe('other');
      }),
    );
  });
});
