import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GuardedTerminal } from '../../world/guarded-terminal.ts';
import { type Hostile, hostile, mallory, openHostile } from '../../world/hostile-world.ts';
import { openWorld, type World } from '../../world/run.ts';

const env = { LANG: 'en_US.UTF-8', TERM: 'xterm-256color' };

/** What a command shows on one terminal, both streams in their order. */
async function shownBy(
  world: World,
  argv: readonly string[],
  columns: number,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  let shown = '';
  const terminal = { stdin: false, stdout: true, stderr: true, columns };
  const onShown = (text: string) => {
    shown += text;
  };
  await world.run(argv, { env: { ...env, ...more }, terminal, onShown });
  return shown;
}

/** Each on job 201 of the hostile world, which has ended. */
const ofOutput: readonly (readonly string[])[] = [
  [],
  ['--timestamps', 'utc'],
  ['--failed', '--stream', 'stdout,debug'],
  ['--group'],
  ['--group', '--mask', 'host,numbers'],
  ['--diff', 'clean01'],
  ['--diff', '202'],
  ['--hosts-search', 'hostgroup = mixed'],
  ['--line-template', '{time} {host} {text}'],
  ['--format', 'plain'],
  ['--json'],
  ['--group', '--json'],
  ['--format', 'yaml'],
  ['--format', 'csv'],
  ['--format', 'ndjson'],
  ['--follow', '--json'],
  ['--follow', '--format', 'yaml'],
  ['--follow', '--group', '--format', 'ndjson'],
];

const printed: readonly (readonly string[])[] = [
  ...ofOutput.map((options) => ['output', '201', ...options]),
  ['show', '201'],
  ['show', '201', '--json'],
  ['show', '201', '--hosts'],
  ['show', '201', '--hosts', '--columns', 'name,failure.kind,failure.message,duration'],
  ['list'],
  ['list', '--columns', 'id,user,template_name,description,duration'],
  ['list', '--format', 'csv'],
  ['why', '201'],
  ['why', '201', '--json'],
  ['diff', '201', '202'],
  ['diff', '201', '202', '--output'],
  ['report', '201'],
  ['report', '201', '--format', 'html', '-o', '-'],
  ['report', '201', '--format', 'junit', '-o', '-'],
  ['wait', '201'],
  ['cancel', '201', '--yes'],
  ['rerun', '201', '--failed', '--dry-run'],
  ['log'],
  ['schedule', 'list'],
  ['schedule', 'show', '1'],
  ['template', 'list'],
  ['feature', 'list'],
  ['bookmark', 'list'],
  ['organization', 'list'],
  ['location', 'list'],
  ['host', 'list', 'hostgroup = mixed'],
  ['stats', '--since', '2d'],
  ['show', '201', '--hosts', '--query', 'hosts'],
  ['show', '201', '--hosts', '--query', 'hosts', '--format', 'plain'],
  ['show', '201', '--hosts', '--query', 'hosts[].[name, failure.message]', '--format', 'plain'],
];

function expectHarmless(terminal: GuardedTerminal, argv: readonly string[], shown: string): void {
  if (terminal.wrongs.length === 0) return;
  const wrongs = terminal.wrongs.slice(0, 3).join('\n');
  throw new Error(`rexctl ${argv.join(' ')}: ${wrongs}\nshows ${JSON.stringify(shown)}`);
}

async function expectLinesHarmless(
  world: World,
  argv: readonly string[],
  columns: number,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const shown = await shownBy(world, argv, columns, more);
  const terminal = new GuardedTerminal(columns);
  terminal.printLines(shown);
  expectHarmless(terminal, argv, shown);
}

async function expectPrintsHarmless(world: World, text: Hostile): Promise<void> {
  const { error, columns } = text;
  for (const argv of printed) await expectLinesHarmless(world, argv, columns);
  const user = { REXCTL_USER: mallory.login, REXCTL_TOKEN: mallory.password };
  await expectLinesHarmless(world, ['whoami'], columns, user);
  world.server.faults.rules.push({
    path: /\/job_invocations\/202$/,
    effect: { kind: 'answer', status: 422, body: JSON.stringify({ error: { message: error } }) },
  });
  const typed: readonly (readonly string[])[] = [
    ['show', '202'],
    ['show', `x${error}`],
    ['template', 'show', text.template],
    ['template', 'show', text.template, '--script'],
    ['template', 'inputs', text.template],
    ['host', 'show', text.names[0] ?? ''],
    ['output', '201', text.names[1] ?? ''],
  ];
  for (const argv of typed) await expectLinesHarmless(world, argv, columns);
}

/** Views that are drawn over while the job runs; each starts a job of its own or follows one. */
function liveViews({ command, description }: Hostile): readonly (readonly string[])[] {
  const run = ['run', '-c', command, '--search', 'hostgroup = mixed', '--description', description];
  return [
    run,
    [...run, '--follow'],
    [...run, '--group'],
    ['output', '201', '--follow'],
    ['watch', '201'],
    ['watch', '201', '202'],
    ['wait', '201', '202', '--for', 'any'],
    ['rerun', '201', '--failed', '--follow'],
  ];
}

async function expectViewsHarmless(world: World, text: Hostile): Promise<void> {
  for (const argv of liveViews(text)) {
    const shown = await shownBy(world, argv, text.columns);
    const terminal = new GuardedTerminal(text.columns);
    terminal.draw(shown);
    expectHarmless(terminal, argv, shown);
    const rows = terminal.rows();
    const left = rows.filter((row) => /[█░]/.test(row));
    expect(left, `${argv.join(' ')} shows ${JSON.stringify(shown)}`).toEqual([]);
    if (!argv.includes('--follow') || argv[0] === 'rerun') continue;
    const lines = rows.join('').match(/clean-line-[12]/g);
    expect(lines, `${argv.join(' ')} shows ${JSON.stringify(shown)}`).toHaveLength(4);
  }
}

test.each([
  ['a title', '\u001b]0;owned\u0007'],
  ['a link', '\u001b]8;;http://evil/\u001b\\link'],
  ['a bell', '\u0007'],
  ['a query', '\u001b[c'],
  ['a query for the cursor', '\u001b[6n'],
  ['another screen', '\u001b[?1049h'],
  ['a mode', '\u001b[?2004h'],
  ['a hidden cursor', '\u001b[?25l'],
  ['a look', '\u001b[31m'],
  ['a character set', '\u001b(0'],
  ['a shift', '\u000e'],
  ['a cursor that moves up', '\u001b[2A'],
  ['a screen that is cleared', '\u001b[2J\u001b[H'],
  ['a row that is inserted above', '\u001b[A\u001b[L'],
])('the terminal of these tests notes %s', (_, sequence) => {
  const terminal = new GuardedTerminal(80);
  terminal.printLines('one\ntwo\nthree\n');
  expect(terminal.wrongs).toEqual([]);
  terminal.printLines(`four${sequence}\nfive\n`);
  expect(terminal.wrongs).not.toEqual([]);
});

/** The last one is another each time; fast-check prints it when the test fails. */
test.each([
  ['seed 1136536972', { seed: 1136536972, numRuns: 2 }],
  ['seed 1572765475', { seed: 1572765475, numRuns: 2 }],
  ['any seed', { numRuns: 2 }],
])(
  'nothing that hosts, servers and users write moves the cursor, or outlives its line: %s',
  async (_, parameters) => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const world = await openHostile(text);
        try {
          await expectPrintsHarmless(world, text);
          await expectViewsHarmless(world, text);
        } finally {
          await world.close();
        }
      }),
      { ...parameters, endOnFailure: true },
    );
  },
  120_000,
);

test('the guided demo leaves the terminal as it was', async () => {
  const world = await openWorld();
  try {
    const shown = await shownBy(world, ['demo'], 80);
    const terminal = new GuardedTerminal(80);
    terminal.draw(shown);
    expectHarmless(terminal, ['demo'], shown);
  } finally {
    await world.close();
  }
});
