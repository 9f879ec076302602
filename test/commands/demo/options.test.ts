import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const tourIsText = 'the tour is plain text';

test.each<readonly [line: string, message: string, hint?: string]>([
  ['--quiet', `--quiet needs --serve: ${tourIsText}`, 'try: rexctl demo --serve --quiet'],
  [
    '--fields server',
    `--fields needs --serve: ${tourIsText}`,
    'try: rexctl demo --serve --json --fields server',
  ],
  [
    '--format plain',
    `--format plain needs --serve: ${tourIsText}`,
    'try: rexctl demo --serve --json',
  ],
  ['--port 0', '--port needs --serve'],
  ['--fail 3', '--fail needs --hosts'],
  ['--serve --no-pause', '--no-pause and --serve cannot be used together', 'use only one'],
  ['--serve --port 65536', 'invalid --port `65536`: expected a whole number from 0 to 65535'],
  ['--serve --port x', 'invalid --port `x`: expected a whole number from 0 to 65535'],
  ['--hosts 0', 'invalid --hosts `0`: expected a whole number from 1 to 20000'],
  ['--hosts 20001', 'invalid --hosts `20001`: expected a whole number from 1 to 20000'],
  ['--hosts 1e3', 'invalid --hosts `1e3`: expected a whole number from 1 to 20000'],
  ['--hosts 10 --fail 11', '--fail is 11, but --hosts is 10', 'use at most 10'],
  ['--hosts 10 --fail 100.5%', 'invalid --fail `100.5%`: expected a percentage from 0% to 100%'],
  ...['x', '-1', '2.5', '5 %', '%'].map((text): readonly [string, string] => [
    `--hosts 10 --fail=${text.replace(' ', '_')}`,
    `invalid --fail \`${text.replace(' ', '_')}\`: expected a number of hosts or a percentage, e.g. 5%`,
  ]),
  ...[
    ['--server', 'https://foreman.example.com'],
    ['--login', 'anna'],
    ['--token-file', '/dev/null'],
    ['--ca-file', '/dev/null'],
    ['--profile', 'work'],
    ['--organization', 'Acme'],
    ['--location', 'Berlin'],
  ].map(([flag = '', value]): readonly [string, string, string] => [
    `${flag} ${value}`,
    `${flag} cannot be used with \`demo\`, which has its own server`,
    `omit ${flag}`,
  ]),
])('demo %s is refused', async (line = '', message = '', hint) => {
  const { code, stdout, stderr } = await world.run(['demo', ...line.split(' ')]);
  const lines = [`rexctl: ${message}\n`, ...(hint === undefined ? [] : [`        ${hint}\n`])];
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: lines.join('') });
});

test.each([
  ['--json', '--json'],
  ['--format csv', '--format csv'],
  ['--format ndjson', '--format ndjson'],
  ['--format yaml', '--format yaml'],
])('demo %s is refused, as a document', async (line, flag) => {
  const { code, stdout, stderr } = await world.run(['demo', ...line.split(' ')]);
  expect(JSON.parse(stderr)).toMatchObject({
    error: {
      code: 'usage',
      message: `${flag} needs --serve: ${tourIsText}`,
      hint: 'try: rexctl demo --serve --json',
    },
  });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('a port that is in use', async () => {
  const { port } = world.server;
  const { code, stdout, stderr } = await world.run(['demo', '--serve', '--port', String(port)]);
  expect({ code, stdout, stderr }).toEqual({
    code: 2,
    stdout: '',
    stderr: `rexctl: port ${port} is already in use\n        choose another port, or omit --port to use any free port\n`,
  });
});
