import { describe, expect, it } from 'vitest';
import type { JobDetail } from '../../../src/jobs/job-invocation.ts';
import { certainOutcome } from '../../../src/jobs/observed-outcome.ts';
import { unknownTimes } from '../../../src/jobs/times/job-times.ts';
import { hostTable } from '../../../src/ui/nouns/host.ts';
import { jobProse, type RelatedFacts } from '../../../src/ui/nouns/shown-job/job-prose.ts';
import { plainScreen, type Screen, styleOf } from '../../../src/ui/terminal/screen.ts';
import { counts, exampleDetail, exampleHosts, exampleJob } from '../example-jobs.ts';
import { frozen } from '../terminal/fake-io.ts';

const piped = plainScreen(frozen);
const terminal: Screen = {
  ...piped,
  isTerminal: true,
  unicode: true,
  columns: 100,
  timeZone: 'UTC',
};

function shown(job: JobDetail, screen = terminal, more: Partial<RelatedFacts> = {}): string {
  return jobProse(
    job,
    {
      outcome: certainOutcome(job) ?? 'incomplete',
      server: 'https://foreman.example.com',
      times: unknownTimes,
      timesHidden: false,
      lastHostEnded: null,
      reason: null,
      reruns: [],
      rerunChain: null,
      ...more,
    },
    screen,
  );
}

function fact(job: JobDetail, label: string): string | undefined {
  const lines = shown(job, piped).split('\n');
  return lines.find((line) => line.startsWith(`${label}\t`))?.slice(label.length + 1);
}

describe('show on a terminal', () => {
  it('reports what a failed job did, the link last', () => {
    const more = {
      times: {
        user: 'anna',
        started_at: '2026-11-23T14:16:02Z',
        ended_at: '2026-11-23T14:17:15Z',
        duration_s: 73,
      },
      lastHostEnded: '2026-11-23T14:17:03Z',
      reruns: [exampleJob({ id: 216, counts: counts({ total: 2, succeeded: 2 }) })],
    };
    expect(shown(exampleDetail(), terminal, more)).toBe(
      `
Job 215  ✘ failed  2 failed · 118 ok · 120 hosts
Run systemctl is-active nginx

Template    Run Command - Script Default (325), as root
Category    Commands
Input       command = systemctl is-active nginx
Targets     120 hosts by id (static)
User        anna
Started     2026-11-23 14:16:02 UTC (3 minutes ago)
Ended       2026-11-23 14:17:15 UTC (1 minute ago), last host after 1 min 1 s
Duration    1 min 13 s
Reruns      216 ✔ succeeded: 2 ok
Task        41a3fb14-2b76-412e-af64-397e3b671d59
URL         https://foreman.example.com/job_invocations/215
`.slice(1),
    );
  });

  it('ends a failed job with what to type next', () => {
    expect(shown(exampleDetail()).split('\n').slice(-5)).toEqual([
      'URL         https://foreman.example.com/job_invocations/215',
      '',
      '  rexctl output 215 --failed          show the output of the failed hosts',
      '  rexctl rerun 215 --failed --follow  run again on the failed hosts',
      '',
    ]);
    expect(shown(exampleDetail(), piped)).not.toContain('rexctl');
    const chainOf = (latest: 'failed' | 'succeeded') => ({
      reruns: [exampleJob({ id: 216 })],
      rerunChain: {
        root: 215,
        attempts: [],
        histories: [{ id: 1, name: 'web01', attempts: [], latest, unfinished: false }],
      },
    });
    expect(shown(exampleDetail(), terminal, chainOf('failed'))).toContain('rexctl rerun 215');
    expect(shown(exampleDetail(), terminal, chainOf('succeeded'))).not.toContain('rexctl');
  });

  it('puts scripts below each other and keeps their lines', () => {
    const job = exampleDetail({
      inputs: [
        { name: 'command', id: 1, value: 'set -e\nuptime' },
        { name: 'token', id: 2, value: '*****' },
      ],
    });
    expect(shown(job)).toContain(
      'Input       command = set -e\n            uptime\n            token = *****\nTargets',
    );
  });

  it('makes what the server says harmless', () => {
    const job = exampleDetail({
      description: 'Run \u001b[2Jx\u0007',
      template_name: 'T\u001b]0;x\u0007',
    });
    expect(shown(job)).toContain('Run x^G\n\nTemplate    T (325), as root');
  });

  it('is bold, coloured and dim where there is colour', async () => {
    const text = shown(exampleDetail(), { ...terminal, style: await styleOf(1) });
    expect(text).toContain('\u001b[1mJob 215\u001b[22m  \u001b[31m✘ failed\u001b[39m  2 failed');
    expect(text).toContain('\u001b[2mTemplate    \u001b[22mRun Command');
  });

  it('adds the hosts as a table, failures as they come', async () => {
    expect(await hostTable(exampleHosts, terminal)).toBe(
      `
 HOST               STATUS       OS         HOST GROUP  SMART PROXY
 web17.example.com  ✘ failed     Debian 13  web         proxy1.example.com
 web44.example.com  ∅ never ran  Debian 13  web         -
 web01.example.com  ✔ succeeded  Debian 13  web         proxy1.example.com
`.slice(1),
    );
  });
});

describe('show in a pipe', () => {
  it('is label and value between tabs, ISO times, one line for each value', () => {
    const job = exampleDetail({
      inputs: [
        { name: 'command', id: 1, value: 'set -e\nuptime' },
        { name: 'user', id: 2, value: 'a' },
      ],
    });
    expect(shown(job, piped)).toBe(
      `
Job 215	failed	2 failed, 118 ok, 120 hosts
Run systemctl is-active nginx
Template	Run Command - Script Default (325), as root
Category	Commands
Input	command = set -e\\nuptime
Input	user = a
Targets	120 hosts by id (static)
Started	2026-11-23T14:16:02Z
Task	41a3fb14-2b76-412e-af64-397e3b671d59
URL	https://foreman.example.com/job_invocations/215
`.slice(1),
    );
  });

  it('lists the hosts between tabs', async () => {
    expect(await hostTable(exampleHosts.slice(1, 2), piped)).toBe(
      'web44.example.com\tnever_ran\tDebian 13\tweb\t-\n',
    );
  });
});

describe('show of jobs that are not ordinary', () => {
  it('reports when a scheduled job is planned, and until when it may start', () => {
    const job = exampleDetail({
      status: 'queued',
      mode: 'future',
      start_at: '2026-11-24T02:00:00Z',
      scheduling: { start_at: '2026-11-24T02:00:00Z', start_before: '2026-11-24T03:00:00Z' },
      task: { id: 't', state: 'scheduled', started_at: null, cancellable: true },
    });
    expect(shown(job)).toContain('Job 215  ◷ scheduled  120 targeted\n');
    expect(shown(job)).toContain(
      'Planned     2026-11-24 02:00:00 UTC (in 11 hours)\nStart by    2026-11-24 03:00:00 UTC (in 12 hours)\n',
    );
    expect(fact(job, 'Task')).toBe('t (scheduled)');
  });

  it('shows how a recurring job continues', () => {
    const recurrence = {
      ...{ id: 12, cron_line: '*/5 * * * *', state: 'active', iteration: 3, max_iteration: 10 },
      ...{
        end_time: null,
        purpose: 'patching',
        last_occurrence: '2026-11-23T14:15:00Z',
        next_occurrence: '2026-11-23T14:20:00Z',
      },
    };
    expect(shown(exampleDetail({ mode: 'recurring', recurrence }))).toContain(
      [
        'Repeats     */5 * * * *  (series 12, active, newest run 3 of 10)',
        '            purpose: patching',
        '            last run: 2026-11-23 14:15:00 UTC (4 minutes ago)',
        '            next run: 2026-11-23 14:20:00 UTC (in 58 seconds)',
        '',
      ].join('\n'),
    );
  });

  it('shows what a record without a task is', () => {
    const job = exampleDetail({
      status: 'queued',
      task: null,
      start_at: null,
      description: '',
      targeting: null,
      counts: counts({ total: null, succeeded: null, failed: null }),
    });
    expect(shown(job)).toContain(
      'Job 215  ⚠ broken  never started (orphan record)\nOnly the record of a failed start exists; it cannot be cancelled or rerun. Start a new job.',
    );
    expect(fact(job, 'Task')).toBeUndefined();
  });

  it.each([
    [
      'paused',
      exampleDetail({
        status: 'running',
        counts: counts({ pending: 120 }),
        task: { id: 't', state: 'paused', started_at: null, cancellable: null },
      }),
      'The server paused it: no more hosts start until you resume it.',
    ],
    [
      'incomplete',
      exampleDetail({ counts: counts({ succeeded: 40, cancelled: 80 }) }),
      'It stopped before it had run on every host.',
    ],
    [
      'without hosts',
      exampleDetail({ status: 'succeeded', counts: counts({ total: 0 }) }),
      'No host matched when it started',
    ],
    [
      'of an unknown status',
      exampleDetail({ status: 'unknown', counts: counts({ pending: 120 }) }),
      'The server does not report its result.',
    ],
  ])('explains a job that is %s', (_title, job, sentence) => {
    expect(shown(job)).toContain(`\n${sentence}`);
  });

  it('shows what this server does not give, instead of nothing', () => {
    const unreadable = [
      'effective_user',
      'ssh_user',
      'time_to_pickup',
      'concurrency_level',
      'execution_timeout_interval',
      'inputs',
    ] as const;
    const job = exampleDetail({ unreadable, effective_user: null, inputs: null });
    const unreadableLines = shown(job, piped)
      .split('\n')
      .filter((line) => line.includes('not returned by this server'));
    expect(unreadableLines.map((line) => line.split('\t')[0])).toEqual([
      'Template',
      'Input',
      'Concurrency',
      'Time limit',
      'Pickup',
      'SSH user',
    ]);
  });

  it('reports limits, users, organization, location and order', () => {
    const { targeting } = exampleDetail();
    const job = exampleDetail({
      ...{
        concurrency_level: 5,
        execution_timeout_interval: 3600,
        time_to_pickup: 300,
        ssh_user: 'admin',
      },
      ...{ job_organization: 'Default Org', job_location: 'Prague' },
      description: 'rerun 2 of #213: Run uptime',
      counts: counts({ succeeded: 117, failed: 2, missing: 1 }),
      targeting: targeting === null ? null : { ...targeting, randomized_ordering: true },
    });
    expect(
      [
        'Concurrency',
        'Time limit',
        'Pickup',
        'SSH user',
        'Organization',
        'Location',
        'Rerun of',
        'Missing',
        'Targets',
      ].map((label) => fact(job, label)),
    ).toEqual([
      '5 hosts at a time',
      '3,600 s per host',
      'within 300 s',
      'admin',
      'Default Org',
      'Prague',
      '213 (rerun 2)',
      '1 host deleted or not visible to you',
      '120 hosts by id (static), in random order',
    ]);
  });

  it.each([
    [
      'a search',
      { search_query: 'hostgroup = web', targeting_type: 'dynamic_query' },
      '120 hosts: hostgroup = web (dynamic)',
    ],
    [
      'names',
      { search_query: 'name ^ (a.example.com, b.example.com)' },
      '120 hosts by name (static)',
    ],
    [
      'a bookmark',
      { search_query: null, bookmark_id: 3, bookmark_name: 'web' },
      '120 hosts of bookmark "web" (3) (static)',
    ],
    [
      'a bookmark and what it meant',
      { search_query: 'name ~ web', bookmark_id: 3 },
      '120 hosts of bookmark 3: name ~ web (static)',
    ],
    ['a kind that is not known', { search_query: null, targeting_type: null }, '120 hosts'],
  ] as const)('reports targets chosen by %s', (_title, some, text) => {
    const { targeting } = exampleDetail();
    const job = exampleDetail({ targeting: targeting === null ? null : { ...targeting, ...some } });
    expect(fact(job, 'Targets')).toBe(text);
  });
});
