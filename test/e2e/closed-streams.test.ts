import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HomeWorld, openHomeWorld } from './home-world.ts';

let world: HomeWorld;
beforeEach(async () => {
  world = await openHomeWorld();
});
afterEach(() => world.close());

const run = `rexctl run --command 'echo out; exit 3' --host web01.example.com`;
const sent = () => world.server.requests.filter(({ method }) => method !== 'GET');

describe('streams that are closed', () => {
  it.each(['<&-', '2>&-', '<&- 2>&-'])(
    'answers are printed whole, and exit codes stay: %s',
    async (closed) => {
      const listed = await world.shell(`rexctl list --limit 1 --json ${closed}`);
      expect(listed).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(listed.stdout).jobs).toHaveLength(1);
      expect((await world.shell(`rexctl show 99999 ${closed}`)).code).toBe(5);
      const followed = await world.shell(`${run} --follow ${closed}`);
      expect(followed).toMatchObject({ code: 3, stdout: 'out\n' });
    },
  );

  it.each(['>&-', '<&- >&- 2>&-'])(
    'without standard output the job runs to its end, and the exit code is the truth: %s',
    async (closed) => {
      expect((await world.shell(`${run} --follow ${closed}`)).code).toBe(3);
      expect((await world.shell(`${run} --quiet ${closed}`)).code).toBe(3);
      expect(sent()).toHaveLength(2);
      expect((await world.shell(`rexctl show 99999 ${closed}`)).code).toBe(5);
      expect((await world.shell(`rexctl --help ${closed}`)).code).toBe(0);
    },
  );

  it('what should be read from a closed standard input is missing, and nothing is sent', async () => {
    const command = await world.shell('rexctl run -c - --host web01.example.com <&-');
    expect(command).toMatchObject({ code: 2, stdout: '' });
    expect(command.stderr).toContain('--command - is empty');
    const login = await world.shell(
      'rexctl login --server "$REXCTL_SERVER" --login admin --token-stdin <&-',
    );
    expect(login).toMatchObject({ code: 2, stdout: '' });
    expect(login.stderr).toContain('the first line of standard input is empty');
    expect(sent()).toEqual([]);
  });

  it.each([
    'rexctl run -c - --host web01.example.com',
    'rexctl run -c true --host -',
    'rexctl login --server "$REXCTL_SERVER" --login admin --token-stdin',
  ])('a standard input that cannot be read is named: %s', async (line) => {
    expect(await world.shell(`${line} 0>/dev/null`)).toEqual({
      code: 2,
      stdout: '',
      stderr: 'rexctl: standard input cannot be read: it is not open for that\n',
    });
    expect(sent()).toEqual([]);
  });

  it('a standard output that cannot be written is no success', async () => {
    const listed = await world.shell('rexctl list 1</dev/null');
    expect(listed.code).toBe(1);
    expect(listed.stderr).toMatch(/^rexctl: cannot write to standard output: EBADF[^\n]*\n$/);
  });
});
