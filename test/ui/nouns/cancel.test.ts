import { describe, expect, it } from 'vitest';
import type { HostStatus } from '../../../src/jobs/hosts/host-run.ts';
import { type CancelReport, cancelDocument } from '../../../src/ui/nouns/cancel.ts';
import { cancelProse } from '../../../src/ui/nouns/cancel-prose.ts';
import { plainScreen, type Screen } from '../../../src/ui/terminal/screen.ts';
import { counts, exampleDetail, exampleHost } from '../example-jobs.ts';
import { frozen } from '../terminal/fake-io.ts';

const piped = plainScreen(frozen);
const terminal: Screen = { ...piped, isTerminal: true, unicode: true, columns: 100 };

const job = exampleDetail({
  id: 214,
  status: 'running',
  description: 'Patch kernel on the web tier',
  counts: counts({ succeeded: 84, pending: 36 }),
  task: { id: 't', state: 'running', started_at: null, cancellable: true },
});

/** All its hosts were meant. */
const small = { ...job, counts: counts({ total: 3, pending: 3 }) };

function hosts(...statuses: readonly HostStatus[]) {
  return statuses.map((status, at) =>
    exampleHost({ id: at + 1, name: `web0${at + 1}.example.com`, status }),
  );
}

function report(some: Partial<CancelReport>): CancelReport {
  return {
    job,
    answer: 'sent',
    meant: hosts('running', 'running', 'waiting'),
    result: null,
    after: null,
    ...some,
  };
}

describe('cancel', () => {
  it.each([
    [
      'sent',
      {},
      'Cancel sent to job 214: 3 hosts had not finished.\nCheck the result: rexctl show 214 --hosts\n',
    ],
    [
      'sent and waited for',
      { job: small, after: hosts('cancelled', 'succeeded', 'never_ran') },
      '⊘ Job 214: 1 cancelled, 1 never ran, 1 had finished meanwhile.\n' +
        '  web01.example.com  cancelled\n' +
        '  web02.example.com  had finished: succeeded\n' +
        '  web03.example.com  never ran\n',
    ],
    [
      'sent and waited for, with hosts that had ended or that nobody here can see',
      { meant: hosts('running'), after: hosts('cancelled', 'failed', 'never_ran') },
      '⊘ Job 214, 1 of 120 hosts: 1 cancelled.\n' +
        '  web01.example.com  cancelled\n' +
        'The other 119 hosts: 1 failed, 1 never ran, 117 not visible to you.\n',
    ],
    [
      'sent, and a host goes on',
      { job: small, after: hosts('running', 'cancelled', 'cancelled') },
      '● Job 214: 1 still running, 2 cancelled.\n' +
        '  web01.example.com  still running\n' +
        '  web02.example.com  cancelled\n' +
        '  web03.example.com  cancelled\n',
    ],
    [
      'sent, with nobody left',
      { meant: [], after: [] },
      '⊘ Job 214: no host was left to cancel.\n',
    ],
    [
      'of a job that had ended',
      { answer: 'had_ended', job: exampleDetail() },
      'Job 215 had already finished: 2 failed, 118 ok. Nothing was sent.\n',
    ],
    [
      'of an orphan record',
      { answer: 'had_ended', job: exampleDetail({ task: null }) },
      'Job 215 never started (orphan record): nothing to cancel.\n',
    ],
    [
      'of a series',
      { answer: 'series_cancelled' },
      'Cancelled the series of job 214: no more runs will start.\n',
    ],
    [
      'as a dry run',
      { answer: 'dry_run' },
      [
        'Would cancel job 214 (Patch kernel on the web tier); 3 hosts have not finished:',
        '  web01.example.com  running',
        '  web02.example.com  running',
        '  web03.example.com  waiting',
        'Nothing was sent.',
        '',
      ].join('\n'),
    ],
  ] as const)('%s', (_title, some, text) => {
    expect(cancelProse(report(some), terminal)).toBe(text);
  });

  it('counts hosts that are too many to name in a dry run', () => {
    const many = Array.from({ length: 25 }, (_, id) =>
      exampleHost({ id, name: `h${id}`, status: 'running' }),
    );
    expect(cancelProse(report({ answer: 'dry_run', meant: many }), terminal)).toContain(
      '  h19  running\n  and 5 more\n',
    );
  });

  it('has no symbols in a pipe', () => {
    expect(
      cancelProse(
        report({ job: small, after: hosts('cancelled', 'cancelled', 'cancelled') }),
        piped,
      ),
    ).toBe(
      'Job 214: 3 cancelled.\n' +
        '  web01.example.com  cancelled\n  web02.example.com  cancelled\n  web03.example.com  cancelled\n',
    );
  });

  it('is one JSON document: the answer, each meant host before and after, and the sums', () => {
    const after = hosts('cancelled', 'succeeded', 'cancelled');
    expect(cancelDocument(report({ after }))).toMatchObject({
      job: { id: 214, outcome: 'running' },
      cancel: 'sent',
      hosts: [
        { id: 1, name: 'web01.example.com', before: 'running', after: 'cancelled' },
        { id: 2, before: 'running', after: 'succeeded' },
        { id: 3, before: 'waiting', after: 'cancelled' },
      ],
      summary: { cancelled: 2, had_finished: 1, never_ran: 0, still_running: 0 },
    });
    expect(cancelDocument(report({}))).toMatchObject({
      hosts: [{ after: null }, {}, {}],
      summary: null,
    });
  });

  it('takes outcome and counts from the result where it was waited for', () => {
    const result = {
      ...{
        job_id: 214,
        outcome: 'cancelled' as const,
        failed_hosts: [],
        ended: 'finished' as const,
        reason: null,
      },
      counts: counts({ succeeded: 84, cancelled: 36 }),
    };
    expect(cancelDocument(report({ result }))).toMatchObject({
      job: { outcome: 'cancelled' },
      counts: { cancelled: 36 },
    });
  });
});
