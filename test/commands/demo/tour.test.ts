import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const onTerminal = { terminal: { stdin: true, stdout: true, stderr: true } };

test('the tour ends with 0: two hosts fail, exactly those two are run again, then nothing is left to do', async () => {
  const { code, stdout, stderr } = await world.run(['demo']);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^rexctl demo: a simulated Foreman with 12 web hosts is running on http:\/\/127\.0\.0\.1:\d+\. Your own server and settings are not used\.\n/,
  );
  expect(stdout).toContain(
    '\n# Run the template `Patch hosts` on the 12 hosts whose names contain `web`, and watch it live.\n',
  );
  expect(stdout).toContain("$ rexctl run --template 'Patch hosts' --search 'name ~ web'\n");
  expect(stdout).toMatch(/job 208\tfailed\t2 failed, 10 ok\n\(exit 3\)/);
  expect(stdout).toContain(
    '\n# 2 hosts failed, so the exit code is 3. See why; hosts with the same reason share a line.\n$ rexctl why @last\n',
  );
  expect(stdout).toContain(
    "\texit 100\tE: You don't have enough free space in /var/cache/apt/archives/.\t",
  );
  expect(stdout).toContain('$ rexctl output @last --group --tail 2\n');
  expect(stdout).toMatch(/1 host\texit 100\tweb04\.example\.com/);
  expect(stdout).toMatch(/10 hosts\texit 0\tweb\[01-03,05-08,10-12\]\.example\.com/);
  expect(stdout).toContain(
    '\n# Once the failed hosts are repaired, rerun your newest job (`@last`) on exactly those 2.\n$ rexctl rerun @last --failed --follow\n',
  );
  expect(stdout).toContain('Nothing to do.');
  expect(stderr).toContain('Rerun Patch hosts on 2 hosts: web04.example.com, web09.example.com');
  expect(stdout).toMatch(/\n209\tsucceeded.*\n208\tfailed.*\n207\tscheduled.*\n\(exit 0\)\n/);
  expect(stdout.endsWith(farewell)).toBe(true);
});

const farewell = `
That was the tour. What you can do next:
  rexctl demo --serve  try every command yourself
  rexctl login         connect to your own Foreman
  rexctl --help        see all commands
`;

test('without a terminal it pauses nowhere and has no escape sequence, and is the same each time', async () => {
  const [first, second] = [await world.run(['demo']), await world.run(['demo'])];
  expect(first.stdout).not.toMatch(/\u001b|any key/);
  const lines = (text: string) =>
    text.split('\n').filter((line) => /^[#$(]|Patch|hosts/.test(line) && !/T\d\d:|127/.test(line));
  expect(lines(second.stdout)).toEqual(lines(first.stdout));
});

describe('on a terminal', () => {
  test('comments are dim, commands are bold, and there is a pause between two steps', async () => {
    const { code, stdout } = await world.run(['demo'], onTerminal);
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      / is running on http:\S+\d\. Your own server and settings are not used\. Ctrl-C ends the tour\. /,
    );
    expect(stdout).toContain('\u001b[2m# All hosts have recovered, so another rerun');
    expect(stdout).toContain('\u001b[1m$ rexctl rerun @last --failed\u001b[22m\n');
    expect(stdout).toContain('\u001b[2m(exit 3)\u001b[22m\n');
    expect(stdout.match(/Press any key to continue, or wait\./g)).toHaveLength(5);
  });

  test('no pager holds it up on a small screen', async () => {
    const paged: string[] = [];
    const { code, stdout } = await world.run(['demo', '--no-pause'], {
      terminal: { ...onTerminal.terminal, rows: 8 },
      onPager: (_, text) => paged.push(text) > 0,
    });
    expect({ code, paged }).toEqual({ code: 0, paged: [] });
    expect(stdout).toContain('That was the tour.');
  });

  test.each([
    ['--no-pause', ['demo', '--no-pause'], {}],
    ['--no-input', ['demo', '--no-input'], {}],
    ['CI', ['demo'], { env: { CI: '1' } }],
    ['no terminal to press keys on', ['demo'], { terminal: { stdout: true, stderr: true } }],
    ['no terminal to show it on', ['demo'], { terminal: { stdin: true, stderr: true } }],
  ])('%s: no pause', async (_, argv, options) => {
    const { code, stdout } = await world.run(argv, { ...onTerminal, ...options });
    expect(code).toBe(0);
    expect(stdout).not.toContain('any key');
  });

  test('--no-color: no color, also in the steps', async () => {
    const { stdout } = await world.run(['demo', '--no-color', '--no-pause'], onTerminal);
    expect(stdout).not.toContain('\u001b[2m');
    expect(stdout).not.toContain('\u001b[1m');
    expect(stdout).not.toContain('\u001b[3');
  });
});

test.each([
  ['while a step runs', /Patch hosts on 12/],
  ['in a pause', /any key/],
])('Ctrl-C %s ends it with 130, and the server is closed', async (_, moment) => {
  let url = '';
  const { code, stderr } = await world.run(['demo'], {
    ...onTerminal,
    onStdout: (text, interrupts) => {
      url ||= /http:\/\/127[\d.:]+\d/.exec(text)?.[0] ?? '';
      if (moment.test(text) || (moment.source.startsWith('Patch') && text.includes('$ rexctl')))
        interrupts.press('SIGINT');
    },
  });
  expect(code).toBe(130);
  expect(stderr).toContain('rexctl: the tour was interrupted, and its server is closed\n');
  await expect(fetch(url)).rejects.toThrow();
});

test("the tour neither reads nor writes the user's own files and settings", async () => {
  const folder = join(world.home, '.config', 'rexctl');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), '{"this is": not JSON');
  // Other processes make their own folders in the shared one.
  const temporary = join(world.home, 'tmp');
  mkdirSync(temporary);
  vi.stubEnv('TMPDIR', temporary);
  const { code, stdout } = await world.run(['demo'], {
    env: { REXCTL_PROFILE: 'none', REXCTL_ORGANIZATION: 'Nope', REXCTL_SSH_PASSWORD: 'secret' },
  });
  expect(code, stdout).toBe(0);
  expect(existsSync(join(world.home, '.local'))).toBe(false);
  expect(existsSync(join(world.home, '.cache'))).toBe(false);
  expect(readdirSync(temporary)).toEqual([]);
  vi.unstubAllEnvs();
});

test('--verbose shows the requests of the steps', async () => {
  const { stderr } = await world.run(['demo', '--verbose']);
  expect(stderr).toMatch(/> POST http:.*\/api\/job_invocations -> 201/);
});

test.each([
  ['in a step', ['demo', '--timeout', '1s'], {}],
  ['in a pause', ['demo', '--timeout', '25s'], onTerminal],
])('the end of --timeout %s has its own exit code', async (_, argv, options) => {
  const { code, stderr, stdout } = await world.run(argv, options);
  expect(code).toBe(7);
  expect(stderr).toMatch(
    /the time limit of --timeout passed, and the server of the tour is closed\n$/,
  );
  expect(stdout).not.toContain('That was the tour');
});
