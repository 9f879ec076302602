import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type DemoServer, startDemoServer } from '../../src/demo/http/server.ts';
import { openShell, type Shell, type ShellName, shells } from './shell.ts';

let server: DemoServer;

beforeAll(async () => {
  server = await startDemoServer({ clock: systemClock });
});

afterAll(() => server.close());

describe.each(Object.keys(shells) as ShellName[])('the Tab key in %s', (name) => {
  let shell: Shell;

  beforeEach(async () => {
    shell = await openShell(name, {
      REXCTL_SERVER: server.url,
      REXCTL_USER: 'admin',
      REXCTL_TOKEN: 'changeme',
    });
  });
  afterEach(() => shell.close());

  it.each<[what: string, typed: string, completed: RegExp]>([
    ['a command', 'rexctl outp', /^> ?rexctl output\b/m],
    ['a command of a command', 'rexctl template sho', /rexctl template show\b/],
    ['an option', 'rexctl list --outc', /rexctl list --outcome\b/],
    ['an option of every command', 'rexctl template list --forma', /template list --format\b/],
    ['a value', 'rexctl list --format ndj', /--format ndjson\b/],
    ['a value behind an equals sign', 'rexctl list --format=ndj', /--format=ndjson\b/],
    [
      'a command behind an option with a value',
      'rexctl --format json who',
      /--format json whoami\b/,
    ],
    ['a value of a list', 'rexctl list --outcome failed,succ', /--outcome failed,succeeded\b/],
    ['a job by its outcome', 'rexctl rerun @last:fail', /rerun @last:failed\b/],
    ['a template of the server', 'rexctl run --template Patc', /--template '?Patch\\? hosts\b/],
    ['a host of the server', 'rexctl run --host web11', /--host web11\.example\.com\b/],
    ['a file', 'rexctl login --ca-file corp', /--ca-file corporate-ca\.pem\b/],
    ['a shell', 'rexctl completion zs', /rexctl completion zsh\b/],
    ['a program called by its path', '~/bin/rexctl outp', /rexctl output\b/],
    ['a word in quotes', 'rexctl run --template "Patch ho', /--template "Patch hosts"/],
    [
      'a file behind an equals sign',
      'rexctl login --ca-file=corp',
      /--ca-file=corporate-ca\.pem\b/,
    ],
    ['a help page', 'rexctl help sched', /rexctl help schedule\b/],
  ])('completes %s', async (_, typed, completed) => {
    shell.type(`${typed}\t`);
    await shell.shows(completed);
  });

  it('lists the jobs of the server', async () => {
    const [one, other] = [...server.jobs.keys()].sort((a, b) => b - a);
    shell.type('rexctl show \t\t');
    const screen = await shell.shows(new RegExp(`\\b${one}\\b`));
    expect(screen).toMatch(new RegExp(`\\b${other}\\b`));
  });
});

describe.each(Object.keys(shells) as ShellName[])(
  'the Tab key in %s, with a server that never answers',
  (name) => {
    let silent: Server;
    let shell: Shell;

    beforeEach(async () => {
      silent = createServer(() => undefined);
      await new Promise<void>((resolve) => {
        silent.listen(0, '127.0.0.1', resolve);
      });
      const address = silent.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      shell = await openShell(name, {
        REXCTL_SERVER: `http://127.0.0.1:${port}`,
        REXCTL_USER: 'admin',
        REXCTL_TOKEN: 'changeme',
      });
    });
    afterEach(async () => {
      await shell.close();
      silent.close();
    });

    it('comes back, and no error is on the screen', async () => {
      shell.type('rexctl run --host web\t01 --force');
      const screen = await shell.shows(/--host web ?01 --force/);
      expect(screen.toLowerCase()).not.toMatch(/error|time limit|rexctl:/);
    });
  },
);

const hostile = `Evil "'$(touch ran)\`touch ran\` ;touch ran \\ \u001b[31mred\u001b]0;title\u0007:x\ttab\nline`;

describe.each(Object.keys(shells) as ShellName[])('a hostile name of the server in %s', (name) => {
  let own: DemoServer;
  let shell: Shell;

  beforeEach(async () => {
    own = await startDemoServer({ clock: systemClock });
    for (const one of ['1', '2']) own.world.addTemplate({ name: `${hostile}${one}` });
    own.world.addTemplate({ name: 'Single $(touch ran) one' });
    shell = await openShell(name, {
      REXCTL_SERVER: own.url,
      REXCTL_USER: 'admin',
      REXCTL_TOKEN: 'changeme',
    });
  });
  afterEach(async () => {
    await shell.close();
    await own.close();
  });

  it('is listed harmlessly, and inserted so that nothing in it runs', async () => {
    shell.type('rexctl template show Evi\t\t\t');
    const screen = await shell.shows(/red/);
    expect(screen).not.toMatch(/\[31m|title/);
    shell.type('rexctl template show Sing\t');
    await shell.shows(/Single.*touch ?.*one/);
    shell.enter();
    await shell.shows(/Single \$\(touch ran\) one/);
    expect(readdirSync(shell.home)).not.toContain('ran');
  });
});
