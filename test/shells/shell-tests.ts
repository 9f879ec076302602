import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type DemoServer, demoWorld, startDemoServer } from '../../src/demo/http/server.ts';
import { foldNames } from '../../src/ui/terminal/fold-names.ts';
import { typable, untypable } from './names.ts';
import { openShell, type Shell, type ShellName } from './shell.ts';

const login = { REXCTL_USER: 'admin', REXCTL_TOKEN: 'changeme' };

/** A template of each name, which has one input of that name; and a host of each. */
function hostileWorld() {
  const world = demoWorld();
  for (const [at, name] of typable.entries()) {
    world.addTemplate({ name: `t${at}x ${name}`, inputs: [{ name }] });
    world.addHost({ name: `h${at}x${name}` });
  }
  for (const [at, name] of untypable.entries()) {
    world.addTemplate({ name: `u${at}x ${name}`, description: name, job_category: name });
    world.addTemplate({ name: `u${at}x ${name} again`, job_category: name });
    world.addTemplate({ name: `v${at} one`, job_category: name });
    world.addTemplate({ name: `v${at} two`, job_category: name });
  }
  return world;
}

/** What every user types, and what the program is then called with. */
const common: readonly (readonly [what: string, typed: string, argv: readonly string[]])[] = [
  ['a command', 'rexctl outp\t', ['output']],
  [
    'a value of a list',
    'rexctl list --outcome failed,succ\t',
    ['list', '--outcome', 'failed,succeeded'],
  ],
  ['a value behind an equals sign', 'rexctl list --format=ndj\t', ['list', '--format=ndjson']],
  ['a job by its outcome', 'rexctl rerun @last:fail\t', ['rerun', '@last:failed']],
  ['a host of the server', 'rexctl run --host web11\t', ['run', '--host', 'web11.example.com']],
  [
    'a host behind a comma',
    'rexctl run --host=db01,web11\t',
    ['run', '--host=db01,web11.example.com'],
  ],
  [
    'a template with a blank, in its quotes',
    'rexctl run --template "Patch ho\t',
    ['run', '--template', 'Patch hosts'],
  ],
  ['a condition', 'rexctl wait 201 --for unreach\t3', ['wait', '201', '--for', 'unreachable>=3']],
  [
    'an outcome of a setting',
    'rexctl config set allow_plain_http tr\t',
    ['config', 'set', 'allow_plain_http', 'true'],
  ],
];

const more: typeof common = [
  ['a command of a command', 'rexctl template sho\t', ['template', 'show']],
  ['an option', 'rexctl list --outc\t', ['list', '--outcome']],
  [
    'an option of every command',
    'rexctl template list --forma\t',
    ['template', 'list', '--format'],
  ],
  ['a value', 'rexctl list --format ndj\t', ['list', '--format', 'ndjson']],
  [
    'a command behind an option with a value',
    'rexctl --format json who\t',
    ['--format', 'json', 'whoami'],
  ],
  [
    'a template of the server',
    'rexctl run --template Patc\t',
    ['run', '--template', 'Patch hosts'],
  ],
  [
    'a template in single quotes',
    "rexctl run --template 'Patc\t",
    ['run', '--template', 'Patch hosts'],
  ],
  ['a file', 'rexctl login --ca-file corp\t', ['login', '--ca-file', 'corporate-ca.pem']],
  [
    'a file behind an equals sign',
    'rexctl login --ca-file=corp\t',
    ['login', '--ca-file=corporate-ca.pem'],
  ],
  ['a shell', 'rexctl completion zs\t', ['completion', 'zsh']],
  ['a program called by its path', '~/bin/rexctl outp\t', ['output']],
  ['a help page', 'rexctl help sched\t', ['help', 'schedule']],
  ['a feature', 'rexctl run --feature run_scr\t', ['run', '--feature', 'run_script']],
  ['a bookmark', 'rexctl run --bookmark data\t', ['run', '--bookmark', 'databases']],
  ['a column', 'rexctl list --columns id,outc\t', ['list', '--columns', 'id,outcome']],
  ['a field', 'rexctl list --fields id,outc\t', ['list', '--fields', 'id,outcome']],
  ['a setting', 'rexctl config get host_l\t', ['config', 'get', 'host_limit']],
  [
    'a setting of a profile',
    'rexctl profile set x allow_pl\ttr\t',
    ['profile', 'set', 'x', 'allow_plain_http=true'],
  ],
];

/** The Tab key in one shell on a terminal. */
export function testShell(name: ShellName, { isWhole }: { readonly isWhole: boolean }): void {
  describe.sequential(`the Tab key in ${name}`, () => {
    let server: DemoServer;
    let shell: Shell;

    beforeAll(async () => {
      server = await startDemoServer({ clock: systemClock, world: hostileWorld() });
      shell = await openShell(name, { ...login, REXCTL_SERVER: server.url }, { hasNames: true });
    });
    afterAll(async () => {
      await shell.close();
      await server.close();
    });

    it.each(isWhole ? [...common, ...more] : common)('completes %s', async (_, typed, argv) => {
      expect(await shell.run(typed)).toEqual(argv);
    });

    it('shows a token that stands before the program to no other user', async () => {
      const typed = 'REXCTL_TOKEN=changeme rexctl show @last:fail\t';
      expect(await shell.run(typed)).toEqual(['show', '@last:failed']);
      const asked = readFileSync(join(shell.home, 'asked'), 'utf8');
      expect(asked).toMatch(/^__complete \w+ -- -(?: |$)/m);
      expect(asked).not.toMatch(/changeme|rexctl show/);
    });

    const names = typable.map((one, at) => [one, at] as const);
    it.each(isWhole ? names : names.filter(([, at]) => at % 3 === 0))(
      'inserts the names %s so that the program receives them',
      async (one, at) => {
        const template = `t${at}x ${one}`;
        const typed = `rexctl run --template t${at}x\t -i \t --host h${at}x\t`;
        const argv = ['run', '--template', template, '-i', `${one}=`];
        argv.push('--host', foldNames([`h${at}x${one}`]));
        const quoted = ` --template "t${at}x\t --template 't${at}x\t`;
        const whole = [...argv, '--template', template, '--template', template];
        expect(await shell.run(isWhole ? typed + quoted : typed)).toEqual(isWhole ? whole : argv);
        expect(readdirSync(shell.home)).not.toContain('ran');
      },
    );

    it('offers no name that nobody can type, and sends none to the terminal', async () => {
      shell.type('rexctl template show \t\t');
      await shell.shows(/v5\\? ?two/);
      expect(shell.sent()).not.toMatch(/u\dx|\u001b\[31mred|title\u0007|\u202e|bell\u0007/);
    });

    it('lists the newest jobs first, with what they are', async () => {
      const newest = [...server.jobs.keys()].sort((one, other) => other - one);
      shell.type('rexctl show 2');
      shell.press('\t');
      await shell.shows(/show 20/);
      shell.press('\t\t');
      const screen = await shell.shows(new RegExp(`\\b${newest.at(-1)} .*[:(]`));
      const ids = placesOf(/\b20\d\b(?= +[-(a-z])/g, screen);
      expect(ids.slice(-newest.length).map(Number)).toEqual(newest);
    });
  });
}

/** What matches, column by column. */
function placesOf(pattern: RegExp, screen: string): readonly string[] {
  const lines = screen.split('\n');
  const found = lines.flatMap((line, row) =>
    [...line.matchAll(pattern)].map(([text, ..._], at) => ({ text, row, at })),
  );
  return found
    .sort((one, other) => one.at - other.at || one.row - other.row)
    .map(({ text }) => text);
}
