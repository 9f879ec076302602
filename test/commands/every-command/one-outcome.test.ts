import { afterEach, describe, expect, test } from 'vitest';
import { demoWorld, type RexVersion, textScript } from '../../../src/demo/http/server.ts';
import { type Outcome, outcomes } from '../../../src/jobs/outcome.ts';
import { web } from '../../world/job-requests.ts';
import { openWorld, type Ran, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

/** How job 208 comes into a state, and what each command then prints of it. */
interface State {
  readonly what: string;
  readonly make: () => Promise<unknown>;
  readonly outcome: Outcome;
  readonly exitCode: number;
  /** What a list prints, where the job's own record leaves the outcome open. */
  readonly listed?: Readonly<Partial<Record<Age, RegExp>>>;
  /** What an old server still reports, whose counts are as old as its status. */
  readonly lagging?: Outcome;
}

type Age = 'new' | 'old';
const versions: Readonly<Record<Age, RexVersion>> = { new: '17.1', old: '8.1' };

const start = (command: string, ...how: string[]) =>
  world.run(['run', '--command', command, ...web, '--detach', ...how]);
const settled = () => world.clock.sleep(60_000);

async function cancelled(...how: string[]): Promise<void> {
  await start('sleep 600', ...how);
  await world.clock.sleep(5000);
  await world.run(['cancel', '208', '--yes']);
  await settled();
}

/** The parent's task stops moving after its hosts have ended. */
async function pausedAfterItsHosts(): Promise<void> {
  await start('true');
  await world.clock.sleep(16_000);
  const job = world.server.jobs.get(208);
  if (job?.task) Object.assign(job.task, { state: 'paused', ended_at: null, result: 'pending' });
}

const unsuccessful = /failed, cancelled or incomplete\t\d+ failed or cancelled\t/;
const stopped = { new: /cancelled or incomplete\t12 cancelled or never ran\t/, old: unsuccessful };

const states: readonly State[] = [
  {
    what: 'scheduled',
    make: () => start('true', '--at', 'in 3h'),
    outcome: 'scheduled',
    exitCode: 8,
  },
  {
    what: 'running',
    make: async () => {
      await start('sleep 600');
      await world.clock.sleep(5000);
    },
    outcome: 'running',
    exitCode: 8,
  },
  {
    what: 'paused before all hosts were planned',
    make: async () => {
      world.server.faults.pausedTask = true;
      await start('true');
      await settled();
    },
    outcome: 'paused',
    exitCode: 8,
  },
  {
    what: 'paused after its hosts have ended',
    make: pausedAfterItsHosts,
    outcome: 'succeeded',
    exitCode: 0,
  },
  {
    what: 'succeeded',
    make: async () => {
      await start('true');
      await settled();
    },
    outcome: 'succeeded',
    exitCode: 0,
  },
  {
    what: 'ended, while the status lags behind the hosts',
    make: async () => {
      await start('exit 3');
      await world.clock.sleep(10_000);
    },
    outcome: 'failed',
    exitCode: 3,
    lagging: 'running',
  },
  {
    what: 'failed on every host',
    make: async () => {
      await start('exit 3');
      await settled();
    },
    outcome: 'failed',
    exitCode: 3,
    listed: { old: unsuccessful },
  },
  {
    what: 'one host failed, the others were cancelled',
    make: async () => {
      world.server.world.script('web02.example.com', textScript(['bad\n'], { code: 1 }));
      await cancelled();
    },
    outcome: 'failed',
    exitCode: 3,
    listed: { old: unsuccessful },
  },
  {
    what: 'cancelled while its hosts ran',
    make: () => cancelled(),
    outcome: 'cancelled',
    exitCode: 6,
    listed: stopped,
  },
  {
    what: 'cancelled before its turn',
    make: async () => {
      await start('true', '--at', 'in 3h');
      await world.run(['cancel', '208', '--yes']);
    },
    outcome: 'cancelled',
    exitCode: 6,
  },
  {
    what: 'cancelled when only two hosts had begun',
    make: () => cancelled('--concurrency', '2'),
    outcome: 'incomplete',
    exitCode: 3,
    listed: stopped,
  },
  {
    what: 'without a host',
    make: async () => {
      await start('true', '--at', 'in 1h', '--dynamic', '--search', 'name = nosuch', '--yes');
      await world.clock.sleep(2 * 3_600_000);
    },
    outcome: 'no_hosts',
    exitCode: 3,
  },
  {
    what: 'an orphan record',
    make: async () => {
      world.server.faults.orphanOnCreate = true;
      await start('true');
    },
    outcome: 'broken',
    exitCode: 3,
  },
];

const wordOf = (outcome: string) => outcome.replace('_', ' ');
// biome-ignore lint/suspicious/noExplicitAny: events of any shape
const lastEvent = (ran: Ran): any => JSON.parse(ran.stdout.trimEnd().split('\n').at(-1) ?? '');
const goesOn = ({ outcome }: State) => ['scheduled', 'running', 'paused'].includes(outcome);

async function openState(age: Age, { make }: State): Promise<void> {
  world = await openWorld({ rexVersion: versions[age], world: demoWorld() });
  await make();
}

const table = (['new', 'old'] as const).flatMap((age) =>
  states.map((state) => ({ age, state, what: state.what })),
);

describe('one job has one outcome, whatever asks', () => {
  test.each(table)('$age server, $what: show, output, cancel', async ({ age, state }) => {
    const { outcome, exitCode } = state;
    await openState(age, state);
    const shown = await world.run(['show', '208', '--exit-status']);
    expect(shown.stdout.split('\n')[0]).toMatch(new RegExp(`^Job 208\t${wordOf(outcome)}(\t|$)`));
    expect(shown.code).toBe(exitCode);
    const documents = [
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
    await openState(age, state);
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
    await openState(age, state);
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
        await settled();
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
    await start('true');
    const ran = await world.run(['show', '@last:broken']);
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(ran.stderr).toBe(
      'rexctl: @last:broken does not exist: the server does not report who started an orphan record\n' +
        '        list them: rexctl list --outcome broken\n',
    );
  });
});
