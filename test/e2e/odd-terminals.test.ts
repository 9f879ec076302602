import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { environmentOf, onTerminal, program } from '../world/program.ts';
import { type HomeWorld, openHomeWorld } from './home-world.ts';

let world: HomeWorld;
beforeEach(async () => {
  world = await openHomeWorld();
});
afterEach(() => world.close());

const escapeCharacter = '\u001b';

/** What a terminal was sent by a line of `sh` in which `rexctl` is the program. */
async function written(line: string, env: Readonly<Record<string, string>> = {}) {
  const rexctl = `rexctl() { "${process.execPath}" "${program}" "$@"; }`;
  const session = onTerminal('/bin/sh', ['-c', `${rexctl}; ${line}; echo "code $?="; read _`], {
    columns: 100,
    env: { ...environmentOf(world.server, world.home), ...env },
  });
  const text = await session.shows(/code \d+=/);
  session.pty.write('\n');
  await session.ended;
  return text;
}

describe('a terminal that reports no size', () => {
  it('is one of 80 columns, also while something is waited for', async () => {
    const slow = { kind: 'slow', ms: 1_500 } as const;
    world.server.faults.rules.push({ path: '/api/job_invocations', effect: slow });
    const text = await written('stty cols 0 rows 0; rexctl list --limit 1');
    expect(text).toContain('reading jobs');
    expect(text).toContain('Showing 1 of');
    expect(text).toContain('code 0=');
    expect(text.length).toBeLessThan(20_000);
  });

  it('shows a followed job to its end', async () => {
    const text = await written(
      'stty cols 0 rows 0; rexctl run --command "echo out; exit 3" --host web01.example.com',
    );
    expect(text).toContain('1 host failed');
    expect(text).toContain('code 3=');
    expect(text.length).toBeLessThan(20_000);
  });
});

describe('TERM', () => {
  const command = 'rexctl run --command "echo out; exit 3" --host web01.example.com';

  it('dumb: no character moves the cursor or colors anything', async () => {
    const text = await written(`TERM=dumb; export TERM; ${command}`);
    expect(text).not.toContain(escapeCharacter);
    expect(text).toContain('1 host failed');
    expect(text).toContain('code 3=');
  });

  it.each([['unset TERM'], ['TERM=; export TERM'], ['TERM=nonsense; export TERM']])(
    'the job is shown to its end: %s',
    async (line) => {
      const text = await written(`${line}; ${command}`);
      expect(text).toContain('1 host failed');
      expect(text).toContain('code 3=');
    },
  );
});

describe('variables about colors', () => {
  const color = new RegExp(`${escapeCharacter}\\[[\\d;]*m`);

  it.each([
    ['NO_COLOR=1', {}, false],
    ['FORCE_COLOR=0', {}, false],
    ['NO_COLOR= (empty)', { NO_COLOR: '' }, true],
  ] as const)('on a terminal: %s', async (what, env, isColored) => {
    const given = isColored ? env : Object.fromEntries([what.split('=') as [string, string]]);
    expect(color.test(await written('rexctl list --limit 1', given))).toBe(isColored);
  });

  it('in a pipe FORCE_COLOR colors text, and never a document', async () => {
    const FORCE_COLOR = '1';
    const table = await world.ran(['list', '--limit', '1', '--format', 'table'], { FORCE_COLOR });
    expect(table.stdout).toMatch(color);
    for (const format of ['json', 'ndjson', 'csv', 'yaml', 'plain']) {
      const ran = await world.ran(['list', '--limit', '1', '--format', format], { FORCE_COLOR });
      expect([format, color.test(ran.stdout)]).toEqual([format, false]);
    }
  });
});

describe('a locale', () => {
  const odd: readonly Readonly<Record<string, string>>[] = [
    { LANG: 'C' },
    { LANG: '' },
    { LANG: 'tr_TR.UTF-8' },
    { LC_ALL: 'tr_TR.UTF-8' },
    { LC_ALL: 'de_DE.ISO-8859-1' },
    { LC_ALL: 'nonsense' },
    { LC_ALL: 'zh_CN.GB18030' },
  ];

  it('changes no byte of an answer in a pipe, and no exit code', async () => {
    const name = 'wéb-ıİ.example.com';
    for (const argv of [
      ['list', '--json', '--state', 'FAILED'],
      ['show', '206', '--hosts'],
      ['output', '206'],
      ['list', '--search', `description ~ "${name}"`],
    ]) {
      const usual = await world.ran(argv, { LANG: 'en_US.UTF-8' });
      for (const env of odd) expect(await world.ran(argv, env)).toEqual(usual);
    }
  }, 120_000);

  it('that is not UTF-8 gets icons of ASCII on a terminal', async () => {
    const text = await written('rexctl list --limit 3', { LANG: 'C' });
    expect(text).toContain('code 0=');
    expect([...text].filter((letter) => letter > '~' && letter !== '\u007f')).toEqual([]);
  });
});
