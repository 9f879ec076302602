import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { hostStatuses } from '../../../src/jobs/hosts/host-run.ts';
import { outcomes } from '../../../src/jobs/outcome.ts';
import type { Ran, World } from '../../world/run.ts';
import { type Age, openState, type State, states } from './job-states.ts';

let world: World;
afterEach(() => world.close());

const spoken = (word: string) => word.replaceAll('_', ' ');
const outcomeNames = [...new Set(outcomes.flatMap((word) => [word, spoken(word)]))];
const hostNames = [...new Set(hostStatuses.flatMap((word) => [word, spoken(word)]))];
const onTerminal = { terminal: { stdout: true, stderr: true, columns: 200 } };

/** What the JSON of an answer calls jobs and hosts. */
interface Named {
  readonly jobs: string[];
  readonly hosts: string[];
}

/** The `status` of a job is the server's own word; that of a host is not. */
function collect(value: unknown, named: Named): Named {
  if (Array.isArray(value)) for (const one of value) collect(one, named);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return named;
  const { outcome, possible_outcomes, status, name, before, after } = value as Record<
    string,
    unknown
  >;
  const words = (...all: unknown[]) => all.filter((one): one is string => typeof one === 'string');
  named.jobs.push(
    ...words(outcome, ...(Array.isArray(possible_outcomes) ? possible_outcomes : [])),
  );
  if (typeof name === 'string') named.hosts.push(...words(status, before, after));
  for (const one of Object.values(value)) collect(one, named);
  return named;
}

const documentsOf: Readonly<Record<string, (text: string) => unknown>> = {
  json: (text) => JSON.parse(text),
  ndjson: (text) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  yaml: (text) => parse(text),
};

/** `failed`, or `cancelled or incomplete` where the job's own record leaves it open. */
function expectOutcome(text: string | undefined, where: string): void {
  const names = (text ?? '').replace(/^[^\w]+ /, '').split(/, | or /);
  for (const name of names) expect(outcomeNames, `${where}: ${text}`).toContain(name);
}

function expectHost(text: string | undefined, where: string): void {
  expect(hostNames, `${where}: ${text}`).toContain((text ?? '').replace(/^[^\w]+ /, ''));
}

const lines = ({ stdout }: Ran) =>
  stdout
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '');
const limited = (command: string) => [command, '208', '--timeout', '2s'];

const commands: readonly (readonly string[])[] = [
  ['list'],
  ['show', '208', '--hosts'],
  limited('wait'),
  limited('watch'),
  ['output', '208'],
  [...limited('output'), '--follow'],
  ['cancel', '208', '--dry-run'],
];

const table = (['new', 'old'] as const).flatMap((age) =>
  states.map((state) => ({ age, state, what: state.what })),
);

type Case = { readonly age: Age; readonly state: State };

describe('a result has one name, whatever prints it', () => {
  test.each(table)('$age server, $what: for programs', async ({ age, state }: Case) => {
    world = await openState(age, state);
    for (const argv of commands) {
      for (const format of ['json', 'ndjson', 'yaml']) {
        const ran = await world.run([...argv, '--format', format]);
        const where = [...argv, format].join(' ');
        if (ran.stdout === '') continue;
        const { jobs, hosts } = collect(documentsOf[format]?.(ran.stdout), { jobs: [], hosts: [] });
        for (const word of jobs) expect(outcomes, where).toContain(word);
        for (const word of hosts) expect(hostStatuses, where).toContain(word);
        if (!argv.includes('output')) expect(jobs.length, where).toBeGreaterThan(0);
      }
    }
    for (const row of lines(await world.run(['list', '--format', 'csv'])).slice(1))
      expectOutcome(/^\d+,(?:"([^"]*)"|([^,]*)),/.exec(row)?.slice(1).find(Boolean), 'csv');
    for (const row of lines(await world.run(['show', '208', '--hosts', '--format', 'csv'])).slice(
      1,
    ))
      expectHost(row.split(',')[1], 'show --hosts --format csv');
  });

  test.each(table)('$age server, $what: for people', async ({ age, state }: Case) => {
    world = await openState(age, state);
    for (const row of lines(await world.run(['list']))) expectOutcome(row.split('\t')[1], 'list');
    for (const row of lines(await world.run(['list', '--no-color'], onTerminal)).slice(1))
      expectOutcome(row.trim().split(/ {2,}/)[1], 'list on a terminal');
    const shown = lines(await world.run(['show', '208', '--hosts']));
    expectOutcome(shown[0]?.split('\t')[1], 'show');
    const rows = shown.filter((line) => /^\w+\.example\.com\t/.test(line));
    for (const row of rows) expectHost(row.split('\t')[1], 'show --hosts');
    const screen = lines(await world.run(['show', '208', '--hosts', '--no-color'], onTerminal));
    expectOutcome(screen[0]?.split(/ {2,}/)[1], 'show on a terminal');
    const drawn = screen.filter((line) => /^ \w+\.example\.com /.test(line));
    expect(drawn).toHaveLength(rows.length);
    for (const row of drawn) expectHost(row.trim().split(/ {2,}/)[1], 'show --hosts on a terminal');
    for (const row of lines(await world.run(limited('watch')))) {
      const [, who = '', word] = row.split('\t');
      if (/^job \d+$/.test(who)) expectOutcome(word, 'watch');
      else expectHost(word, 'watch');
    }
    const completed = lines(await world.run(['__complete', 'fish', '--', 'rexctl show 20']));
    for (const row of completed) expectOutcome(/^\d+\t([^:]*):/.exec(row)?.[1], 'completion');
  });
});
