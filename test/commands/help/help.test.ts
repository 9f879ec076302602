import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { topics } from '../../../src/cli/topics.ts';
import { commandList } from '../../../src/program/commands.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const short = {
  hosts: '# Hosts\n\nName them with `--host`.\n\n## Sets\n\n`web[01-20]` is a set.\n',
};
const long = { hosts: `# Hosts\n\n${'- one more line\n'.repeat(40)}` };
const onTerminal = { stdin: true, stdout: true, stderr: true };

describe('help of commands', () => {
  it.each([
    [['help'], ['--help']],
    [
      ['help', 'run'],
      ['run', '--help'],
    ],
    [
      ['help', 'ls'],
      ['list', '--help'],
    ],
    [
      ['help', 'schedule'],
      ['schedule', '--help'],
    ],
    [
      ['help', 'schedule', 'list'],
      ['schedule', 'list', '--help'],
    ],
    [
      ['--server', 'x', 'help', 'run'],
      ['run', '--help'],
    ],
    [
      ['help', 'help'],
      ['help', '--help'],
    ],
  ])('%j prints the same as %j', async (asked, same) => {
    const [ran, wanted] = [await world.run(asked), await world.run(same)];
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toBe(wanted.stdout);
    expect(ran.stdout).toContain('Usage: rexctl');
    expect(world.server.requests).toEqual([]);
  });

  test('of config leads to the page on settings', async () => {
    const { stdout } = await world.run(['help', 'config']);
    expect(stdout).toContain('all keys, each with an example: rexctl help settings\n');
  });

  test('no word is both a command and a topic', () => {
    const commands = commandList.flatMap(({ name, alias }) => [name, alias]);
    const both = ['topics', ...topics.map(({ name }) => name)].filter((word) =>
      commands.includes(word),
    );
    expect(both).toEqual([]);
  });
});

describe('help topics', () => {
  it('lists every topic with its summary', async () => {
    const ran = await world.run(['help', 'topics'], { terminal: onTerminal });
    expect(ran).toMatchObject({ code: 0, stderr: 'Read one with rexctl help NAME.\n' });
    const rows = ran.stdout.split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(rows.slice(1, -1)).toEqual(topics.map(({ name, summary }) => [name, summary]));
  });

  it('is a document, and rows', async () => {
    const { json } = await world.run(['help', 'topics', '--json']);
    expect(json).toEqual({ schema: 'rexctl/1', topics });
    const csv = await world.run(['help', 'topics', '--format', 'csv', '--fields', 'name']);
    expect(csv.stdout.split('\n').slice(0, 2)).toEqual(['name', 'options']);
  });
});

describe('help TOPIC', () => {
  it('prints the page, in a pipe without any escape code', async () => {
    const ran = await world.run(['help', 'hosts'], { pages: short });
    const stdout = 'Hosts\n\nName them with `--host`.\n\nSets\n  `web[01-20]` is a set.\n';
    expect(ran).toMatchObject({ code: 0, stderr: '', stdout });
    const plain = await world.run(['help', 'hosts', '--format', 'plain'], { pages: short });
    expect(plain.stdout).toBe(stdout);
  });

  it('is a document with the Markdown of the page', async () => {
    const { json } = await world.run(['help', 'hosts', '--json'], { pages: short });
    const summary = 'host names, sets and files';
    expect(json).toEqual({
      schema: 'rexctl/1',
      topic: 'hosts',
      title: 'Hosts',
      summary,
      text: short.hosts,
    });
  });

  it('refuses what a page does not have', async () => {
    const csv = await world.run(['help', 'hosts', '--format', 'csv'], { pages: short });
    expect(csv).toMatchObject({ code: 2, stdout: '' });
    const fields = await world.run(['help', 'hosts', '--fields', 'title'], { pages: short });
    expect(fields).toMatchObject({ code: 2, stdout: '' });
    expect(fields.stderr).toContain('a manual page');
  });
});

describe('help about a word that is neither a command nor a topic', () => {
  it.each([
    ['color', 'environment'],
    ['Proxy', 'environment'],
    ['cache', 'files'],
    ['tokens', 'secrets'],
    ['variables', 'environment'],
  ])('%s names the page with a heading about it: %s', async (word, topic) => {
    expect(await world.run(['help', word])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: `rexctl: unknown command or topic \`${word}\`\n        read about it: rexctl help ${topic}\n`,
    });
  });

  it('prefers a title to other headings, and finds no words of code', async () => {
    const pages = {
      options: '# Options\n\n```sh\n# crates\n```\n\n## A pod\n',
      hosts: '# Hosts\n\n## Crates\n',
      events: '# The life of a pod\n',
    };
    const about = async (word: string) => (await world.run(['help', word], { pages })).stderr;
    expect(await about('pods')).toContain('rexctl help events');
    expect(await about('crate')).toContain('rexctl help hosts');
  });

  it('proposes the help of what was probably meant', async () => {
    const { stderr } = await world.run(['help', 'serch']);
    expect(stderr).toContain('did you mean `search`?\n        try: rexctl help search\n');
  });
});

describe('the pager', () => {
  /** What was given to the pager, and whether the page was printed too. */
  async function paged(
    how: Parameters<World['run']>[1],
    argv: readonly string[] = ['help', 'hosts'],
    { shown = true, stderr = '' } = {},
  ) {
    const given: { pager: string; text: string }[] = [];
    const ran = await world.run(argv, {
      pages: long,
      terminal: onTerminal,
      ...how,
      onPager: (pager, text) => {
        given.push({ pager, text });
        return shown;
      },
    });
    expect(ran).toMatchObject({ code: 0, stderr });
    return { given, stdout: ran.stdout };
  }

  it('gets a page that is longer than the screen, in color', async () => {
    const { given, stdout } = await paged({ env: { TERM: 'xterm' } });
    expect(given).toEqual([{ pager: 'less', text: expect.stringMatching(/^\u001b\[1mHosts/) }]);
    expect(given[0]?.text.split('\n')).toHaveLength(43);
    expect(stdout).toBe('');
  });

  it('is that of PAGER, with its options', async () => {
    const { given } = await paged({ env: { PAGER: 'more -d' } });
    expect(given.map(({ pager }) => pager)).toEqual(['more -d']);
  });

  it('that showed nothing leaves the page to be printed', async () => {
    const { given, stdout } = await paged({ env: { NO_COLOR: '1' } }, ['help', 'hosts'], {
      shown: false,
    });
    expect(stdout).toBe(given[0]?.text);
    expect(stdout).toContain('one more line\n');
  });

  it('that the user chose is named when it fails', async () => {
    const stderr = 'rexctl: the pager `most -x` failed (PAGER)\n';
    const { stdout } = await paged({ env: { PAGER: 'most -x' } }, ['help', 'hosts'], {
      shown: false,
      stderr,
    });
    expect(stdout).toContain('one more line\n');
  });

  it.each([
    ['a page that fits the screen', { pages: short }],
    ['an empty PAGER', { env: { PAGER: '' } }],
    ['a terminal that cannot move its cursor', { env: { TERM: 'dumb' } }],
    ['output in a pipe', { terminal: { stdin: true, stderr: true } }],
    ['input that is no keyboard', { terminal: { stdout: true, stderr: true } }],
  ])('is not used for %s', async (_, how) => {
    const { given, stdout } = await paged(how);
    expect(given).toEqual([]);
    expect(stdout).toContain('Hosts');
  });

  it.each([['--no-input'], ['--json'], ['--format=plain']])('is not used with %s', async (flag) => {
    const { given, stdout } = await paged({}, ['help', 'hosts', flag]);
    expect(given).toEqual([]);
    expect(stdout).toContain('one more line');
  });
});
