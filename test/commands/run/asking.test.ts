import { parse } from 'shell-quote';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Dialog, down, enter, tab, terminal, yes } from '../../world/dialog.ts';
import { createdJob, web01, writes } from '../../world/job-requests.ts';
import { openWorld, type Ran, type RunOptions, type World } from '../../world/run.ts';
import { Terminal } from '../../world/terminal.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** What stands on the terminal in the end. */
async function screen({ stderr }: Ran, columns = 100): Promise<readonly string[]> {
  const emulator = new Terminal({ columns, rows: 60 });
  emulator.write(stderr);
  return emulator.lines();
}

/** The words of the command line that does the same without questions. */
async function sameLine(ran: Ran): Promise<readonly string[]> {
  const lines = await screen(ran, 1000);
  const at = lines.indexOf('The same without questions:');
  const [program, ...words] = parse(lines[at + 1] ?? '').map(String);
  expect([at < 0, program]).toEqual([false, 'rexctl']);
  return words;
}

const aCommand: Dialog = [
  ['What do you want to run?', enter],
  ['Command line', `uptime -p${enter}`],
];
const aTemplate: Dialog = [
  ['What do you want to run?', `${down}${enter}`],
  ['Job template', 'package action - s'],
  ['1 match', enter],
];
const itsInputs: Dialog = [
  ['The package action', enter],
  ['Names of the packages', `vim nano${enter}`],
];
const aSearch: Dialog = [
  ['On which hosts?', enter],
  ['Search', `name ~ web0${enter}`],
  ['use these', enter],
];
const twoHosts: Dialog = [
  ['On which hosts?', `${down}${enter}`],
  ['Hosts', 'web'],
  ['matches', `${tab}${down}${down}`],
  ['web03', `${tab}${enter}`],
];
const aBookmark: Dialog = [
  ['On which hosts?', `${down}${down}${enter}`],
  ['Bookmark', 'datab'],
  ['match', enter],
];

describe('on a terminal what is missing is asked for', () => {
  test('a template, hosts by a search and the required inputs, as a person sees it', async () => {
    const dialog = [...aTemplate, ...aSearch, ...itsInputs, ...yes];
    const ran = await world.run(['run', '--detach'], { terminal, dialog });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(await screen(ran)).toEqual([
      '│',
      '◇  What do you want to run?',
      '│  a job template',
      '│',
      '◇  Job template',
      '│  Package Action - Script Default',
      '│',
      '◇  On which hosts?',
      '│  hosts that match a search',
      '│',
      '◇  Search',
      '│  name ~ web0',
      '│',
      '◇  9 hosts match: web[01-09].example.com',
      '│  use these 9 hosts',
      '│',
      '◇  action: The package action',
      '│  install',
      '│',
      '◇  package: Names of the packages, separated by spaces',
      '│  vim nano',
      'The same without questions:',
      "  rexctl run --detach --template 'Package Action - Script Default' --search 'name ~ web0' --input ac",
      "tion=install --input 'package=vim nano'",
      'Package Action - Script Default on 9 hosts: web[01-09].example.com',
      'Run Package Action - Script Default on 9 hosts? [y/N] y',
      'Job 208 started.  Return with: rexctl watch 208',
    ]);
    expect(createdJob(world).inputs).toEqual({ action: 'install', package: 'vim nano' });
  });

  test.each<readonly [string, Dialog]>([
    ['a command on hosts of a search', [...aCommand, ...aSearch]],
    ['a command on hosts of a list', [...aCommand, ...twoHosts]],
    ['a command on hosts of a bookmark', [...aCommand, ...aBookmark]],
    ['a template on hosts of a list', [...aTemplate, ...twoHosts, ...itsInputs]],
    [
      'a command that begins with @ and has quotes',
      [aCommand[0] ?? ['', ''], ['Command line', `@echo "it's" $HOME${enter}`], ...aSearch],
    ],
  ])('%s: the printed line sends the same without a question', async (_, dialog) => {
    const ran = await world.run(['run', '--detach', '--description', "it's"], {
      terminal,
      dialog: [...dialog, ...yes],
    });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    const sent = createdJob(world);
    const mark = world.server.requests.length;
    const again = await world.run(await sameLine(ran));
    expect(again).toMatchObject({ code: 0, stdout: '209\n' });
    expect(createdJob(world, mark)).toEqual(sent);
  });

  test('the last line of a list has the number of those that were chosen', async () => {
    const dialog: Dialog = [...aCommand, ...twoHosts, ['[y/N]', 'n\r']];
    const ran = await world.run(['run'], { terminal, dialog });
    expect(await screen(ran)).toEqual(expect.arrayContaining(['◇  Hosts', '│  2 chosen']));
  });

  test('only the hosts', async () => {
    const dialog = [...aSearch, ...yes];
    const ran = await world.run(['run', '-c', 'uptime', '--detach'], { terminal, dialog });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(await sameLine(ran)).toEqual([
      ...['run', '-c', 'uptime', '--detach', '--search', 'name ~ web0'],
    ]);
  });

  test('only what runs', async () => {
    const dialog = [...aCommand, ...yes];
    const ran = await world.run(['run', ...web01, '--detach'], { terminal, dialog });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(createdJob(world).inputs).toEqual({ command: 'uptime -p' });
  });

  test('only an input, with no default of others', async () => {
    const argv = ['run', '--template', 'Package Action - Script Default', ...web01, '--detach'];
    const dialog: Dialog = [
      ['Names of the packages', `${enter}`],
      ['needs a value', `vim${enter}`],
    ];
    const ran = await world.run(argv, { terminal, dialog: [...dialog, ...yes] });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(createdJob(world).inputs).toEqual({ package: 'vim' });
    expect(await sameLine(ran)).toEqual([...argv, '--input', 'package=vim']);
  });

  test('an answer that cannot be typed on a command line is asked for again', async () => {
    const argv = ['run', '--template', 'Package Action - Script Default', ...web01, '--detach'];
    const dialog: Dialog = [
      ['Names of the packages', `-${enter}`],
      ['use a file: --input package=@FILE', `\u007f@vim${enter}`],
    ];
    const ran = await world.run(argv, { terminal, dialog: [...dialog, ...yes] });
    expect(createdJob(world).inputs).toEqual({ package: '@vim' });
    expect(await sameLine(ran)).toEqual([...argv, '--input', 'package=@@vim']);
  });

  test('a hidden input last, without echo, and in the printed line as a file', async () => {
    const argv = ['run', '--template', 'Set Password', ...web01, '--detach'];
    const dialog: Dialog = [
      ['login', `anna${enter}`],
      ['Value of hidden input password: ', `hunter2${enter}`],
    ];
    const ran = await world.run(argv, { terminal, dialog: [...dialog, ...yes] });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(createdJob(world).inputs).toEqual({ login: 'anna', password: 'hunter2' });
    expect(ran.stderr).not.toContain('hunter2');
    const hidden = ['--input', 'password=@FILE'];
    expect(await sameLine(ran)).toEqual([...argv, '--input', 'login=anna', ...hidden]);
  });
});

describe('a search is shown with its hosts before it is taken', () => {
  const [clear, better] = ['\u0015', `name = web01.example.com${enter}`];

  test.each<readonly [string, string, Dialog]>([
    [
      'matches nothing',
      'name = nothing',
      [
        ['No host matches', enter],
        ['Search', clear + better],
      ],
    ],
    ['the server would read in another way', 'name ~', [['this search: ', clear + better]]],
    [
      'has an unknown field',
      'colour = red',
      [["rexctl: field 'colour' not recognized for searching", clear + better]],
    ],
    [
      'seems to exclude a host',
      'hostgroup = web and name != web03',
      [['rexctl: `name != web03` does not exclude web03.example.com', clear + better]],
    ],
  ])('one that %s can be changed', async (_, search, changed) => {
    const dialog: Dialog = [
      ['On which hosts?', enter],
      ['Search', `${search}${enter}`],
      ...changed,
      ['1 host matches: web01.example.com', enter],
      ...yes,
    ];
    const ran = await world.run(['run', '-c', 'uptime', '--detach'], { terminal, dialog });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect((await sameLine(ran)).slice(-2)).toEqual(['--search', better.trim()]);
  });

  test('hosts can be chosen in another way', async () => {
    const dialog: Dialog = [
      ['On which hosts?', enter],
      ['Search', `name ~ web0${enter}`],
      ['9 hosts match', `${down}${down}${enter}`],
      ...aBookmark,
      ...yes,
    ];
    const ran = await world.run(['run', '-c', 'uptime', '--detach'], { terminal, dialog });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect((await sameLine(ran)).slice(-2)).toEqual(['--bookmark', 'databases']);
  });

  test('a bookmark without hosts is not taken', async () => {
    world.server.world.addBookmark('nobody', 'name = nope.example.com');
    const dialog: Dialog = [
      ['On which hosts?', `${down}${down}${enter}`],
      ['Bookmark', 'nob'],
      ['match', enter],
      ['no host matches the bookmark `nobody`', ''],
      ...aBookmark,
      ...yes,
    ];
    const ran = await world.run(['run', '-c', 'uptime', '--detach'], { terminal, dialog });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect((await sameLine(ran)).slice(-2)).toEqual(['--bookmark', 'databases']);
  });

  test('of many hosts the first are named', async () => {
    world.server.world.addHosts(40, 'odd#-x.example.com');
    const dialog: Dialog = [
      ['On which hosts?', enter],
      ['Search', `name ~ odd${enter}`],
      ['40 hosts match: odd01-x.example.com, odd02-x.example.com, odd03-x.example.com …', enter],
      ...yes,
    ];
    const ran = await world.run(['run', '-c', 'uptime', '--detach'], { terminal, dialog });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
  });
});

describe('asking weakens no guard', () => {
  test('what was asked for is confirmed as a whole', async () => {
    const dialog: Dialog = [...aCommand, ...aSearch, ['[y/N]', enter]];
    const ran = await world.run(['run'], { terminal, dialog });
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toContain('not confirmed. Nothing was sent');
    expect(writes(world)).toEqual([]);
  });

  test.each<readonly [string, readonly string[], number, string]>([
    ['--max-hosts', ['--max-hosts', '3'], 9, '9 hosts match, but --max-hosts is 3'],
    ['--expect-hosts', ['--expect-hosts', '8'], 9, '9 hosts match, but --expect-hosts is 8'],
    ['--exclude', ['--exclude', 'web[01-09]'], 9, '--exclude removes all hosts'],
    ['--dry-run', ['--dry-run'], 0, ''],
  ])('%s holds', async (_, words, code, sentence) => {
    const dialog = [...aCommand, ...aSearch];
    const ran = await world.run(['run', ...words], { terminal, dialog });
    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain(sentence);
    expect(writes(world)).toEqual([]);
  });

  test('--yes confirms, as always', async () => {
    const dialog = [...aCommand, ...aSearch];
    const ran = await world.run(['run', '--yes', '--detach'], { terminal, dialog });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
  });

  test.each<readonly [string, readonly string[], string]>([
    ['options that exclude each other', ['--wait', '--detach'], '--wait and --detach'],
    ['an option without effect', ['--before', 'tomorrow'], '--before needs --at'],
    ['a series of unknown kind', ['--cron', '@daily'], '--cron needs --dynamic or --static'],
  ])('%s: said before anything is asked', async (_, words, sentence) => {
    const ran = await world.run(['run', ...words], { terminal });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(sentence);
    expect(ran.stderr).not.toContain('What do you want to run?');
  });

  test('without a server nothing is asked', async () => {
    const env = { REXCTL_SERVER: '' };
    const ran = await world.run(['run'], { terminal, env });
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).not.toContain('What do you want to run?');
  });
});

describe('a question can be left', () => {
  const questions: readonly (readonly [string, Dialog])[] = [
    ['What do you want to run?', []],
    ['Command line', aCommand.slice(0, 1)],
    ['Job template', aTemplate.slice(0, 1)],
    ['On which hosts?', aCommand],
    ['Search', [...aCommand, ...aSearch.slice(0, 1)]],
    ['9 hosts match', [...aCommand, ...aSearch.slice(0, 2)]],
    ['Hosts', [...aCommand, ...twoHosts.slice(0, 1)]],
    ['Names of the packages', [...aTemplate, ...aSearch, ...itsInputs.slice(0, 1)]],
  ];
  const keys = { 'Ctrl-C': '\u0003', 'Ctrl-D': '\u0004', Esc: '\u001b' };

  test.each(
    questions.flatMap(([shown, before]) =>
      Object.entries(keys).map(([name, key]) => [shown, name, [...before, [shown, key]]] as const),
    ),
  )('at "%s" with %s: nothing is sent, and the cursor is there', async (_, __, dialog) => {
    const ran = await world.run(['run'], { terminal, dialog: dialog as Dialog });
    expect(ran).toMatchObject({ code: 130, stdout: '' });
    expect(ran.stderr.endsWith('rexctl: interrupted. Nothing was sent\n')).toBe(true);
    expect(ran.stderr.lastIndexOf('\u001b[?25h')).toBeGreaterThan(
      ran.stderr.lastIndexOf('\u001b[?25l'),
    );
    expect(writes(world)).toEqual([]);
  });

  test('a termination ends it', async () => {
    const ran = await world.run(['run'], {
      terminal,
      onStart: (interrupts) => void world.clock.sleep(1000).then(() => interrupts.press('SIGTERM')),
    });
    expect(ran).toMatchObject({ code: 143, stdout: '' });
    expect(ran.stderr.endsWith('\u001b[?25hrexctl: terminated. Nothing was sent\n')).toBe(true);
  });
});

describe('where nobody can be asked the errors are as ever', () => {
  const nothing =
    'rexctl: nothing to run: give --command, --template or --feature\n' +
    "        try: rexctl run --command 'uptime' --host NAME\n";
  test.each<readonly [string, readonly string[], Partial<RunOptions>]>([
    ['standard input is no terminal', [], { terminal: { stderr: true } }],
    ['standard error is no terminal', [], { terminal: { stdin: true } }],
    ['--no-input', ['--no-input'], { terminal }],
    ['TERM=dumb', [], { terminal, env: { TERM: 'dumb' } }],
    ['CI', [], { terminal, env: { CI: 'true' } }],
    ['standard input is read', ['--host', '-'], { terminal }],
  ])('%s', async (_, words, how) => {
    const ran = await world.run(['run', ...words], how);
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: nothing });
    expect(world.requestsSince(0)).toEqual([]);
  });

  test.each(['json', 'ndjson', 'yaml', 'csv'])('--format %s', async (format) => {
    const ran = await world.run(['run', '--format', format], { terminal });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(JSON.parse(ran.stderr).error.message).toContain('nothing to run');
  });

  test('hosts and inputs', async () => {
    const hosts = await world.run(['run', '-c', 'uptime', '--no-input'], { terminal });
    expect(hosts.stderr).toContain('no hosts to run on: give --host, --search or --bookmark');
    const template = ['--template', 'Package Action - Script Default'];
    const inputs = await world.run(['run', ...template, ...web01, '--no-input'], { terminal });
    expect(inputs).toMatchObject({ code: 2, stdout: '' });
    expect(inputs.stderr).toContain('needs input `package`');
  });
});
