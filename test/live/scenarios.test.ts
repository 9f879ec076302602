import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { rexctl, settings } from './live-run.ts';
import { mostHosts } from './settings.ts';

const token = randomBytes(6).toString('hex');
const target = ['--search', settings.hosts, '--max-hosts', String(mostHosts)];
let hostNames: readonly string[] = [];

function start(command: string, ...more: readonly string[]): readonly string[] {
  return ['run', '--template', settings.template, '-i', `command=${command}`, ...more];
}

beforeAll(async () => {
  const { code, json, stderr } = await rexctl('host', 'list', settings.hosts, '--json');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  hostNames = json.hosts.map((host: { name: string }) => host.name);
  expect(hostNames.length, `${settings.hosts} matches hosts`).toBeGreaterThan(0);
});

test('whoami: the credential is proven and the server reports its versions', async () => {
  const { code, json } = await rexctl('whoami', '--json');
  expect(code).toBe(0);
  expect(json.user.login).toBe(settings.user);
});

test('run: a command succeeds on every host, and its output comes exactly once per host', async () => {
  const ran = await rexctl(...start('seq 1 200', ...target), '--follow', '--format', 'ndjson');
  expect(ran.code, ran.stderr).toBe(0);
  const events = ran.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.at(-1)).toMatchObject({ type: 'summary', outcome: 'succeeded', exit_code: 0 });
  const expected = Array.from({ length: 200 }, (_, at) => String(at + 1));
  for (const name of hostNames) {
    const printed = events
      .filter(
        (event) => event.type === 'output' && event.host.name === name && event.stream === 'stdout',
      )
      .map((event) => event.text)
      .join('');
    expect(
      printed.split(/\r?\n/).filter((line: string) => line !== ''),
      name,
    ).toEqual(expected);
  }
});

test('run: the exit code of a failing command is reported for each host, and the job ends with 3', async () => {
  const ran = await rexctl(...start('exit 7', ...target), '--json');
  expect(ran.code, ran.stderr).toBe(3);
  expect(ran.json.summary.failed_hosts.length).toBe(hostNames.length);
  expect(
    ran.json.summary.failed_hosts.every((host: { exit_code: number }) => host.exit_code === 7),
  ).toBe(true);
});

/** What the machine behind a host calls itself; several hosts may be one machine. */
const ownName = 'hostname; cat /etc/machine-id 2>/dev/null';

/** What a host prints when asked for its own name, as one word. */
async function ownNameOf(host: string): Promise<string> {
  const asked = await rexctl(...start(ownName, '--host', host), '--json');
  expect(asked.code, asked.stderr).toBe(0);
  const printed = await rexctl('output', String(asked.json.job.id), host, '--stream', 'stdout');
  return printed.stdout.split(/\s+/).join('');
}

test('rerun --failed: exactly the failed hosts, on a job where only one fails', async (check) => {
  if (hostNames.length < 2) check.skip('needs a search that matches two hosts or more');
  const bad = await ownNameOf(hostNames[0] ?? '');
  // Of the hosts that are the same machine, the first to make the folder fails, and only once.
  const once = `/tmp/rexctl-live-${token}`;
  const command = `[ "$( { ${ownName}; } | tr -d '[:space:]' )" = '${bad}' ] && mkdir ${once} 2>/dev/null && exit 7; exit 0`;
  const first = await rexctl(...start(command, ...target), '--json');
  expect(first.code, first.stderr).toBe(3);
  const failed = first.json.summary.failed_hosts.map((host: { name: string }) => host.name);
  expect(failed, 'machines that cannot be told apart').toHaveLength(1);
  const again = await rexctl('rerun', String(first.json.job.id), '--failed', '--json', '--yes');
  expect(again.code, again.stderr).toBe(0);
  const shown = await rexctl('show', String(again.json.job.id), '--hosts', '--json');
  expect(shown.json.hosts.map((host: { name: string }) => host.name)).toEqual(failed);
  await rexctl(...start(`rmdir ${once}`, ...target), '--json');
});

test('rerun --failed: nothing failed, so nothing is sent and the exit code is 0', async () => {
  const first = await rexctl(...start('true', ...target), '--json');
  expect(first.code, first.stderr).toBe(0);
  const again = await rexctl('rerun', String(first.json.job.id), '--failed');
  expect(again.code, again.stderr).toBe(0);
  expect(again.stdout + again.stderr).toContain('Nothing to do');
});

test('cancel --wait: a sleeping job stops, and the result is not called a success', async (check) => {
  const started = await rexctl(...start('sleep 300', ...target), '--detach', '--json');
  expect(started.code, started.stderr).toBe(0);
  const id = String(started.json.job.id);
  const cancelled = await rexctl('cancel', id, '--wait', '--yes', '--json');
  if (cancelled.code === 4)
    check.skip(`${settings.user} may not cancel jobs; job ${id} ends by itself in 5 minutes`);
  expect(cancelled.code, cancelled.stderr).toBe(0);
  const shown = await rexctl('show', id, '--json', '--exit-status');
  expect([3, 6]).toContain(shown.code);
});

test('output: groups, raw text and a snapshot of a finished job', async () => {
  const first = await rexctl(...start('echo same', ...target), '--json');
  const id = String(first.json.job.id);
  const groups = await rexctl('output', id, '--group', '--json');
  expect(groups.json.groups).toHaveLength(1);
  const raw = await rexctl('output', id, hostNames[0] ?? '', '--raw');
  expect(raw.stdout).toContain('same');
  expect(raw.stdout).toContain('Exit status: 0');
});

test('a search that matches nothing, an unknown host and a search that is wrong start no job', async () => {
  const newest = async () =>
    (await rexctl('list', '--mine', '--limit', '1', '--json')).json.jobs[0]?.id;
  const before = await newest();
  const nothing = await rexctl(...start('true', '--search', 'name = rexctl-live-none.invalid'));
  const unknown = await rexctl(...start('true', '--host', 'rexctl-live-none.invalid'));
  const wrong = await rexctl(...start('true', '--search', 'nosuchfield = 1'));
  expect([nothing.code, unknown.code, wrong.code]).toEqual([9, 5, 2]);
  expect(await newest()).toBe(before);
});
