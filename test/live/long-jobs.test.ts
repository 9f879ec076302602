import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { appending, home, rexctl, settings } from './live-run.ts';
import { mostHosts } from './settings.ts';

const token = randomBytes(6).toString('hex');
const target = ['--search', settings.hosts, '--max-hosts', String(mostHosts)];
let hostNames: readonly string[] = [];
/** Jobs to be stopped whatever a check finds. */
const left = new Set<string>();

beforeAll(async () => {
  const { json } = await rexctl('host', 'list', settings.hosts, '--json');
  hostNames = json.hosts.map((host: { name: string }) => host.name);
});

afterEach(async () => {
  for (const id of left) await rexctl('cancel', id, '--wait', '--yes');
  left.clear();
});

async function started(command: string): Promise<string> {
  const what = ['--template', settings.template, '-i', `command=${command}`];
  const ran = await rexctl('run', ...what, ...target, '--detach', '--json');
  expect(ran.code, ran.stderr).toBe(0);
  const id = String(ran.json.job.id);
  left.add(id);
  return id;
}

async function statesOf(id: string): Promise<Readonly<Record<string, string>>> {
  const { json } = await rexctl('show', id, '--hosts', '--json');
  return Object.fromEntries(
    json.hosts.map((host: { name: string; status: string }) => [host.name, host.status]),
  );
}

/**
 * Until every host has printed something: a cancel that comes earlier may not reach the smart
 * proxy.
 */
async function untilAllSpeak(id: string): Promise<void> {
  for (;;) {
    const { json } = await rexctl('output', id, '--json');
    if (json.hosts.every((host: { output: readonly unknown[] }) => host.output.length > 0)) return;
    await sleep(1000);
  }
}

/** A line every tenth of a second, numbered. */
const counting = (lines: number) =>
  `for i in $(seq 1 ${lines}); do echo "${token} $i"; sleep 0.1; done`;

/** The numbers that a host printed, from plain lines after `HOST: ` (or bare, of one host). */
function numbersOf(text: string, host: string): readonly number[] {
  const prefix = hostNames.length === 1 ? '' : `${host}: `;
  return text
    .split(/\r?\n/)
    .filter((line) => line.startsWith(`${prefix}${token} `))
    .map((line) => Number(line.slice(prefix.length + token.length + 1)));
}

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

function expectEveryLineOnce(text: string, count: number): void {
  for (const host of hostNames) expect(numbersOf(text, host), host).toEqual(numbers(count));
}

test('cancel --host: the named host stops, the others keep running', async (check) => {
  if (hostNames.length < 2) check.skip('needs a search that matches two hosts or more');
  const [one = '', ...others] = hostNames;
  const id = await started('echo up; sleep 300');
  await untilAllSpeak(id);
  const cancelled = await rexctl('cancel', id, '--host', one, '--wait', '--yes', '--json');
  if (cancelled.code === 4) check.skip(`${settings.user} may not cancel jobs`);
  if (cancelled.code === 9)
    check.skip('this server cannot cancel some hosts of a job (needs REX 16.1)');
  expect(cancelled.code, cancelled.stderr).toBe(0);
  const states = await statesOf(id);
  expect(states[one]).toBe('cancelled');
  expect(others.map((name) => states[name])).toEqual(others.map(() => 'running'));
});

test('--resume after kill -9: every line is in the file, once and in order', async () => {
  const id = await started(counting(200));
  const file = join(home, 'resumed.log');
  const follow = ['output', id, '--follow', '--resume', join(home, 'resumed.state')];
  let kills = 0;
  while (kills < 4) {
    const ended = await appending(file, follow, 4000 + kills * 500);
    if (ended.signal !== 'SIGKILL') break;
    kills++;
  }
  expect(kills).toBeGreaterThan(1);
  const last = await appending(file, follow);
  expect(last.code, last.stderr).toBe(0);
  left.delete(id);
  expectEveryLineOnce(readFileSync(file, 'utf8'), 200);
});

test('a restart of the server in mid-follow loses no line and no result', async (check) => {
  const { restart } = settings;
  if (restart === null) {
    check.skip('REXCTL_LIVE_RESTART names no command that restarts the server');
    return;
  }
  const id = await started(counting(200));
  const following = rexctl('output', id, '--follow', '--give-up-after', '10m');
  await sleep(6000);
  await promisify(execFile)('/bin/sh', ['-c', restart]);
  const ran = await following;
  expect(ran.code, ran.stderr).toBe(0);
  left.delete(id);
  expectEveryLineOnce(ran.stdout, 200);
});

test('run --cron: a series is made, listed, shown and removed', async (check) => {
  const what = ['--template', settings.template, '-i', 'command=true'];
  const yearly = ['--cron', '17 3 1 1 *', '--dynamic', '--purpose', `rexctl live ${token}`];
  const made = await rexctl('run', ...what, ...target, ...yearly, '--json');
  if (made.code === 4) check.skip(`${settings.user} may not make series: ${made.stderr}`);
  expect(made.code, made.stderr).toBe(0);
  left.add(String(made.json.job.id));
  const id = String(made.json.job.recurrence.id);
  const listed = async () =>
    (await rexctl('schedule', 'list', '--all', '--json')).json.schedules.map(
      (row: { id: number }) => String(row.id),
    );
  expect(await listed()).toContain(id);
  const shown = await rexctl('schedule', 'show', id, '--json');
  expect(shown.json.schedule).toMatchObject({ state: 'active', cron_line: '17 3 1 1 *' });
  const removed = await rexctl('schedule', 'cancel', id, '--yes', '--json');
  expect(removed.code, removed.stderr).toBe(0);
  left.clear();
  expect(await listed()).not.toContain(id);
  expect((await rexctl('schedule', 'show', id, '--json')).json.schedule.state).toBe('cancelled');
});
