import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { demoWorld, textScript, unreachableScript } from '../../../src/demo/http/server.ts';
import { permissionsOfRole } from '../../../src/demo/world/roles.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world?.close());

const names = ['db01', 'db02', 'web01', 'web02', 'web03'].map((name) => `${name}.example.com`);

/** Job 208: two hosts that print the same, two that fail in the same way, and one out of reach. */
async function finished(options: Parameters<typeof openWorld>[0] = {}): Promise<void> {
  const demo = demoWorld();
  const [db01 = '', db02 = '', web01 = '', web02 = '', web03 = ''] = names;
  for (const name of [db01, db02]) demo.script(name, textScript(['up to date\n']));
  demo.script(web01, textScript(['checking\n', 'no space left on web01\n'], { code: 3 }));
  demo.script(web02, textScript(['checking\n', 'no space left on web02\n'], { code: 3 }));
  demo.script(web03, unreachableScript());
  demo.addUser({
    ...{ login: 'olga', password: 'olga-secret' },
    permissions: permissionsOfRole('Remote Execution Manager'),
    organization_ids: demo.organizations.map(({ id }) => id),
    location_ids: demo.locations.map(({ id }) => id),
  });
  world = await openWorld({ world: demo, ...options });
  const hosts = names.flatMap((name) => ['--host', name]);
  await world.run(['run', '--command', 'true', ...hosts, '--quiet', '--settle']);
}

describe('where a report is written to', () => {
  test('standard output gets Markdown unless another format is named', async () => {
    await finished();
    const ran = await world.run(['report', '208']);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toMatch(/^# Job 208: failed \(3 failed, 2 ok\)\n/);
    const onTerminal = await world.run(['report', '208'], { terminal: { stdout: true } });
    expect(onTerminal.stdout).toMatch(/^# Job 208: failed \(3 failed, 2 ok\)\n/);
  });

  test.each([
    ['report.html', /^<!DOCTYPE html>/],
    ['report.HTM', /^<!DOCTYPE html>/],
    ['report.xml', /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites /],
    ['report.md', /^# Job 208/],
    ['report.json', /^\{"schema":"rexctl\/1","job":/],
    ['report.yml', /^schema: rexctl\/1\njob:/],
    ['report', /^# Job 208/],
  ])('the ending of %s decides on the format', async (name, beginning) => {
    await finished();
    const file = join(world.home, name);
    const ran = await world.run(['report', '208', '--output', file]);
    expect(ran).toMatchObject({
      code: 0,
      stdout: '',
      stderr: `Wrote the report on job 208 to ${file}\n`,
    });
    expect(readFileSync(file, 'utf8')).toMatch(beginning);
  });

  test.each([
    ['boss.pdf', 'use --output report.html: a browser prints it, also to a PDF file'],
    ['job.csv', 'print rows with rexctl output --format csv'],
  ])('no Markdown is written into %s', async (name, hint) => {
    await finished();
    const file = join(world.home, name);
    const ran = await world.run(['report', '208', '--output', file]);
    expect(ran).toMatchObject({
      code: 2,
      stdout: '',
      stderr: `rexctl: no report format for \`${file}\`: expected .html, .xml, .md, .json or .yaml. Nothing was read\n        ${hint}\n`,
    });
    expect(existsSync(file)).toBe(false);
  });

  test('a format that is named overrides the ending, before and after the command', async () => {
    await finished();
    const file = join(world.home, 'report.txt');
    for (const argv of [
      ['--format', 'junit', 'report', '208', '-o', file],
      ['report', '208', '-o', file, '--format=junit'],
    ]) {
      const ran = await world.run(argv);
      expect([ran.code, readFileSync(file, 'utf8').slice(0, 5)]).toEqual([0, '<?xml']);
    }
  });

  test('a link is replaced and not followed, and no draft stays behind', async () => {
    await finished();
    const [precious, file] = [join(world.home, 'precious'), join(world.home, 'report.md')];
    writeFileSync(precious, 'precious');
    symlinkSync(precious, file);
    expect((await world.run(['report', '208', '-o', file, '--quiet'])).stderr).toBe('');
    expect(readFileSync(precious, 'utf8')).toBe('precious');
    expect(readFileSync(file, 'utf8')).toMatch(/^# Job 208/);
    expect(readdirSync(world.home).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('a file that cannot be written is an error of the command line', async () => {
    await finished();
    const file = join(world.home, 'missing', 'report.html');
    const ran = await world.run(['report', '208', '-o', file]);
    expect(ran).toMatchObject({
      code: 2,
      stdout: '',
      stderr:
        `rexctl: cannot write \`${file}\`: no such folder\n` +
        '        name a file that you can write to: --output FILE\n',
    });
  });

  test('what no report replaces is refused before anything is read', async () => {
    world = await openWorld();
    const pipe = join(world.home, 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const [file, trouble] of [
      [world.home, 'it is a folder'],
      ['/dev/null', 'it is a pipe or a device'],
      [pipe, 'it is a pipe or a device'],
      [join(world.home, 'missing', 'a.html'), 'no such folder'],
      [join(pipe, 'a.html'), 'a part of its path is not a folder'],
      [join(world.home, `${'long'.repeat(80)}.html`), 'its name is too long'],
    ] as const) {
      const ran = await world.run(['report', '204', '-o', file]);
      expect([ran.code, ran.stdout]).toEqual([2, '']);
      expect(ran.stderr).toMatch(`rexctl: cannot write \`${file}\`: ${trouble}\n`);
    }
    expect(world.requestsSince(0)).toEqual([]);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(readdirSync(world.home).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('a report that is written again keeps the mode of its file, and nothing of its text', async () => {
    await finished();
    const file = join(world.home, 'report.md');
    writeFileSync(file, 'x'.repeat(100_000));
    chmodSync(file, 0o640);
    expect((await world.run(['report', '208', '-o', file, '--quiet'])).code).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readFileSync(file, 'utf8')).toBe((await world.run(['report', '208'])).stdout);
  });

  test('- is standard output, in the format that is named', async () => {
    await finished();
    const ran = await world.run(['report', '208', '-o', '-']);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toBe((await world.run(['report', '208'])).stdout);
    const xml = await world.run(['report', '208', '-o', '-', '--format', 'junit']);
    expect(xml.stdout).toMatch(/^<\?xml /);
    const html = ['report', '208', '-o', '-', '--format', 'html'];
    expect((await world.run(html, { terminal: { stdout: true } })).code).toBe(2);
  });

  test('a page is not printed on a terminal, and nothing is read for it', async () => {
    world = await openWorld();
    const ran = await world.run(['report', '207', '--format', 'html'], {
      terminal: { stdout: true },
    });
    expect(ran).toMatchObject({
      code: 2,
      stdout: '',
      stderr:
        'rexctl: HTML cannot be shown on a terminal. Nothing was read\n' +
        '        name a file: --output report.html\n',
    });
    expect(world.requestsSince(0)).toEqual([]);
    const piped = await world.run(['report', '207', '--format', 'html']);
    expect([piped.code, piped.stdout.slice(0, 15)]).toEqual([0, '<!DOCTYPE html>']);
  });
});

describe('formats of this command', () => {
  test.each(['table', 'plain', 'csv', 'ndjson', 'pdf'])(
    '%s is refused, with those that are possible',
    async (format) => {
      world = await openWorld();
      const { code, stdout, stderr } = await world.run(['report', '207', '--format', format]);
      const expected = 'expected html, junit, markdown, json or yaml';
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`invalid --format \`${format}\`: ${expected}`);
      expect(world.requestsSince(0)).toEqual([]);
    },
  );

  test('no other command takes them', async () => {
    world = await openWorld();
    const { code, stderr } = await world.run(['list', '--format', 'html']);
    expect([code, stderr]).toEqual([
      2,
      'rexctl: invalid --format `html`: expected table, plain, json, ndjson, csv or yaml\n',
    ]);
  });

  test('--json is the document, and contradicts every other format', async () => {
    await finished();
    const json = await world.run(['report', '208', '--json']);
    expect([json.code, json.json.schema]).toEqual([0, 'rexctl/1']);
    const { code, stderr } = await world.run(['report', '208', '--json', '--format', 'html']);
    expect(code).toBe(2);
    expect(stderr).toContain('--json and --format html cannot be used together');
  });

  test('--fields chooses from the document, also in a file, and from nothing else', async () => {
    await finished();
    const file = join(world.home, 'report.json');
    await world.run(['report', '208', '-o', file, '--format', 'json', '--fields', 'url,complete']);
    const { url } = JSON.parse(readFileSync(file, 'utf8'));
    expect(readFileSync(file, 'utf8')).toBe(
      `{"schema":"rexctl/1","url":"${url}","complete":true}\n`,
    );
    expect(await world.run(['report', '208', '--fields', 'url'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr:
        'rexctl: --fields cannot be used with a report. Nothing was sent\n' +
        '        add --json or --format yaml\n',
    });
  });
});

describe('what a report knows', () => {
  test('the document: failures folded, outputs once, times of hosts', async () => {
    await finished();
    const { json, code, stderr } = await world.run(['report', '208', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(json).toMatchObject({
      job: { id: 208, outcome: 'failed' },
      reason: null,
      url: `${world.server.url}/job_invocations/208`,
      complete: true,
      hidden_hosts: 0,
      failures: [
        { count: 2, kind: 'exit', exit_code: 3, message: 'no space left on <host>' },
        { count: 1, kind: 'unreachable', exit_code: null },
      ],
      outputs: [
        { count: 1, status: 'failed', exit_code: 3 },
        { count: 1, status: 'failed', exit_code: 3 },
        { count: 1, status: 'failed' },
        {
          count: 2,
          status: 'succeeded',
          output: { head: 'up to date\n', tail: '', left_out: null },
        },
      ],
    });
    const [host] = json.hosts;
    expect(host).toMatchObject({ name: 'db01.example.com', failure: null, lines: 1 });
    const times = ['name', 'started_at', 'ended_at', 'duration_s', 'clock'];
    const shown = await world.run(['show', '208', '--hosts', '--json', '--fields', times.join()]);
    expect(host).toMatchObject(shown.json.hosts[0]);
    expect(host).toMatchObject({ clock: 'server', duration_s: expect.any(Number) });
  });

  test('without the permission for tasks the times of hosts are those of their lines', async () => {
    await finished();
    const env = { REXCTL_USER: 'olga', REXCTL_TOKEN: 'olga-secret' };
    const { json, code } = await world.run(['report', '208', '--json'], { env });
    expect(code).toBe(0);
    const [host] = json.hosts;
    expect(host).toMatchObject({ name: 'db01.example.com', clock: 'smart_proxy' });
    expect(host.duration_s).toBe((Date.parse(host.ended_at) - Date.parse(host.started_at)) / 1000);
  });

  test('--mask folds outputs that differ only in what it names', async () => {
    await finished();
    const { json } = await world.run(['report', '208', '--json', '--mask', 'host']);
    expect(json.masks).toEqual(['host']);
    expect(json.outputs[0]).toMatchObject({
      count: 2,
      output: { head: 'checking\nno space left on <host>\n' },
    });
  });

  test('--exit-status is the result of the job', async () => {
    await finished();
    expect((await world.run(['report', '208', '--exit-status'])).code).toBe(3);
    const succeeded = await world.run(['list', '--outcome', 'succeeded', '--fields', 'id']);
    const [id = ''] = succeeded.stdout.split('\n');
    expect((await world.run(['report', id, '--exit-status'])).code).toBe(0);
    expect((await world.run(['report', '207', '--exit-status'])).code).toBe(8);
    expect((await world.run(['report', '207'])).code).toBe(0);
  });
});

test('--exit-status is 10 where no script failed, but a host was not reached', async () => {
  const demo = demoWorld();
  demo.script('web01.example.com', unreachableScript());
  world = await openWorld({ world: demo });
  await world.run(['run', '-c', 'true', '--host', 'web01,web02', '--quiet', '--settle']);
  expect((await world.run(['report', '208', '--exit-status'])).code).toBe(10);
  expect((await world.run(['report', '208'])).code).toBe(0);
});

describe('a report that is not complete', () => {
  test('says so, and is 8: hosts that are not visible', async () => {
    const demo = demoWorld();
    world = await openWorld({ world: demo });
    await world.run(['run', '-c', 'uptime', '--search', 'name ~ web', '--quiet', '--settle']);
    const [gone] = [...demo.hosts.values()].filter(({ name }) => name.startsWith('web'));
    demo.hosts.delete(gone?.id ?? 0);
    const ran = await world.run(['report', '208']);
    expect(ran.code).toBe(8);
    expect(ran.stdout).toContain(
      '> 1 host of the job is missing from this report: deleted or not visible to the user who made it.\n',
    );
    expect(ran.stdout.match(/visible/g)).toHaveLength(2);
    const junit = await world.run(['report', '208', '--format', 'junit']);
    expect(junit.code).toBe(8);
    expect(junit.stdout).toContain('<testcase name="hosts that are not visible"');
    const { json, code } = await world.run(['report', '208', '--json']);
    expect([code, json.complete, json.hidden_hosts]).toEqual([8, false, 1]);
  });

  test('says so, and is 8: output that never becomes complete', async () => {
    await finished({ faults: { neverComplete: true } });
    const ran = await world.run(['report', '208']);
    expect(ran.code).toBe(8);
    expect(ran.stdout).toContain('> Some output could not be read.\n');
    expect((await world.run(['report', '208', '--json'])).json.complete).toBe(false);
  });
});

test('an orphan record is a report without hosts', async () => {
  world = await openWorld();
  const broken = (await world.run(['list', '--outcome', 'broken', '--fields', 'id'])).stdout.trim();
  const ran = await world.run(['report', broken, '--format', 'junit', '--exit-status']);
  expect(ran.code).toBe(3);
  expect(ran.stdout).toContain('errors="1"');
});
