import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import { outcomeOf } from '../../../src/jobs/outcome.ts';
import type { Answer, Format } from '../../../src/ui/answers/answer.ts';
import { printAnswer } from '../../../src/ui/answers/print-answer.ts';
import { hostColumns, hostDocument, hostNameColumns } from '../../../src/ui/nouns/host.ts';
import { jobColumns, jobDocument } from '../../../src/ui/nouns/job.ts';
import { exampleDetail, exampleHosts, exampleJob, sketchedJobs } from '../example-jobs.ts';
import { type FakeIo, fakeIo, frozen, pipedIo, settled } from '../terminal/fake-io.ts';

function listOf(jobs: readonly ReturnType<typeof exampleJob>[]) {
  return {
    document: { jobs: jobs.map((job) => jobDocument(job)), subtotal: jobs.length },
    rowsKey: 'jobs',
    rows: jobs.map((job) => ({ ...job, outcome: outcomeOf(job) })),
    columns: jobColumns,
    note: 'Showing 8 of 1,312 jobs; more with --limit 100',
  };
}

const show: Answer = {
  document: {
    job: { id: 215, outcome: 'failed' },
    url: 'https://foreman.example.com/job_invocations/215',
  },
  prose: (screen) =>
    `Job 215 ${screen.style.red('failed')} ${screen.isTerminal ? 'seen' : 'piped'}\u001b[2J\n`,
};

interface Wish {
  readonly format?: Format;
  readonly fields?: readonly string[];
  readonly columns?: readonly string[];
  readonly on?: FakeIo;
}

async function printed<Row>(
  answer: Answer<Row>,
  { format = 'table', fields, columns, on = pipedIo() }: Wish = {},
) {
  await printAnswer(answer, { format, fields, columns, io: on.io, clock: frozen });
  await settled();
  return { out: on.stdout.text, err: on.stderr.text };
}

describe('list on a terminal', () => {
  it('fits 100 columns', async () => {
    const { out, err } = await printed(listOf(sketchedJobs), { on: fakeIo({ columns: 100 }) });
    expect(out).toBe(
      `
 ID   OUTCOME                HOSTS                             DESCRIPTION             STARTED
 214  ● running              84 of 120 done, 2 failed          Patch kernel on the w…  2 minutes ago
 213  ✔ succeeded            120 ok                            Run uptime              1 hour ago
 212  ✘ failed               2 failed, 118 ok                  Package Action instal…  3 hours ago
 211  ⊘ cancelled            80 cancelled, 40 ok               Run reboot              5 hours ago
 210  ◷ scheduled            120 targeted                      Run yum update          in 6 hours
 209  ∅ no hosts             -                                 Run uptime              26 hours ago
 208  ⚠ broken               never started                     Run uptime              -
 207  ⊘ cancelled or incom…  80 cancelled or never ran, 40 ok  Run uptime              1 hour ago
`.slice(1),
    );
    expect(err).toBe('Showing 8 of 1,312 jobs; more with --limit 100\n');
  });

  it('fits 80 columns: the description shrinks', async () => {
    const { out } = await printed(listOf(sketchedJobs), { on: fakeIo({ columns: 80 }) });
    expect(out).toBe(
      `
 ID   OUTCOME       HOSTS                            DESCRIPTION   STARTED
 214  ● running     84 of 120 done, 2 failed         Patch kerne…  2 minutes ago
 213  ✔ succeeded   120 ok                           Run uptime    1 hour ago
 212  ✘ failed      2 failed, 118 ok                 Package Act…  3 hours ago
 211  ⊘ cancelled   80 cancelled, 40 ok              Run reboot    5 hours ago
 210  ◷ scheduled   120 targeted                     Run yum upd…  in 6 hours
 209  ∅ no hosts    -                                Run uptime    26 hours ago
 208  ⚠ broken      never started                    Run uptime    -
 207  ⊘ cancelled…  80 cancelled or never ran, 40 …  Run uptime    1 hour ago
`.slice(1),
    );
  });

  it('does not spread over 200 columns, and shows long descriptions whole there', async () => {
    const long = exampleJob({
      description: `Run ${'systemctl is-active nginx && '.repeat(4)}true`,
    });
    const { out } = await printed(listOf([long]), { on: fakeIo({ columns: 200 }) });
    expect(out.split('\n')[1]).toBe(` 213  ✔ succeeded  120 ok  ${long.description}  1 hour ago`);
  });

  it('uses words alone where the terminal is not UTF-8', async () => {
    const on = fakeIo({ env: { LANG: 'C' } });
    const { out } = await printed(listOf(sketchedJobs.slice(1, 3)), { on });
    expect(out).toBe(
      `
 ID   OUTCOME    HOSTS             DESCRIPTION                 STARTED
 213  succeeded  120 ok            Run uptime                  1 hour ago
 212  failed     2 failed, 118 ok  Package Action install vim  3 hours ago
`.slice(1),
    );
  });

  it('supports its words with colour', async () => {
    const { out } = await printed(listOf(sketchedJobs.slice(2, 3)), {
      on: fakeIo({ noColor: false }),
    });
    expect(out).toContain('\u001b[31m✘ failed\u001b[39m');
    expect(out.split('\n')[0]).toContain('\u001b[2mOUTCOME\u001b[22m');
  });

  it('shows only the columns that were asked for, optional ones too', async () => {
    const columns = ['id', 'failed', 'task.state', 'template_name'];
    const { out } = await printed(listOf(sketchedJobs.slice(2, 4)), { columns, on: fakeIo() });
    expect(out).toBe(
      `
 ID   FAILED  TASK.STATE  TEMPLATE
 212       2  stopped     Run Command - Script Default
 211       0  stopped     Run Command - Script Default
`.slice(1),
    );
  });

  it('prints nothing but its note for no job', async () => {
    const on = fakeIo();
    expect(await printed({ ...listOf([]), note: 'No job matches.' }, { on })).toEqual({
      out: '',
      err: 'No job matches.\n',
    });
  });
});

describe('list in a pipe', () => {
  it('is fields between tabs, ISO times, no header, no symbols, no note', async () => {
    expect(await printed(listOf(sketchedJobs))).toEqual({
      out: `
214	running	84 of 120 done, 2 failed	Patch kernel on the web tier	2026-11-23T14:17:02Z
213	succeeded	120 ok	Run uptime	2026-11-23T13:19:02Z
212	failed	2 failed, 118 ok	Package Action install vim	2026-11-23T11:10:00Z
211	cancelled	80 cancelled, 40 ok	Run reboot	2026-11-23T09:00:00Z
210	scheduled	120 targeted	Run yum update	2026-11-23T20:30:00Z
209	no_hosts	-	Run uptime	2026-11-22T12:00:00Z
208	broken	never started (orphan record)	Run uptime	-
207	cancelled or incomplete	80 cancelled or never ran, 40 ok	Run uptime	2026-11-23T13:19:02Z
`.slice(1),
      err: '',
    });
  });

  it('is the same for --format plain on a terminal', async () => {
    const piped = await printed(listOf(sketchedJobs));
    const plain = await printed(listOf(sketchedJobs), {
      format: 'plain',
      on: fakeIo({ noColor: false }),
    });
    expect(plain.out).toBe(piped.out);
  });

  it('still shows on standard error on a terminal that there are more', async () => {
    const on = fakeIo({ terminal: { stdout: false } });
    expect((await printed(listOf(sketchedJobs), { on })).err).toContain('8 of 1,312 jobs');
  });

  it.each([
    [
      '2 failed of a running job',
      exampleJob({
        status: 'running',
        counts: { total: 3, succeeded: 1, failed: 1, cancelled: 0, pending: 1, missing: 0 },
      }),
      '2 of 3 done, 1 failed',
    ],
    [
      'a job cancelled before its start',
      exampleJob({
        status: 'cancelled',
        counts: { total: 4, succeeded: 0, failed: 0, cancelled: 0, pending: 0, missing: 0 },
      }),
      '4 cancelled',
    ],
    [
      'thousands',
      exampleJob({
        counts: {
          total: 12_000,
          succeeded: 12_000,
          failed: 0,
          cancelled: 0,
          pending: 0,
          missing: 0,
        },
      }),
      '12,000 ok',
    ],
    [
      'a server that counts nothing',
      exampleJob({
        status: 'running',
        counts: {
          total: 4,
          succeeded: null,
          failed: null,
          cancelled: null,
          pending: null,
          missing: null,
        },
      }),
      '4 targeted',
    ],
    [
      'a scheduled job without hosts yet',
      exampleJob({
        status: 'queued',
        task: { id: 't', state: 'scheduled', started_at: null, cancellable: null },
        counts: {
          total: null,
          succeeded: null,
          failed: null,
          cancelled: null,
          pending: null,
          missing: null,
        },
      }),
      '-',
    ],
  ])('shows how hosts fared: %s', async (_title, job, text) => {
    expect((await printed(listOf([job]), { columns: ['hosts'] })).out).toBe(`${text}\n`);
  });
});

describe('machine formats', () => {
  const nasty = exampleJob({ description: '=cmd|"x", \ud800 \u009b2J\u202e\n' });

  it('json is one line in a pipe, with the schema first', async () => {
    const { out, err } = await printed(listOf([exampleJob()]), { format: 'json' });
    expect(out.startsWith('{"schema":"rexctl/1","jobs":[{"id":213,"outcome":"succeeded",')).toBe(
      true,
    );
    expect(out.indexOf('\n')).toBe(out.length - 1);
    expect(err).toBe('');
    expect(JSON.parse(out)).toEqual({ schema: 'rexctl/1', ...listOf([exampleJob()]).document });
  });

  it('json is indented on a terminal, never coloured', async () => {
    const { out, err } = await printed(show, { format: 'json', on: fakeIo({ noColor: false }) });
    expect(out).toBe(`{
  "schema": "rexctl/1",
  "job": {
    "id": 215,
    "outcome": "failed"
  },
  "url": "https://foreman.example.com/job_invocations/215"
}
`);
    expect(err).toBe('');
  });

  it('json keeps any text, in characters that harm neither terminals nor encoders', async () => {
    const { out } = await printed(listOf([nasty]), { format: 'json' });
    expect(JSON.parse(out).jobs[0].description).toBe(nasty.description);
    expect(out).toContain('\\ud800 \\u009b2J\\u202e\\n');
  });

  it('json has the fields that were asked for', async () => {
    const { out } = await printed(listOf([exampleJob()]), {
      format: 'json',
      fields: ['id', 'counts.failed'],
    });
    expect(out).toBe('{"schema":"rexctl/1","jobs":[{"id":213,"counts":{"failed":0}}]}\n');
  });

  it('json does not look at --columns', async () => {
    const { out } = await printed(show, { format: 'json', columns: ['nothing'] });
    expect(JSON.parse(out).job.id).toBe(215);
  });

  it('ndjson is one line for each row', async () => {
    const { out } = await printed(listOf(sketchedJobs.slice(0, 2)), {
      format: 'ndjson',
      fields: ['id'],
    });
    expect(out).toBe(
      '{"schema":"rexctl/1","type":"job","job":{"id":214}}\n{"schema":"rexctl/1","type":"job","job":{"id":213}}\n',
    );
  });

  it('ndjson begins with the thing that the rows belong to', async () => {
    const hosts = exampleHosts.slice(0, 1);
    const answer = {
      document: { job: { id: 215 }, hosts: hosts.map(hostDocument), url: 'u' },
      rowsKey: 'hosts',
      rows: hosts,
      columns: hostColumns,
    };
    const { out } = await printed(answer, { format: 'ndjson' });
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { type: 'job', job: { id: 215 }, url: 'u' },
      { type: 'host', host: { id: 117, name: 'web17.example.com' } },
    ]);
    expect((await printed(show, { format: 'ndjson' })).out).toBe(
      '{"schema":"rexctl/1","type":"job","job":{"id":215,"outcome":"failed"},"url":"https://foreman.example.com/job_invocations/215"}\n',
    );
  });

  it('yaml quotes what old readers would take for something else', async () => {
    const { out } = await printed(
      { document: { a: 'no', b: '2026-11-23', c: 'x'.repeat(200), d: null, e: 'p\u009b' } },
      { format: 'yaml' },
    );
    expect(out).toBe(
      `schema: rexctl/1\na: "no"\nb: "2026-11-23"\nc: ${'x'.repeat(200)}\nd: null\ne: "p\u009b"\n`,
    );
  });

  it('yaml and csv are harmless where a person looks at them', async () => {
    const on = fakeIo();
    const { out } = await printed({ document: { e: '\u202ex' } }, { format: 'yaml', on });
    expect(out).toContain('<U+202E>x');
  });

  it('csv has a header, quotes as RFC 4180, nothing for null, and disarms formulas', async () => {
    const columns = ['id', 'description', 'ssh_user', 'effective_user'];
    const { out } = await printed(listOf([nasty, exampleJob()]), { format: 'csv', columns });
    expect(out).toBe(
      `id,description,ssh_user,effective_user\n213,"'=cmd|""x"", \ufffd \u009b2J\u202e\n",,root\n213,Run uptime,,root\n`,
    );
  });

  it('csv of no rows is its header; of one thing it is refused, unless fields make it a row', async () => {
    expect((await printed(listOf([]), { format: 'csv' })).out).toBe(
      'id,outcome,hosts,description,start_at\n',
    );
    await expect(printed(show, { format: 'csv' })).rejects.toThrow(
      'this command prints one job, not rows, so it cannot be CSV',
    );
    expect((await printed(show, { format: 'csv', fields: ['id', 'outcome'] })).out).toBe(
      'id,outcome\n215,failed\n',
    );
  });

  it('csv writes true and false', async () => {
    const answer = {
      document: { templates: [{ snippet: true }, { snippet: false }] },
      rowsKey: 'templates',
      rows: [true, false],
      columns: [{ key: 'snippet', header: 'SNIPPET', value: (row: boolean) => row }],
    };
    expect((await printed(answer, { format: 'csv' })).out).toBe('snippet\ntrue\nfalse\n');
  });
});

describe('prose', () => {
  it('is written for the place where it stands, and is harmless', async () => {
    expect((await printed(show)).out).toBe('Job 215 failed piped\n');
    expect((await printed(show, { on: fakeIo() })).out).toBe('Job 215 failed seen\n');
    const { out } = await printed(show, { on: fakeIo({ noColor: false }) });
    expect(out).toBe('Job 215 \u001b[31mfailed\u001b[39m seen\n');
    expect((await printed(show, { format: 'plain', on: fakeIo({ noColor: false }) })).out).toBe(
      'Job 215 failed piped\n',
    );
  });

  it('is replaced by a row when fields are asked for', async () => {
    expect((await printed(show, { fields: ['outcome', 'id'] })).out).toBe('failed\t215\n');
    expect((await printed(show, { fields: ['outcome', 'id'], on: fakeIo() })).out).toBe(
      ' OUTCOME  ID\n failed   215\n',
    );
  });

  it('prints nothing when a field does not exist', async () => {
    const on = pipedIo();
    const refused = printed(
      { document: { job: jobDocument(exampleDetail()) } },
      { fields: ['nope'], on },
    );
    await expect(refused).rejects.toBeInstanceOf(Failure);
    expect(on.stdout.text).toBe('');
  });
});

describe('every column', () => {
  it('of a job can be shown', async () => {
    const columns = jobColumns.map(({ key }) => key);
    const times = {
      user: 'anna',
      started_at: '2026-11-23T13:19:02Z',
      ended_at: '2026-11-23T13:19:47Z',
      duration_s: 45,
    };
    const job = { ...exampleJob({ ssh_user: 'admin' }), times };
    expect((await printed(listOf([job]), { columns })).out.trimEnd().split('\t')).toEqual([
      ...['213', 'succeeded', '120 ok', 'Run uptime', '2026-11-23T13:19:02Z', 'anna'],
      ...['2026-11-23T13:19:02Z', '2026-11-23T13:19:47Z', '45'],
      ...[
        'Commands',
        'Run Command - Script Default',
        'succeeded',
        '120',
        '120',
        '0',
        '0',
        '0',
        '0',
        'admin',
        'root',
      ],
      '41a3fb14-2b76-412e-af64-397e3b671d59',
    ]);
    expect(
      (await printed(listOf([exampleJob({ task: null })]), { columns: ['task.id'] })).out,
    ).toBe('-\n');
  });

  it('of a host can be shown, and of hosts that a search found', async () => {
    const answer = {
      document: { hosts: exampleHosts.map(hostDocument) },
      rowsKey: 'hosts',
      rows: exampleHosts,
      columns: hostColumns,
    };
    const columns = hostColumns.map(({ key }) => key);
    expect((await printed(answer, { columns })).out.split('\n')[0]).toBe(
      'web17.example.com\tfailed\t-\tDebian 13\tweb\tproxy1.example.com\t117\terror\t-\t-\t-\t-\t-\t-',
    );
    const found = { ...answer, rows: exampleHosts, columns: hostNameColumns };
    expect((await printed(found)).out.split('\n')[0]).toBe('117\tweb17.example.com');
  });
});
