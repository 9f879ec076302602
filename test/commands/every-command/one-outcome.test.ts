import { afterEach, describe, expect, test } from 'vitest';
import { demoWorld } from '../../../src/demo/http/server.ts';
import { type Outcome, outcomes } from '../../../src/jobs/outcome.ts';
import { web } from '../../world/job-requests.ts';
import { openWorld, type Ran, type World } from '../../world/run.ts';
import { openState, type State, settled, start, states, versions } from './job-states.ts';

let world: World;
afterEach(() => world.close());

const wordOf = (outcome: string) => outcome.replace('_', ' ');
// biome-ignore lint/suspicious/noExplicitAny: events of any shape
const lastEvent = (ran: Ran): any => JSON.parse(ran.stdout.trimEnd().split('\n').at(-1) ?? '');
const goesOn = ({ outcome }: State) => ['scheduled', 'running', 'paused'].includes(outcome);

const table = (['new', 'old'] as const).flatMap((age) =>
  states.map((state) => ({ age, state, what: state.what })),
);

describe('one job has one outcome, whatever asks', () => {
  test.each(table)('$age server, $what: show, output, cancel', async ({ age, state }) => {
    const { outcome, exitCode } = state;
    world = await openState(age, state);
    const shown = await world.run(['show', '208', '--exit-status']);
    expect(shown.stdout.split('\n')[0]).toMatch(new RegExp(`^Job 208\t${wordOf(outcome)}(\t|$)`));
    expect(shown.code).toBe(exitCode);
    const documents = [
      ['why', '208'],
      ['show', '208'],
      ['show', '208', '--hosts'],
      ['cancel', '208', goesOn(state) || outcome === 'succeeded' ? '--dry-run' : '--yes'],
      ...(outcome === 'broken'
        ? []
        : [
            ['show', `@last:${outcome}`],
            ['resume', '208', '--dry-run'],
          ]),
    ];
    for (const argv of documents) {
      const { json } = await world.run([...argv, '--json']);
      expect([json.job.id, json.job.outcome], argv.join(' ')).toEqual([208, outcome]);
    }
    if (outcome !== 'broken') {
      const output = await world.run(['output', '208', '--exit-status', '--quiet']);
      expect(output.code).toBe(exitCode);
    }
  });

  test.each(table)('$age server, $what: list, @last, completion', async ({ age, state }) => {
    const { outcome, listed = {}, lagging = outcome } = state;
    const word = age === 'old' ? lagging : outcome;
    world = await openState(age, state);
    const open = listed[age];
    const rows = (ran: Ran) => ran.stdout.trimEnd().split('\n');
    const told = open?.source ?? `${word}\t`;
    expect(rows(await world.run(['list', '--limit', '1']))[0]).toMatch(new RegExp(`^208\t${told}`));
    const [row] = (await world.run(['list', '--limit', '1', '--json'])).json.jobs;
    expect(row).toMatchObject({ id: 208, outcome: open === undefined ? word : null });
    expect(row.possible_outcomes ?? [word]).toContain(word);
    const completed = await world.run(['__complete', 'fish', '--', 'rexctl show 20']);
    expect(completed.stdout).toMatch(
      open === undefined
        ? `208\t${word}: `
        : new RegExp(`208\t.*${outcome} or |208\t.* or ${outcome}|208\t${outcome}, .* or `),
    );
    for (const asked of outcomes) {
      const found = (await world.run(['list', '--outcome', asked, '--all', '--json'])).json.jobs;
      const ids = found.map(({ id }: { id: number }) => id);
      expect(ids.includes(208), `list --outcome ${asked}`).toBe(asked === outcome);
      expect(found.every((one: { outcome: string }) => one.outcome === asked)).toBe(true);
    }
    const plain = await world.run([
      'list',
      '--outcome',
      outcome,
      '--limit',
      '1',
      '--format',
      'csv',
    ]);
    expect(rows(plain)[1]).toMatch(new RegExp(`^208,${outcome},`));
  });

  test.each(table)('$age server, $what: wait, watch, follow', async ({ age, state }) => {
    const { outcome, exitCode } = state;
    world = await openState(age, state);
    const limit = goesOn(state) ? ['--timeout', '1s'] : [];
    const code = goesOn(state) ? 7 : exitCode;
    for (const argv of [
      ['wait', '208'],
      ['watch', '208'],
      ['output', '208', '--follow'],
    ]) {
      if (outcome === 'broken' && argv[0] === 'output') continue;
      const events = await world.run([...argv, ...limit, '--format', 'ndjson']);
      expect(lastEvent(events), argv.join(' ')).toMatchObject({ outcome, exit_code: code });
      const document = await world.run([...argv, ...limit, '--json']);
      expect(document.json, argv.join(' ')).toMatchObject({
        job: { outcome },
        summary: { outcome },
      });
      expect((await world.run([...argv, ...limit])).code, argv.join(' ')).toBe(code);
    }
  });

  const ends: readonly (readonly [string, Outcome, number, readonly string[]])[] = [
    ['true', 'succeeded', 0, []],
    ['exit 3', 'failed', 3, []],
    ['sleep 600', 'cancelled', 6, ['cancel']],
    ['sleep 600', 'incomplete', 3, ['cancel', '--concurrency', '2']],
  ];

  test.each((['new', 'old'] as const).flatMap((age) => ends.map((end) => [age, ...end] as const)))(
    '%s server, run %s: its end in every format is %s',
    async (age, command, outcome, exitCode, [cancels, ...how]) => {
      world = await openWorld({ rexVersion: versions[age], world: demoWorld() });
      const ran = async (...format: string[]) => {
        const id = Math.max(...world.server.jobs.keys()) + 1;
        const cancelIt = () => world.run(['cancel', String(id), '--yes']);
        if (cancels !== undefined) void world.clock.sleep(6_000).then(cancelIt);
        const end = await world.run(['run', '--command', command, ...web, ...how, ...format]);
        expect(end.code).toBe(exitCode);
        await settled(world);
        return { id, end };
      };
      const first = await ran('--json');
      expect(first.end.json).toMatchObject({
        job: { outcome },
        summary: { outcome, exit_code: exitCode },
      });
      const second = await ran('--format', 'ndjson');
      expect(lastEvent(second.end)).toMatchObject({ outcome, exit_code: exitCode });
      const piped = await ran();
      expect(piped.end.stdout.trimEnd().split('\n').at(-1)).toContain(
        `\tjob ${piped.id}\t${outcome}\t`,
      );
      const shown = await world.run(['show', String(first.id), '--json']);
      expect(shown.json.job.outcome).toBe(outcome);
    },
  );

  test('@last:broken: the server finds no orphan record by its user, and that is reported', async () => {
    world = await openWorld();
    world.server.faults.orphanOnCreate = true;
    await start(world, 'true');
    const ran = await world.run(['show', '@last:broken']);
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(ran.stderr).toBe(
      'rexctl: @last:broken does not exist: the server does not report who started an orphan record\n' +
        '        list them: rexctl list --outcome broken\n',
    );
  });
});
