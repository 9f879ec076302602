import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const create = ['job-invocation', 'create'];
const command = ['--job-template', 'Run Command - Script Default', '--inputs', 'command=uptime'];
const where = ['--search-query', 'name ~ web'];

describe('a line of hammer is answered with the one that does the same', () => {
  test.each([
    [[...create, ...command, ...where], "rexctl run -c uptime --search 'name ~ web'"],
    [
      [
        ...create,
        '--job-template=Run Command - SSH Default',
        '--inputs',
        'command=a,b=1',
        ...where,
      ],
      "rexctl run -c a,b=1 --search 'name ~ web'",
    ],
    [
      [...create, ...command, ...where, '--async', '--execution-timeout-interval', '600'],
      "rexctl run -c uptime --search 'name ~ web' --detach --execution-timeout 600s",
    ],
    [
      [...create, '--feature', 'install', '--inputs', 'package=a,b,force=yes', '--bookmark', 'web'],
      'rexctl run --feature install -i package=a,b -i force=yes --bookmark web',
    ],
    [
      [
        ...create,
        '--job-template',
        'Set Password',
        '--inputs',
        'login=a,password=s3cret',
        ...where,
      ],
      "rexctl run --template 'Set Password' -i login=a -i password=@FILE --search 'name ~ web'",
    ],
    [
      [...create, ...command, ...where, '--password', 's3cret', '--randomized-ordering', 'no'],
      "rexctl run -c uptime --search 'name ~ web' --ask-ssh-password",
    ],
    [
      [
        ...create,
        '--job-template-id',
        '101',
        '--input-files',
        'script=a.sh',
        ...where,
        '--dynamic',
      ],
      "rexctl run --template 101 -i script=@a.sh --search 'name ~ web' --dynamic",
    ],
    [
      ['job-invocation', 'list', '--per-page', '50', '--page', '2', '--order', 'started_at DESC'],
      'rexctl list --limit 50 --page 2 --sort started_at:desc',
    ],
    [['job-invocation', 'list', '--per-page', 'all', '--csv'], 'rexctl list --all --format csv'],
    [
      ['job-invocation', 'info', '--id', '208', '--show-host-status', 'yes', '--output', 'json'],
      'rexctl show 208 --hosts --format json',
    ],
    [
      ['job-invocation', 'output', '--host', 'web01', '--id', '208'],
      'rexctl output 208 web01 --follow',
    ],
    [
      ['job-invocation', 'output', '--id', '208', '--host', 'web01', '--async'],
      'rexctl output 208 web01',
    ],
    [['job-invocation', 'rerun', '--id', '208'], 'rexctl rerun 208'],
    [['job-invocation', 'rerun', '--id', '208', '--failed-only', 'no'], 'rexctl rerun 208'],
    [
      ['job-invocation', 'cancel', '--id', '208', '--search', 'name ~ web'],
      "rexctl cancel 208 --search 'name ~ web'",
    ],
    [['job-template', 'info', '--name', 'Patch hosts'], "rexctl template show 'Patch hosts'"],
    [['job-template', 'dump', '--id', '103'], 'rexctl template show --script 103'],
    [['template-input', 'list', '--template-id', '103'], 'rexctl template show 103'],
    [['recurring-logic', 'cancel', '--id', '3'], 'rexctl schedule cancel 3'],
    [['host', 'info', '--name', 'web01.example.com'], 'rexctl host show web01.example.com'],
    [
      ['defaults', 'add', '--param-name', 'organization', '--param-value', 'Acme Corp'],
      "rexctl config set organization 'Acme Corp'",
    ],
  ])('%j', async (argv, instead) => {
    const ran = await world.run(argv);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toBe(
      `rexctl: unknown command \`${argv[0]} ${argv[1]}\`\n        try: ${instead}\n`,
    );
  });

  test.each([
    [[...create, ...command], 'rexctl help from-hammer'],
    [[...create, ...where], 'rexctl help from-hammer'],
    [[...create, ...command, ...where, '--unheard-of', 'x'], 'rexctl help from-hammer'],
    [[...create, '--help'], 'rexctl help from-hammer'],
    [['content-view', 'list'], 'rexctl help from-hammer'],
    [['job-invocation', 'list', '--unheard-of'], 'rexctl list'],
    [['job-template', 'info'], 'rexctl template show NAME'],
    [['hostgroup', 'list'], "rexctl host list 'hostgroup = NAME'"],
    [['report-template', 'generate', '--id', '5'], 'rexctl report JOB'],
    [['defaults', 'add', '--param-name', 'per_page', '--param-value', '5'], 'rexctl config list'],
  ])('what has no counterpart gets the next best: %j', async (argv, instead) => {
    const ran = await world.run(argv);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`\n        try: ${instead}\n`);
  });
});
