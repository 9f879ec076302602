import { afterEach, expect, test } from 'vitest';
import { jobAddresses, sanitiseButJobLinks } from '../../src/ui/answers/job-links.ts';
import { linked, withoutLinks } from '../../src/ui/terminal/links.ts';
import { GuardedTerminal } from '../world/guarded-terminal.ts';
import { openHostile } from '../world/hostile-world.ts';
import { openWorld, type RunOptions, type World } from '../world/run.ts';

let world: World;
afterEach(() => world.close());

const env = { TERM: 'xterm-256color', FORCE_HYPERLINK: '1' };
const terminal = { stdout: true, stderr: true };

/** The answer on a terminal that has links, and on one that has none. */
async function answers(argv: readonly string[], options: RunOptions = {}) {
  const more = { ...options, terminal };
  const { stdout } = await world.run(argv, { ...more, env });
  const plain = await world.run(argv, { ...more, env: { ...env, FORCE_HYPERLINK: '0' } });
  return { stdout, plain: plain.stdout };
}

/** The texts of all links, with their ids. */
function linksOf(text: string): readonly string[] {
  const page = `${world.server.url}/job_invocations/`;
  return [...text.matchAll(/\u001b\]8;;([^\u0007]+)\u0007([^\u0007]*)\u001b\]8;;\u0007/g)].map(
    ([, address = '', shown = '']) => `${address.replace(page, '')}: ${shown}`,
  );
}

test.each<readonly [readonly string[], readonly string[]]>([
  [
    ['list', '--limit', '2'],
    ['207: 207', '206: 206'],
  ],
  [['list', '--limit', '1', '--fields', 'outcome,id'], ['207: 207']],
  [['show', '204'], ['204: \u001b[1mJob 204\u001b[22m']],
  [['host', 'show', 'web11', '--limit', '1'], ['204: 204']],
])('%j has links to jobs, and is otherwise the same', async (argv, links) => {
  world = await openWorld();
  const { stdout, plain } = await answers(argv);
  expect(linksOf(stdout)).toEqual(links);
  expect(withoutLinks(stdout)).toBe(plain);
  expect(plain).not.toContain('\u001b]');
});

test.each<readonly [string, RunOptions]>([
  ['a pipe', { env }],
  ['a terminal that is not known', { env: { TERM: 'xterm-256color' }, terminal }],
  ['a terminal without color', { env: { ...env, NO_COLOR: '1' }, terminal }],
])('%s gets none', async (_what, options) => {
  world = await openWorld();
  expect((await world.run(['list'], options)).stdout).not.toContain('\u001b]');
});

test('--json, plain rows and a pager get none', async () => {
  world = await openWorld();
  const paged: string[] = [];
  const onPager = (_command: string, text: string) => paged.push(text) > 0;
  const whole = { env, terminal: { ...terminal, stdin: true }, onPager };
  for (const words of [['--json'], ['--format', 'plain']])
    expect((await world.run(['list', ...words], whole)).stdout).not.toContain('\u001b]');
  const long = ['show', '204', '--hosts', '--no-log'];
  expect((await world.run(long, whole)).stdout).toBe('');
  expect(paged.join('')).toContain('Job 204');
  expect(paged.join('')).not.toContain('\u001b]');
});

test('texts of others add no link, and leave none open', async () => {
  const link = (text: string) => `\u001b]8;;http://evil.invalid/\u0007${text}`;
  const name = link('evil01');
  world = await openHostile({
    names: [name],
    lines: [link('line')],
    template: link('template'),
    user: link('user'),
    command: link('id'),
    description: link('Job 201\u001b]8;;\u0007'),
    error: link('error'),
    columns: 100,
  });
  for (const argv of [['list'], ['show', '201'], ['show', '201', '--hosts']]) {
    const { stdout } = await answers(argv);
    const guard = new GuardedTerminal(100, `${world.server.url}/job_invocations/`);
    guard.printLines(stdout);
    expect([argv, guard.wrongs]).toEqual([argv, []]);
    expect(linksOf(stdout).length).toBeGreaterThan(0);
  }
});

test('a text keeps links to jobs of the server only, whose text is the id', async () => {
  world = await openWorld();
  const address = jobAddresses('https://foreman.example.com/a%20b');
  const own = linked('Job 7', address(7));
  expect(own).toContain('https://foreman.example.com/a%20b/job_invocations/7\u0007');
  const others = [
    linked('Job 8', address(7)),
    linked('7', 'https://evil.invalid/job_invocations/7'),
    linked('7', `${address(7)}/x`),
    `\u001b]8;;${address(7)}\u0007open`,
    '\u001b]0;title\u0007',
  ];
  const text = [own, ...others, own].join(' | ');
  expect(sanitiseButJobLinks(text, { color: true, address })).toBe(
    [own, 'Job 8', '7', '7', 'open', '', own].join(' | '),
  );
});

test('the final messages of run and watch have them', async () => {
  world = await openWorld();
  const options = { env, terminal };
  for (const argv of [
    ['run', '-c', 'uptime', '--host', 'web01'],
    ['watch', '208'],
  ]) {
    const { stderr } = await world.run(argv, options);
    expect(linksOf(stderr)).toEqual(['208: Job 208']);
    expect(withoutLinks(stderr)).not.toContain('\u001b]');
  }
});
