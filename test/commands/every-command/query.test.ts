import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const start = ['run', '-c', 'true', '--search', 'name ~ web', '--yes'];

describe('--query prints what it selects', () => {
  it('of the one document, with its schema, as JSON', async () => {
    const { code, stdout, stderr } = await world.run([
      ...start,
      '--query',
      '[schema, summary.outcome]',
    ]);
    expect([code, stdout, stderr]).toEqual([0, '["rexctl/1","succeeded"]\n', '']);
  });

  it.each([
    [['--format', 'yaml'], 'outcome: succeeded\nexit_code: 0\n'],
    [['--format', 'plain'], '{"outcome":"succeeded","exit_code":0}\n'],
    [['--json'], '{"outcome":"succeeded","exit_code":0}\n'],
    [['--format', 'ndjson'], '{"outcome":"succeeded","exit_code":0}\n'],
  ])('with %s', async (format, text) => {
    const of = format.includes('ndjson') ? '@' : 'summary';
    const query = `${of}.outcome && ${of}.{outcome: outcome, exit_code: exit_code}`;
    const { code, stdout } = await world.run([...start, ...format, '--query', query]);
    expect([code, stdout]).toEqual([0, text]);
  });

  it('without quotes with --format plain: one line for each', async () => {
    const { stdout: id } = await world.run([
      ...start,
      '--detach',
      '--query',
      'job.id',
      '--format',
      'plain',
    ]);
    expect(id).toMatch(/^\d+\n$/);
    await world.run(['wait', id.trim()]);
    const names = ['show', id.trim(), '--hosts', '--query', 'hosts[].name', '--format', 'plain'];
    const { code, stdout } = await world.run(names);
    const typed = await world.run(['show', id.trim(), '--hosts', '--json']);
    expect(code).toBe(0);
    expect(stdout).toBe(typed.json.hosts.map(({ name }: { name: string }) => `${name}\n`).join(''));
  });

  it('indented on a terminal, and harmless there without quotes', async () => {
    await world.run(['run', '-c', 'echo hello', '--host', 'web01.example.com']);
    const on = { terminal: { stdout: true } };
    const { stdout } = await world.run(['list', '--query', 'jobs[0].[outcome]'], on);
    expect(stdout).toBe('[\n  "succeeded"\n]\n');
    const text = ['`"\\u001b]0;title\\u0007x"`', '--format', 'plain'];
    expect((await world.run(['list', '--query', ...text], on)).stdout).toBe('x\n');
  });

  it.each([
    [[], '"succeeded"\n'],
    [['--format', 'json'], '"succeeded"\n'],
    [['--format', 'yaml'], 'succeeded\n'],
  ])('of a report %s', async (flags, text) => {
    await world.run(start);
    const { code, stdout } = await world.run([
      ...['report', '@last', ...flags],
      ...['--query', 'job.outcome'],
    ]);
    expect([code, stdout]).toEqual([0, text]);
  });

  it('of long documents that are printed row by row', async () => {
    await world.run(['run', '-c', 'echo hello', '--search', 'name ~ web', '--yes']);
    const query = "hosts[?name == 'web03.example.com'].output[].text | [0]";
    const { code, stdout } = await world.run(['output', '@last', '--query', query]);
    expect([code, stdout]).toEqual([0, '"hello\\n"\n']);
    const lines = await world.run([
      'output',
      '@last',
      '--format',
      'ndjson',
      '--query',
      'host.name',
    ]);
    expect(lines.stdout.split('\n')).toHaveLength(13);
  });
});

describe('--query is refused before anything is sent', () => {
  it.each([
    [['--query', 'jobs['], 'invalid --query `jobs[`: it ends too early'],
    [['--query', 'a', '--fields', 'id'], '--query and --fields cannot be used together'],
    [['--query', 'a', '--format', 'csv'], '--query and --format csv cannot be used together'],
    [['--query', 'a', '--format', 'table'], '--query and --format table cannot be used together'],
    [
      ['--query', 'nope(@)', '--format', 'plain'],
      'rexctl: invalid --query `nope(@)`: unknown function',
    ],
  ])('%s', async (flags, message) => {
    const { code, stdout, stderr } = await world.run([...start, ...flags]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(world.requestsSince(0)).toEqual([]);
  });

  it('with a file that continues the text of a follow', async () => {
    const argv = [
      'output',
      '5',
      '--follow',
      '--resume',
      `${world.home}/state`,
      '--format',
      'ndjson',
    ];
    const { code, stderr } = await world.run([...argv, '--query', 'a']);
    expect([code, JSON.parse(stderr).error.message]).toEqual([
      2,
      '--query cannot be used with --resume, which continues the text of a file',
    ]);
    expect(world.requestsSince(0)).toEqual([]);
  });

  it.each([
    [['--format', 'html'], '--query and --format html cannot be used together', 'yaml'],
    [['--format', 'junit'], '--query and --format junit cannot be used together', 'yaml'],
    [['--output', 'x.html'], '--query and --output cannot be used together. Nothing was read', '>'],
  ])('for a report that is not JSON: %s', async (flags, message, hint) => {
    const { code, stdout, stderr } = await world.run(['report', '5', '--query', 'a', ...flags]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
    expect(world.requestsSince(0)).toEqual([]);
  });

  it('for the help of a command, which is text', async () => {
    const { code, stderr } = await world.run(['help', 'list', '--query', 'a']);
    expect([code, JSON.parse(stderr).error.hint]).toEqual([2, 'omit --query']);
  });
});

describe('a query that fails after the command has acted', () => {
  it('loses nothing: the document is printed, a warning says why, success is not reported', async () => {
    const { code, stdout, stderr } = await world.run([
      ...start,
      '--detach',
      '--query',
      'length(job.nope)',
    ]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout).job.id).toEqual(expect.any(Number));
    expect(JSON.parse(stderr.split('\n')[0] ?? '').warning).toBe(
      '--query failed, so the document is printed as it is: length() expected argument 1 to be type (string | array | object) but got null',
    );
  });

  it('keeps the exit code of a job that failed', async () => {
    const fails = ['run', '-c', 'exit 3', '--host', 'web01.example.com'];
    const { code, json } = await world.run([...fails, '--query', 'sum(hosts)']);
    expect([code, json.summary.exit_code]).toEqual([3, 3]);
  });

  it('errors are not queried', async () => {
    const { code, stdout, stderr } = await world.run(['show', '9999', '--query', 'error.code']);
    expect([code, stdout]).toEqual([5, '']);
    expect(JSON.parse(stderr).error.code).toBe('not_found');
    const plain = await world.run(['show', '9999', '--query', 'job', '--format', 'plain']);
    expect(plain.stderr).toMatch(/^rexctl: no job 9999 /);
  });
});
