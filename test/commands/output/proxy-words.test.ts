import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { demoWorld, textScript, unreachableScript } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;

/** db01 is not reached, for two reasons; of db02 the smart proxy cuts a character. */
beforeEach(async () => {
  const demo = demoWorld();
  demo.script('db01.example.com', unreachableScript(['Proxy error: first', 'Proxy error: second']));
  demo.script(
    'db02.example.com',
    textScript(['first äöü\n', 'second äöü\n', 'end\n'], { everyMs: 1500 }),
  );
  world = await openWorld({ world: demo, faults: { cutCharacters: 1 } });
});
afterEach(() => world.close());

const run = ['run', '-c', 'true', '--search', 'hostgroup = db'];
const onTerminal = { terminal: { stdout: true, stderr: true } };
const cut = 'Runner error: ArgumentError - invalid byte sequence in UTF-8';
const unread = 'the smart proxy could not read the rest of the output';

describe('words of the smart proxy that lack a line end', () => {
  test('run --follow: each is a separate line, and the last one is the reason', async () => {
    const ran = await world.run([...run, '--follow']);
    expect(ran).toMatchObject({ code: 3, stdout: 'db02.example.com: first äöü\n' });
    expect(ran.stderr).toContain(
      'rexctl: db01.example.com: Proxy error: first\nrexctl: db01.example.com: Proxy error: second\n',
    );
    expect(ran.stderr).toMatch(
      /^ {2}db01\.example\.com +smart proxy failed +Proxy error: second$/m,
    );
    expect(ran.stderr).toMatch(
      new RegExp(`^  db02\\.example\\.com +smart proxy failed +${cut}$`, 'm'),
    );
    expect(ran.stderr).not.toContain('StandardError');
  });

  test('run on a terminal: the rows of failed hosts name one reason', async () => {
    const ran = await world.run(run, onTerminal);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/db01\.example\.com +smart proxy failed +Proxy error: second/);
    expect(ran.stderr).not.toContain('StandardError');
  });

  test('output: plain output of a host that printed something shows why it failed', async () => {
    await world.run([...run, '--quiet']);
    const ran = await world.run(['output', '208']);
    expect(ran.stdout).toBe('db02.example.com: first äöü\n');
    expect(ran.stderr).toBe(
      [
        'rexctl: db01.example.com: smart proxy failed: Proxy error: second',
        `rexctl: db02.example.com: ${unread}`,
        `rexctl: db02.example.com: smart proxy failed: ${cut}`,
        '',
      ].join('\n'),
    );
    const lines = (await world.run(['output', '208'], onTerminal)).stdout.split('\n');
    expect(lines.filter((line) => line.includes('db01'))).toHaveLength(3);
  });

  test('output --json: elements stay apart, last_line is the reason', async () => {
    await world.run([...run, '--quiet']);
    const [db01, db02] = (await world.run(['output', '208', '--json'])).json.hosts;
    expect(db01.output.map((line: { text: string }) => line.text)).toEqual([
      'Proxy error: first',
      'Proxy error: second',
      'StandardError: Job execution failed',
    ]);
    expect([db01.last_line, db02.last_line]).toEqual(['Proxy error: second', cut]);
    expect(db02.notice).toBe(unread);
  });
});

test('no output shows that a host printed bytes that are not UTF-8: the smart proxy cuts characters itself', async () => {
  const ran = await world.run([...run, '--follow']);
  expect(ran.stderr).toContain(`db02.example.com: output is lost: ${unread}\n`);
  for (const argv of [
    ['output', '208'],
    ['output', '208', '--json'],
    ['show', '208', '--hosts'],
  ]) {
    const { stdout, stderr } = await world.run(argv);
    expect(stdout + stderr, argv.join(' ')).not.toContain('not UTF-8');
  }
});
