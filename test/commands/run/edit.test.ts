import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Interrupts } from '../../../src/cli/interrupts.ts';
import type { EditorEnd } from '../../../src/cli/programs/editor.ts';
import { createdJob, web01, writes } from '../../world/job-requests.ts';
import { openWorld, type Ran, type RunOptions, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  vi.stubEnv('TMPDIR', world.home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await world.close();
});

/** One session in the editor. */
interface Session {
  command: string;
  path: string;
  opened: string;
}

type Change = string | ((opened: string) => string);

/** Runs with an editor that changes the text below the lines of rexctl. */
async function edited(
  argv: readonly string[],
  change: Change,
  { end = 0, ...how }: RunOptions & { end?: EditorEnd } = {},
): Promise<{ ran: Ran; session: Session | null }> {
  let session: Session | null = null;
  const ran = await world.run(argv, {
    terminal: { stdin: true, stderr: true },
    onEditor: (command, path) => {
      const opened = readFileSync(path, 'utf8');
      session = { command, path, opened };
      const about = opened.match(/^(?:#\|.*\n)*/)?.[0] ?? '';
      const text = opened.slice(about.length);
      writeFileSync(path, typeof change === 'string' ? about + change : change(opened));
      expect(text).not.toContain('#|');
      return end;
    },
    ...how,
  });
  return { ran, session };
}

const about = (what: string, template: string, hosts: string) =>
  [
    `#| Write ${what} below. These lines, which begin with #|, are removed.`,
    `#| Template \`${template}\` runs it on ${hosts}`,
    '#| Save and leave the editor to continue. An empty or unchanged text sends nothing.',
    '',
    '',
  ].join('\n');

const kept = /rexctl: your text is kept in (\S+)\n/;

describe('run --edit', () => {
  test('opens an empty text, and sends what was written', async () => {
    const { ran, session } = await edited(
      ['run', '--edit', '--host', 'web[01-02]', '--detach'],
      'set -e\nuptime\n',
    );
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(session?.opened).toBe(
      about(
        'the command',
        'Run Command - Script Default',
        '2 hosts: web01.example.com, web02.example.com',
      ),
    );
    expect(createdJob(world).inputs).toEqual({ command: 'set -e\nuptime\n' });
    expect(ran.stderr).not.toMatch(kept);
    expect(existsSync(dirname(session?.path ?? '/'))).toBe(false);
  });

  test('the file is for this user alone while it is edited', async () => {
    const modes: number[] = [];
    await world.run(['run', '--edit', ...web01, '--detach'], {
      terminal: { stdin: true, stderr: true },
      onEditor: (_, path) => {
        modes.push(statSync(path).mode & 0o777, statSync(dirname(path)).mode & 0o777);
        writeFileSync(path, 'uptime\n');
        return 0;
      },
    });
    expect(modes).toEqual([0o600, 0o700]);
  });

  test.each<readonly [string, readonly string[], string]>([
    ['-c', ['-c', 'uptime'], 'uptime\n'],
    ['-c @@', ['-c', '@@echo off'], '@echo off\n'],
    ['a template', ['--template', 'Patch hosts'], 'all\n'],
    ['-i', ['--template', 'Patch hosts', '-i', 'packages=vim'], 'vim\n'],
  ])('begins with the text that was given: %s', async (_, what, text) => {
    const argv = ['run', ...what, '--edit', ...web01, '--detach'];
    const { ran, session } = await edited(argv, 'changed\n');
    expect(ran.code, ran.stderr).toBe(0);
    expect(session?.opened.replace(/^(?:#\|.*\n)*/, '')).toBe(text);
    expect(Object.values(createdJob(world).inputs)).toContain('changed');
  });

  test('a command of one line has no line end', async () => {
    await edited(['run', '-c', 'uptime', '--edit', ...web01, '--detach'], 'uptime -p\n');
    expect(createdJob(world).inputs).toEqual({ command: 'uptime -p' });
  });

  test('lines above the text are removed wherever they are, and others stay', async () => {
    const { ran } = await edited(['run', '--edit', ...web01, '--detach'], (opened) => {
      const [first, second, third] = opened.split('\n');
      return `#!/bin/sh\n${first}\n${third}\n#| mine\n${second}\nuptime\n`;
    });
    expect(ran.code).toBe(0);
    expect(createdJob(world).inputs).toEqual({ command: '#!/bin/sh\n#| mine\nuptime\n' });
  });

  test('the input of a template can be named', async () => {
    const argv = ['run', '--template', 'Package Action - Script Default', '-i', 'package=vim'];
    const { ran, session } = await edited(
      [...argv, '--edit', 'pre_script', ...web01, '--detach'],
      'set -e\ntrue\n',
    );
    expect(ran.code).toBe(0);
    expect(session?.opened).toBe(
      about('input pre_script', 'Package Action - Script Default', '1 host: web01.example.com'),
    );
    expect(createdJob(world).inputs).toEqual({ package: 'vim', pre_script: 'set -e\ntrue\n' });
  });

  test('a required input need not be given when it is written', async () => {
    const argv = ['run', '--template', 'Package Action - Script Default', '--edit', 'package'];
    const { ran } = await edited([...argv, ...web01, '--detach'], 'vim nano\n');
    expect(ran.code).toBe(0);
    expect(createdJob(world).inputs).toEqual({ package: 'vim nano' });
  });

  test('of several inputs the required one is meant', async () => {
    const argv = ['run', '--template', 'Package Action - Script Default', '--edit'];
    const { ran, session } = await edited([...argv, ...web01, '--detach'], 'vim\n');
    expect(ran.code).toBe(0);
    expect(session?.opened).toContain('#| Write input package below.');
  });

  test('--dry-run shows the text, and keeps it', async () => {
    const argv = ['run', '--edit', ...web01, '--dry-run'];
    const { ran, session } = await edited(argv, 'true\nuptime\n');
    expect(ran.code).toBe(0);
    expect(session?.opened).toContain('#| This is a dry run: nothing is sent.\n');
    expect(ran.stdout).toContain('Input command:\n  true\n  uptime\n');
    const path = kept.exec(ran.stderr)?.[1] ?? '';
    expect(readFileSync(path, 'utf8')).toBe('true\nuptime\n');
    expect(writes(world)).toEqual([]);
    const { stdout } = await world.run(['run', '--script', path, ...web01, '--dry-run']);
    expect(stdout).toBe(ran.stdout);
  });

  test('names of hosts are harmless in the editor', async () => {
    const name = 'evil\u001b[2J\nrm -rf';
    world.server.world.addHost({ name, hostgroup: { id: 77, name: 'evil' } });
    const argv = ['run', '--edit', '--search', 'hostgroup = evil', '--detach'];
    const { session } = await edited(argv, 'uptime\n');
    expect(session?.opened).toMatch(/on 1 host: evil.*rm -rf\n#\| Save/);
    expect(session?.opened).not.toContain('\u001b');
  });
});

describe('nothing is sent', () => {
  test.each<readonly [string, readonly string[], Change, string]>([
    ['an empty text', [], '', 'the text is empty. Nothing was sent\n'],
    [
      'only a line as it was opened',
      [],
      (opened) => opened,
      'the text is empty. Nothing was sent\n',
    ],
    ['only blanks', ['-c', 'true'], ' \n\n', 'the text is empty. Nothing was sent\n'],
    ['an empty file', ['-c', 'true'], () => '', 'the text is empty. Nothing was sent\n'],
    [
      'a text as it was',
      ['-c', 'true'],
      (opened) => opened,
      'the text was not changed. Nothing was sent\n        to run it as it is, omit --edit\n',
    ],
  ])('of %s, and no file stays', async (_, what, change, message) => {
    const { ran, session } = await edited(['run', ...what, '--edit', ...web01], change);
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toBe(`rexctl: ${message}`);
    expect(existsSync(dirname(session?.path ?? '/'))).toBe(false);
    expect(writes(world)).toEqual([]);
  });

  test.each<readonly [EditorEnd, string]>([
    [3, 'exited with code 3'],
    ['SIGKILL', 'was killed by SIGKILL'],
  ])(
    'where the editor ends with %s, and the text is kept without the lines above',
    async (end, how) => {
      const { ran, session } = await edited(['run', '--edit', ...web01], 'long work\n', {
        end,
        env: { EDITOR: 'ed -x' },
      });
      expect(ran).toMatchObject({ code: 9, stdout: '' });
      expect(ran.stderr).toBe(
        `rexctl: your text is kept in ${session?.path}\n` +
          `rexctl: the editor \`ed -x\` ${how}. Nothing was sent\n`,
      );
      expect(readFileSync(session?.path ?? '', 'utf8')).toBe('long work');
      expect(writes(world)).toEqual([]);
    },
  );

  test('of a text that has only comments, as vim makes them below a comment', async () => {
    const { ran, session } = await edited(['run', '--edit', ...web01], '#uptime\n#hostname\n');
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toBe(
      `rexctl: your text is kept in ${session?.path}\nrexctl: the text has only comments. Nothing was sent\n`,
    );
    expect(writes(world)).toEqual([]);
  });

  test('an editor that fails without a change leaves no file', async () => {
    const { ran, session } = await edited(
      ['run', '-c', 'true', '--edit', ...web01],
      (text) => text,
      {
        end: 1,
      },
    );
    expect(ran.code).toBe(9);
    expect(ran.stderr).not.toMatch(kept);
    expect(existsSync(dirname(session?.path ?? '/'))).toBe(false);
  });

  test('where the text is no UTF-8: the file stays as it is', async () => {
    const bytes = Buffer.from([0x61, 0xff, 0x0a]);
    let file = '';
    const ran = await world.run(['run', '--edit', ...web01], {
      terminal: { stdin: true, stderr: true },
      onEditor: (_, path) => {
        file = path;
        writeFileSync(path, bytes);
        return 0;
      },
    });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toBe(
      `rexctl: your text is kept in ${file}\nrexctl: the edited text is not UTF-8. Nothing was sent\n`,
    );
    expect(readFileSync(file)).toEqual(bytes);
  });

  test('where the start fails: the text is kept', async () => {
    const argv = ['run', '--edit', '--search', 'name ~ web', '--max-hosts', '100'];
    world.server.faults.rules.push({
      method: 'POST',
      path: /\/api\/job_invocations$/,
      effect: { kind: 'answer', status: 403, body: '{"error":{"message":"Access denied"}}' },
    });
    const { ran, session } = await edited(argv, 'reboot\n');
    expect(ran.code).toBe(4);
    expect(ran.stderr).toContain(`rexctl: your text is kept in ${session?.path}\n`);
    expect(readFileSync(session?.path ?? '', 'utf8')).toBe('reboot');
  });

  test('with a value that the template does not take: the text is kept', async () => {
    const argv = ['run', '--template', 'Package Action - Script Default', '-i', 'package=vim'];
    const { ran, session } = await edited([...argv, '--edit', 'action', ...web01], 'destroy\n');
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('invalid value `destroy` of input `action`');
    expect(ran.stderr).toContain(`rexctl: your text is kept in ${session?.path}\n`);
  });

  test('where the start is not confirmed: the text is kept', async () => {
    await world.run(['login', '--token-stdin'], { stdin: 'changeme' });
    await world.run(['config', 'set', 'host_limit', '2']);
    const argv = ['run', '--edit', '--search', 'name ~ web'];
    const { ran, session } = await edited(argv, 'reboot\n', { stdin: 'n\n' });
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toContain('Run `reboot` on 12 hosts?');
    expect(ran.stderr).toContain(`rexctl: your text is kept in ${session?.path}\n`);
    expect(writes(world)).toEqual([]);
  });

  test('when a termination comes meanwhile: the text is kept', async () => {
    let interrupts: Interrupts | undefined;
    let file = '';
    const ran = await world.run(['run', '--edit', ...web01], {
      terminal: { stdin: true, stderr: true },
      onStart: (those) => {
        interrupts = those;
      },
      onEditor: (_, path) => {
        file = path;
        writeFileSync(path, 'half\n');
        interrupts?.press('SIGTERM');
        return 'SIGTERM';
      },
    });
    expect(ran).toMatchObject({ code: 143, stdout: '' });
    expect(ran.stderr).toContain(`rexctl: your text is kept in ${file}\n`);
    expect(readFileSync(file, 'utf8')).toBe('half');
    expect(writes(world)).toEqual([]);
  });
});

describe('refused before the editor opens', () => {
  const onTerminal = { terminal: { stdin: true, stderr: true } };

  test.each<readonly [string, RunOptions, readonly string[]]>([
    ['without a terminal', {}, []],
    ['with --no-input', onTerminal, ['--no-input']],
    ['where only the output is one', { terminal: { stdout: true, stderr: true } }, []],
  ])('%s', async (_, how, more) => {
    const ran = await world.run(['run', '--edit', ...web01, ...more], how);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toBe(
      'rexctl: --edit needs a terminal\n        read the text from a file: --script FILE\n',
    );
    expect(world.server.requests).toEqual([]);
  });

  test.each<readonly [string, readonly string[], string]>([
    ['an unknown input', ['--edit', 'nope'], 'unknown input `nope` of template `Run Command'],
    [
      'a hidden input',
      ['--template', 'Set Password', '--edit', 'password'],
      'hidden input `password` cannot be edited, because its value would be in a file\n        use --input password=@FILE or the prompt\n',
    ],
    [
      'the command, where another input is edited',
      ['--edit', 'nope', '--template', 'Patch hosts'],
      'unknown input `nope` of template `Patch hosts`',
    ],
    ['hosts that are not there', ['--edit', '--host', 'nosuch99'], 'no host'],
  ])('%s', async (_, argv, message) => {
    const host = argv.includes('--host') ? [] : web01;
    const ran = await world.run(['run', ...argv, ...host], onTerminal);
    expect(ran.stdout).toBe('');
    expect([2, 5]).toContain(ran.code);
    expect(ran.stderr).toContain(message);
    expect(writes(world)).toEqual([]);
  });

  test('a template with several inputs, of which none is the one', async () => {
    world.server.world.addTemplate({
      name: 'Two',
      inputs: [{ name: 'one' }, { name: 'two' }, { name: 'three', options: ['x'] }],
    });
    world.server.world.addTemplate({
      name: 'Spaces',
      inputs: [{ name: 'first script' }, { name: 'last script' }],
    });
    const spaces = await world.run(['run', '--template', 'Spaces', '--edit', ...web01], onTerminal);
    expect(spaces.stderr).toContain("try: --edit 'first script'\n");
    world.server.world.addTemplate({ name: 'None' });
    const two = await world.run(['run', '--template', 'Two', '--edit', ...web01], onTerminal);
    expect(two).toMatchObject({ code: 2, stdout: '' });
    expect(two.stderr).toBe(
      'rexctl: --edit needs the name of an input of template `Two`: one or two\n        try: --edit one\n',
    );
    const none = await world.run(['run', '--template', 'None', '--edit', ...web01], onTerminal);
    expect(none.stderr).toBe('rexctl: template `None` has no input to edit\n');
  });
});

describe('the editor', () => {
  const named = async (env: Readonly<Record<string, string>>): Promise<readonly string[]> => {
    const tried: string[] = [];
    await world.run(['run', '--edit', ...web01], {
      terminal: { stdin: true, stderr: true },
      env,
      onEditor: (command) => {
        tried.push(command);
        return 'missing';
      },
    });
    return tried;
  };

  test.each<readonly [Readonly<Record<string, string>>, readonly string[]]>([
    [{ VISUAL: 'code --wait', EDITOR: 'vi' }, ['code --wait']],
    [{ VISUAL: ' ', EDITOR: 'vi' }, ['vi']],
    [{ VISUAL: 'code --wait', EDITOR: 'ed', TERM: 'dumb' }, ['ed']],
    [{}, ['sensible-editor', 'nano', 'vi']],
  ])('of %j is %j', async (env, expected) => {
    expect(await named(env)).toEqual(expected);
  });

  test('that is missing is named', async () => {
    const how = { terminal: { stdin: true, stderr: true }, onEditor: () => 'missing' as const };
    const ran = await world.run(['run', '--edit', ...web01], { ...how, env: { EDITOR: 'none' } });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toBe(
      'rexctl: the editor `none` was not found\n        name one in the variable EDITOR, e.g. EDITOR=nano\n',
    );
    expect((await world.run(['run', '--edit', ...web01], how)).stderr).toContain(
      'no editor was found',
    );
  });
});
