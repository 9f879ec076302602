import { beforeAll, describe, expect, it } from 'vitest';
import type { CommandModel } from '../../../src/cli/command-model.ts';
import { candidatesFor } from '../../../src/commands/completion/candidates.ts';
import { completionLines, shells } from '../../../src/commands/completion/shells.ts';
import type { LiveRequest } from '../../../src/commands/completion/typed-context.ts';
import { readTypedLine } from '../../../src/commands/completion/typed-line.ts';
import type { Candidates } from '../../../src/commands/completion/values.ts';
import { allCommands, wholeCommandModel } from '../../../src/program/command-model.ts';
import { commandTree } from '../../../src/program/command-tree.ts';
import { commandList } from '../../../src/program/commands.ts';

let model: CommandModel;

beforeAll(async () => {
  model = await wholeCommandModel();
});

function at(line: string): Candidates {
  return candidatesFor(model, readTypedLine(`rexctl ${line}`));
}

function wordsAt(line: string): readonly string[] {
  return at(line).words.map(({ word }) => word);
}

describe.each(shells)('the Tab key in %s', (shell) => {
  const textAt = (line: string) =>
    completionLines[shell](at(line).words, readTypedLine(`rexctl ${line}`))
      .map((text) => (shell === 'powershell' ? JSON.parse(text).text : text))
      .join('\n');

  it('knows every option of every command', async () => {
    const named = async (path: readonly string[]) => {
      let command = await commandTree({ version: '' });
      for (const name of path) {
        const child = command.commands.find((one) => one.name() === name);
        if (child === undefined) throw new Error(`no command ${name}`);
        command = child;
      }
      return command.options.filter(({ hidden }) => !hidden).map(({ long }) => long ?? '');
    };
    let count = 0;
    for (const { path } of allCommands(model)) {
      const text = textAt(`${path} -`);
      const own = await named(path === '' ? [] : path.split(' '));
      const missing = own.filter((long) => !new RegExp(`^${long}\\b`, 'm').test(text));
      expect(missing, path).toEqual([]);
      count += own.length;
    }
    expect(count).toBeGreaterThan(50);
  });

  it('knows every command and its short name, but not the hidden one', () => {
    const text = textAt('');
    for (const { name, alias } of commandList.filter((one) => one.hidden !== true)) {
      expect(text).toMatch(new RegExp(`^${name}\\b`, 'm'));
      expect(text).toMatch(new RegExp(`^${alias ?? name}\\b`, 'm'));
    }
    expect(text).not.toContain('__complete');
  });
});

it('asks the server for jobs, hosts, templates and features', () => {
  const kinds = ['show ', 'output 1 ', 'template show ', 'run --feature '];
  expect(kinds.map((line) => at(line).live?.of)).toEqual([
    'jobs',
    'hosts',
    'templates',
    'features',
  ]);
});

function live(of: LiveRequest['of'], prefix: string, more: Partial<LiveRequest> = {}): LiveRequest {
  const connection = { flags: {}, variables: {} };
  const rest = { before: '', without: [], owner: null, connection, isArgument: false };
  return { of, prefix, ...rest, ...more };
}

describe('what can stand at the cursor', () => {
  it.each<[line: string, expected: Partial<Candidates>]>([
    ['show 21', { words: [], live: live('jobs', '21', { isArgument: true }) }],
    ['run --host=we', { words: [], live: live('hosts', 'we', { before: '--host=' }) }],
    [
      'watch 1 2 3',
      { live: live('jobs', '3', { without: ['1', '2'], isArgument: true }), words: [] },
    ],
    ['login --ca-file ', { words: [], paths: 'files' }],
    ['login --ca-file=x', { words: [], paths: 'files' }],
    ['output 1 --dir ', { words: [], paths: 'directories' }],
    ['report 1 -o ', { words: [], paths: 'files' }],
    ['run --script ', { words: [], paths: 'files' }],
    ['config set ca_file ', { words: [], paths: 'files' }],
    ['demo --hosts ', { words: [] }],
    ['diff 1 ', { words: [], live: live('jobs', '', { without: ['1'], isArgument: true }) }],
    [
      'output 7 a,b',
      {
        words: [],
        live: live('hosts', 'b', {
          before: 'a,',
          without: ['7', 'a'],
          owner: { kind: 'job', name: '7' },
        }),
      },
    ],
    ['run --host @hosts', { words: [] }],
    ["run --host 'a[1-", { words: [] }],
    ['list --owner ', { words: [] }],
    ['list --unknown=x', { words: [] }],
  ])('%s', (line, expected) => {
    expect(at(line)).toEqual(expected);
  });

  it.each<[line: string, contains: string[], lacks: string[]]>([
    ['', ['list', 'ls', 'help'], ['--json']],
    ['help ', ['list', 'schedule', 'topics', 'exit-codes'], ['help']],
    ['help schedule ', ['list', 'cancel'], ['topics', 'exit-codes']],
    ['help search ', ['--json'], ['list', 'search']],
    ['schedule ', ['list', 'ls', 'enable'], ['help', 'run']],
    ['--format json ', ['list'], ['json']],
    ['list --format ', ['json', 'table'], ['list']],
    ['list -', ['--outcome', '-n', '--json', '--help'], ['--version']],
    ['-', ['--version', '-V', '--json'], ['--outcome']],
    ['list --limit 3 -', ['--all'], ['--limit', '-n']],
    ['list -n3 -', ['--all'], ['--limit', '-n']],
    ['list --limit=3 -', ['--all'], ['--limit', '-n']],
    ['run --host a -', ['--host'], []],
    ['list ', ['--outcome', '--json'], []],
    ['list --outcome failed,', ['failed,succeeded'], ['failed,failed']],
    ['list --outcome=failed,', ['--outcome=failed,succeeded'], []],
    ['list --columns id,', ['id,outcome'], ['id,id']],
    ['list --sort ', ['id', 'started_at'], []],
    ['output 1 --mask numbers,', ['numbers,times'], []],
    ['output 1 --stream ', ['stdout', 'debug'], []],
    ['rerun 1 --only ', ['error', 'cancelled', 'never'], []],
    ['run --if-running ', ['skip', 'wait', 'fail'], []],
    ['schedule list --state active,', ['active,disabled'], []],
    ['show --hosts ', ['failed', 'running'], []],
    ['show --hosts -', ['--exit-status'], ['failed']],
    ['completion ', ['bash', 'zsh', 'fish', 'powershell'], []],
    ['wait 1 --for ', ['done', 'first-failure', 'hosts=', 'failures>=', 'unreachable>='], []],
    ['wait 1 --for=unreachable,', ['--for=unreachable,timed_out>='], ['--for=done']],
    ['run --cancel-when ', ['first-failure', 'failures>='], ['done', 'hosts=']],
    ['profile set prod ', ['host_limit=', 'server='], ['token=', 'ca=']],
    ['profile set prod allow_plain_http=', ['allow_plain_http=true'], []],
    ['profile set prod format=', ['format=yaml'], ['format=csv']],
    ['config set list_columns id,', ['id,outcome'], ['id,id']],
    ['profile set prod list_columns=id,', ['list_columns=id,outcome'], []],
    ['config get ', ['server', 'token'], []],
    ['config set allow_plain_http ', ['true', 'false'], []],
    ['list --fields outcome,', ['outcome,id'], ['outcome,outcome']],
    ['completion -- ', ['bash', 'zsh', 'fish'], ['--json']],
  ])('%s', (line, contains, lacks) => {
    const words = wordsAt(line);
    expect(words).toEqual(expect.arrayContaining(contains));
    expect(words.filter((word) => lacks.includes(word))).toEqual([]);
  });
});
