import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { openWorld, type RunOptions, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** What a run printed, and which programs it started with which words. */
async function opening(argv: readonly string[], options: RunOptions = {}) {
  const opened: (readonly string[])[] = [];
  const onBrowser = (command: readonly string[]) => {
    opened.push(command);
    return options.onBrowser?.(command) ?? null;
  };
  const { code, stdout, stderr } = await world.run(argv, { ...options, onBrowser });
  return { code, stdout, stderr, opened };
}

const display = { DISPLAY: ':0' };
const page = (id: number) => `${world.server.url}/job_invocations/${id}`;

describe('show --web', () => {
  it('opens the page of the job, and reads nothing but the job', async () => {
    const mark = world.server.requests.length;
    expect(await opening(['show', '204', '--web'], { env: display })).toEqual({
      code: 0,
      stdout: '',
      stderr: `opened ${page(204)} in the browser\n`,
      opened: [['xdg-open', page(204)]],
    });
    expect(world.requestsSince(mark).filter((request) => request.includes('job_invoc'))).toEqual([
      'GET /api/job_invocations/204',
    ]);
  });

  it('opens the newest job, and the job of a pasted address', async () => {
    const last = await opening(['show', '@last', '--web', '-q'], { env: display });
    expect(last).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const { json } = await world.run(['show', '@last', '--fields', 'url', '--json']);
    expect(last.opened).toEqual([['xdg-open', json.url]]);
    const pasted = `${world.server.url}/new/job_invocations/201/?x=$(id)`;
    const { opened } = await opening(['show', pasted, '--web'], { env: display });
    expect(opened).toEqual([['xdg-open', page(201)]]);
  });

  test.each<readonly [string, Record<string, string>, readonly string[]]>([
    ['a name', { BROWSER: 'firefox' }, ['firefox', 'URL']],
    ['words', { BROWSER: ' open  -a "Google Chrome" ' }, ['open', '-a', 'Google Chrome', 'URL']],
    ['a place', { BROWSER: "'my browser' --app=%s -n" }, ['my browser', '--app=URL', '-n']],
    ['no shell', { BROWSER: 'fox; id $(id)' }, ['fox;', 'id', '$(id)', 'URL']],
    ['nothing', { BROWSER: ' ', WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open', 'URL']],
  ])('starts the command in BROWSER: %s', async (_what, env, expected) => {
    const { code, opened } = await opening(['show', '204', '--web'], { env });
    const words = expected.map((word) => word.replace('URL', page(204)));
    expect({ code, opened }).toEqual({ code: 0, opened: [words] });
  });

  it('prints the address where there is no display', async () => {
    const env = { DISPLAY: '', WAYLAND_DISPLAY: '', BROWSER: '' };
    expect(await opening(['show', '204', '--web'], { env })).toEqual({
      code: 0,
      stdout: `${page(204)}\n`,
      stderr: 'there is no display to open a browser on, so the address is printed\n',
      opened: [],
    });
  });

  it('prints the address of a browser that fails, and is an error', async () => {
    const onBrowser = () => 'it exited with code 3';
    const ran = await opening(['show', '204', '--web'], { env: display, onBrowser });
    expect(ran).toMatchObject({ code: 1, stdout: `${page(204)}\n` });
    expect(ran.stderr).toBe(
      [
        'rexctl: cannot open a browser with `xdg-open`: it exited with code 3\n',
        '        open the address above, or name a browser: BROWSER=firefox rexctl show 204 --web\n',
      ].join(''),
    );
  });

  it('opens nothing for a job that does not exist', async () => {
    const ran = await opening(['show', '9999', '--web'], { env: display });
    expect(ran).toMatchObject({ code: 5, stdout: '', opened: [] });
  });

  test.each([
    ['--hosts', ['--hosts']],
    ['--hosts', ['--hosts', 'failed']],
    ['--exit-status', ['--exit-status']],
    ['--json', ['--json']],
    ['--format', ['--format', 'yaml']],
    ['--format', ['--format', 'table']],
    ['--fields', ['--fields', 'id']],
    ['--query', ['--query', 'job.id']],
    ['hosts', ['web01']],
  ])('refuses %s beside it: %j', async (named, words) => {
    const mark = world.server.requests.length;
    const ran = await opening(['show', '204', ...words, '--web'], { env: display });
    expect(ran).toMatchObject({ code: 2, stdout: '', opened: [] });
    expect(ran.stderr).toContain(`${named} and --web cannot be used together`);
    expect(world.server.requests.length).toBe(mark);
  });
});
