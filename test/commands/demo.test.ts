import { afterEach, expect, test } from 'vitest';
import { openWorld, type World } from '../world/run.ts';

let world: World | undefined;
afterEach(() => world?.close());

test('the guided demo ends with 0: two hosts fail, exactly those two are run again, then nothing is left to do', async () => {
  world = await openWorld();
  const { code, stdout, stderr } = await world.run(['demo']);
  expect(code).toBe(0);
  expect(stdout).toContain("$ rexctl run --template 'Patch hosts' --search 'name ~ web'");
  expect(stdout).toMatch(/job 208\tfailed\t2 failed, 10 ok\n\(exit 3\)/);
  expect(stdout).toMatch(/1 host\texit 100\tweb04\.example\.com/);
  expect(stdout).toMatch(/10 hosts\texit 0\tweb\[01-03,05-08,10-12\]\.example\.com/);
  expect(stdout).toContain('$ rexctl rerun @last --failed --follow');
  expect(stdout).toContain('Nothing to do.');
  expect(stderr).toContain('Patch hosts again on 2 hosts: web04.example.com, web09.example.com');
  expect(stdout.trimEnd().split('\n').at(-1)).toContain('rexctl login');
});
